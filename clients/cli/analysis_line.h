// The lines of `winnow analyze --jsonl`, in and out.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_ANALYSIS_LINE_H_
#define WINNOW_CLIENTS_CLI_ANALYSIS_LINE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "winnow/v1/analysis_service.pb.h"

namespace winnow {

// A line in: `{"id", "text", "author"?, "website"?}`.
struct AnalysisLine {
  std::string id = "null";  // as given, as JSON
  std::string error;        // empty if the line can be sent
  v1::AnalyzeTextRequest request;
};

// Parses a line. Other keys are refused unless they start with `_`.
// Input: untrusted, at most kLineBytesMax.
AnalysisLine ParseAnalysisLine(absl::string_view line);

// `{"id", "scores", "verdict", "rule"}`. `id` is JSON.
std::string AnalysisJson(absl::string_view id, const v1::Screening& screening);

// `{"id", "error"}`.
std::string AnalysisErrorJson(absl::string_view id, absl::string_view error);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_ANALYSIS_LINE_H_
