// Bodies for Perspective's interface come from anybody who guesses at it:
// whatever is in them, a message within bounds comes out, or an error in
// Google's form; and sentences cover a text without overlap.
//
// The first byte chooses what is read.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/perspective_errors.h"
#include "clients/gateway/perspective_requests.h"
#include "clients/gateway/sentences.h"

namespace winnow {
namespace {

constexpr size_t kSentencesMax = 4;

void CheckProblem(const Problem& problem) {
  if (problem.status != 400) std::abort();
  const auto json = nlohmann::json::parse(*PerspectiveAnswer(problem).body,
                                          nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json["error"]["code"] != 400 ||
      !json["error"]["message"].is_string()) {
    std::abort();
  }
}

void CheckComment(const PerspectiveComment& comment) {
  if (comment.text.empty() || comment.text.size() > kPerspectiveTextBytesMax ||
      comment.languages.size() > kPerspectiveLanguagesMax) {
    std::abort();
  }
}

void CheckSentences(const std::string& text) {
  const int length = Utf16Length(text);
  int at = 0;
  const auto sentences = SplitSentences(text, kSentencesMax);
  if (sentences.size() > kSentencesMax) std::abort();
  for (const Sentence& sentence : sentences) {
    if (sentence.begin < at || sentence.end <= sentence.begin ||
        sentence.end > length || sentence.text.empty() ||
        Utf16Length(sentence.text) != sentence.end - sentence.begin) {
      std::abort();
    }
    at = sentence.end;
  }
}

void Read(uint8_t choice, absl::string_view text) {
  if ((choice & 1) == 0) {
    AnalyzeCommentRequest request;
    const auto problem = ReadAnalyzeComment(text, request);
    if (problem) return CheckProblem(*problem);
    CheckComment(request.comment);
    if (request.attributes.empty()) std::abort();
    for (const RequestedAttribute& wanted : request.attributes) {
      if (wanted.attribute == nullptr) std::abort();
    }
    return CheckSentences(request.comment.text);
  }
  PerspectiveComment comment;
  v1::SubmitFeedbackRequest request;
  const auto problem = ReadSuggestScore(text, comment, request);
  if (problem) return CheckProblem(*problem);
  CheckComment(comment);
  if (request.scores().empty()) std::abort();
  for (const auto& [name, value] : request.scores()) {
    if (name != "spam" && name != "toxicity") std::abort();
    if (!(value >= 0 && value <= 1)) std::abort();
  }
  // Parsing refuses what is not UTF-8.
  v1::SubmitFeedbackRequest again;
  if (!again.ParseFromString(request.SerializeAsString())) std::abort();
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  winnow::Read(
      bytes[0],
      absl::string_view(reinterpret_cast<const char*>(bytes) + 1, size - 1));
  return 0;
}
