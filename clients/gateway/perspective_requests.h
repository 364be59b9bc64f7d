// What Perspective's clients send, read and checked: the bodies of
// comments:analyze and comments:suggestscore.
//
// Names are taken in camelCase and in snake_case, as Google's own parser takes
// them, and unknown ones are refused like there. context, communityId and
// sessionId are accepted and not used, doNotStore is what always happens.
//
// Input: untrusted; whoever calls bounds its length.
//
// Threads: pure functions. They return what is wrong, or nothing.

#ifndef WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_REQUESTS_H_
#define WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_REQUESTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/perspective_attributes.h"
#include "clients/gateway/problem.h"
#include "winnow/v1/analysis_service.pb.h"

namespace winnow {

// Of a comment, in UTF-8.
inline constexpr size_t kPerspectiveTextBytesMax = 20 * 1024;
inline constexpr size_t kPerspectiveLanguagesMax = 16;

struct RequestedAttribute {
  const PerspectiveAttribute* attribute = nullptr;
  // Scores below it are left out; 0 leaves none out.
  double threshold = 0;
};

// What both requests have.
struct PerspectiveComment {
  std::string text;
  std::vector<std::string> languages;  // BCP 47
  std::optional<std::string> client_token;
};

struct AnalyzeCommentRequest {
  PerspectiveComment comment;
  std::vector<RequestedAttribute> attributes;  // at least one
  bool span_annotations = false;
};

std::optional<Problem> ReadAnalyzeComment(absl::string_view json,
                                          AnalyzeCommentRequest& request);

// Fills in the text, its first language, and the scores that adapters learn.
std::optional<Problem> ReadSuggestScore(absl::string_view json,
                                        PerspectiveComment& comment,
                                        v1::SubmitFeedbackRequest& request);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_REQUESTS_H_
