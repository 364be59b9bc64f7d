#include "clients/gateway/coral_answers.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace winnow {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// winnowd's bound of a thread's id.
constexpr size_t kThreadIdBytesMax = 255;

constexpr char kHeld[] = "SYSTEM_WITHHELD";
constexpr char kRejected[] = "REJECTED";
constexpr char kToxic[] = "COMMENT_DETECTED_TOXIC";
constexpr char kSpam[] = "COMMENT_DETECTED_SPAM";

// A text at a place of the request; empty where there is none.
std::string TextAt(const json& object, const char* outer, const char* inner) {
  const auto found = object.find(outer);
  if (found == object.end() || !found->is_object()) return "";
  const auto text = found->find(inner);
  if (text == found->end() || !text->is_string()) return "";
  return text->get<std::string>();
}

bool CanBeThreadId(absl::string_view id) {
  if (id.size() > kThreadIdBytesMax) return false;
  for (const unsigned char c : id) {
    if (absl::ascii_iscntrl(c)) return false;
  }
  return true;
}

HttpAnswer StatusAnswer(const char* status, const ordered_json& actions) {
  ordered_json answer = {{"status", status}};
  if (!actions.empty()) answer["actions"] = actions;
  return {.status = 200,
          .body = std::make_shared<const std::string>(answer.dump()),
          .headers = {{"Cache-Control", "no-store"}}};
}

// The flags that moderators see in Coral. It knows two reasons, so only what
// clearly is one of them is flagged: a score that the deciding rule asked for.
ordered_json FlagsOf(const v1::Screening& screening) {
  bool spam = screening.verdict() == v1::Comment::SPAM;
  bool toxic = false;
  for (const auto& value : screening.rule().conditions()) {
    const v1::Condition& condition = value.condition();
    if (condition.score().empty() || condition.absent()) continue;
    // All scores but one are of abuse.
    (condition.score() == "spam" ? spam : toxic) = true;
  }
  ordered_json actions = ordered_json::array();
  const auto flag = [&](const char* reason) {
    actions.push_back({{"actionType", "FLAG"}, {"reason", reason}});
  };
  if (toxic) flag(kToxic);
  if (spam) flag(kSpam);
  return actions;
}

}  // namespace

std::optional<CoralRequest> ReadCoralRequest(absl::string_view text) {
  const json object = json::parse(text.begin(), text.end(), /*cb=*/nullptr,
                                  /*allow_exceptions=*/false);
  if (!object.is_object() || absl::StrContains(text, '\0')) return std::nullopt;
  const auto comment = object.find("comment");
  if (comment == object.end() || !comment->is_object() ||
      !comment->contains("body") || !(*comment)["body"].is_string()) {
    return std::nullopt;
  }
  CoralRequest request;
  request.body = TextAt(object, "comment", "body");
  request.story_id = TextAt(object, "story", "id");
  if (!CanBeThreadId(request.story_id)) request.story_id.clear();
  const std::string role = TextAt(object, "author", "role");
  request.by_staff = role == "STAFF" || role == "MODERATOR" || role == "ADMIN";
  return request;
}

HttpAnswer CoralPass() {
  return {.status = 204, .content_type = "", .body = nullptr};
}

HttpAnswer CoralHold() { return StatusAnswer(kHeld, ordered_json::array()); }

HttpAnswer CoralAnswerTo(const v1::Screening& screening, bool by_staff) {
  switch (screening.verdict()) {
    case v1::Comment::APPROVED:
      return CoralPass();
    case v1::Comment::REJECTED:
    case v1::Comment::SPAM:
      return StatusAnswer(kRejected, FlagsOf(screening));
    default:
      if (by_staff) return CoralPass();
      return StatusAnswer(kHeld, FlagsOf(screening));
  }
}

HttpAnswer CoralProblemAnswer(const Problem& problem) {
  // No room, or no end: nobody has looked at the comment, and anybody may hear
  // that.
  if (problem.status == 503 || problem.status == 413) return CoralHold();
  return ProblemAnswer(problem);
}

}  // namespace winnow
