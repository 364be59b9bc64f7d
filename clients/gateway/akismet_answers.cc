#include "clients/gateway/akismet_answers.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "clients/gateway/exchange.h"

namespace winnow {
namespace {

constexpr char kPlainText[] = "text/plain; charset=utf-8";
constexpr size_t kHelpBytesMax = 500;

std::shared_ptr<const std::string> Shared(absl::string_view text) {
  return std::make_shared<const std::string>(text);
}

}  // namespace

HttpAnswer AkismetAnswer(absl::string_view word) {
  return {.status = 200,
          .content_type = kPlainText,
          .body = Shared(word),
          .headers = {{"Cache-Control", "no-store"}}};
}

HttpAnswer AkismetProblem(const Problem& problem) {
  HttpAnswer answer = ProblemAnswer(problem);
  const bool is_callers = problem.status == 401 || problem.status == 422;
  if (is_callers) answer.status = 200;
  answer.content_type = kPlainText;
  answer.body = Shared(is_callers ? "invalid" : problem.code);
  std::string help = problem.detail;
  for (const BadField& bad : problem.errors) {
    absl::StrAppend(&help, "; ", bad.field, " ", bad.description);
  }
  answer.headers.emplace_back("X-akismet-debug-help",
                              PrintableAscii(help, kHelpBytesMax));
  return answer;
}

std::string AkismetUsageJson(int64_t usage, bool extended) {
  nlohmann::ordered_json json = {{"limit", "none"},
                                 {"usage", usage},
                                 {"percentage", "0.00"},
                                 {"throttled", false}};
  if (extended) {
    json["notice_level"] = "NOTICE_NONE";
    json["upgrade"] = false;
  }
  return json.dump();
}

}  // namespace winnow
