#include "clients/cli/bulk_tally.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/json.h"
#include "clients/cli/output.h"
#include "clients/cpp/call_error.h"

namespace winnow {
namespace {

constexpr size_t kFailedLinesMax = 20;

}  // namespace

int64_t BulkTally::answered() const {
  int64_t sum = failed;
  for (const auto& [state, count] : states) sum += count;
  return sum;
}

void BulkTally::CountAnswer(const v1::SubmitCommentResponse& answer) {
  ++states[answer.comment().state()];
  if (answer.replayed()) ++replayed;
}

void BulkTally::CountFailure(int64_t line) {
  ++failed;
  if (failed_lines.size() < kFailedLinesMax) failed_lines.push_back(line);
}

std::string BulkTally::Summary(absl::Duration elapsed) const {
  std::string text = absl::StrCat(Counted(answered(), "line"), ":");
  std::string separator = " ";
  for (const auto& [state, count] : states) {
    absl::StrAppend(&text, separator, count, " ",
                    absl::AsciiStrToLower(v1::Comment::State_Name(state)));
    separator = ", ";
  }
  if (replayed > 0) {
    absl::StrAppend(&text, separator, replayed, " of them seen before");
    separator = ", ";
  }
  if (failed > 0 || states.empty()) {
    absl::StrAppend(&text, separator, failed, " failed");
  }
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (seconds > 0) {
    absl::StrAppend(
        &text, ", ",
        static_cast<int64_t>(static_cast<double>(answered()) / seconds), "/s");
  }
  return text;
}

std::string AcceptedJson(absl::string_view request_id,
                         const v1::SubmitCommentResponse& answer) {
  const v1::Comment& comment = answer.comment();
  return absl::StrCat(
      "{\"request_id\":", ToJsonString(request_id),
      ",\"name\":", ToJsonString(comment.name()),
      ",\"state\":", ToJsonString(v1::Comment::State_Name(comment.state())),
      ",\"replayed\":", answer.replayed() ? "true" : "false", "}");
}

std::string FailedJson(absl::string_view request_id,
                       const absl::Status& error) {
  std::vector<std::string> fields;
  for (const BadField& bad : BadFields(error)) {
    fields.push_back(
        absl::StrCat("{\"field\":", ToJsonString(bad.field),
                     ",\"description\":", ToJsonString(bad.description), "}"));
  }
  return absl::StrCat("{\"request_id\":", ToJsonString(request_id),
                      ",\"error\":", ToJsonString(error.message()),
                      ",\"fields\":[", absl::StrJoin(fields, ","), "]}");
}

}  // namespace winnow
