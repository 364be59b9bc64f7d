#include "clients/cli/analysis_line.h"

#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/json.h"

namespace winnow {

AnalysisLine ParseAnalysisLine(absl::string_view line) {
  using google::protobuf::Value;
  AnalysisLine parsed;
  const absl::StatusOr<google::protobuf::Struct> object = ParseJsonObject(line);
  if (!object.ok()) {
    parsed.error = std::string(object.status().message());
    return parsed;
  }
  bool has_text = false;
  for (const auto& [key, value] : object->fields()) {
    if (key == "id") {
      parsed.id = ToJsonLine(value);
      continue;
    }
    std::string* field = nullptr;
    if (key == "text") field = parsed.request.mutable_text();
    if (key == "author") field = parsed.request.mutable_display_name();
    if (key == "website") field = parsed.request.mutable_website();
    if (field == nullptr) {
      if (!absl::StartsWith(key, "_")) {
        parsed.error = "the keys are id, text, author and website";
      }
    } else if (value.kind_case() != Value::kStringValue) {
      parsed.error = "text, author and website must be strings";
    } else {
      *field = value.string_value();
      has_text = has_text || key == "text";
    }
  }
  if (parsed.error.empty() && !has_text) parsed.error = "text is missing";
  return parsed;
}

std::string AnalysisJson(absl::string_view id, const v1::Screening& screening) {
  std::vector<std::string> scores;
  for (const auto& [name, value] : screening.scores()) {
    scores.push_back(
        absl::StrCat(ToJsonString(name), ":", absl::StrFormat("%.6g", value)));
  }
  std::sort(scores.begin(), scores.end());
  return absl::StrCat(
      "{\"id\":", id, ",\"scores\":{", absl::StrJoin(scores, ","),
      "},\"verdict\":",
      ToJsonString(v1::Comment::State_Name(screening.verdict())),
      ",\"rule\":", ToJsonString(screening.rule().rule()), "}");
}

std::string AnalysisErrorJson(absl::string_view id, absl::string_view error) {
  return absl::StrCat("{\"id\":", id, ",\"error\":", ToJsonString(error), "}");
}

}  // namespace winnow
