#include "clients/gateway/perspective_discovery.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/gateway/perspective_attributes.h"

namespace winnow {
namespace {

using nlohmann::ordered_json;

constexpr size_t kUrlCharsMax = 200;

ordered_json Typed(const char* type) { return {{"type", type}}; }
ordered_json Ref(const char* schema) { return {{"$ref", schema}}; }
ordered_json ListOf(ordered_json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}
ordered_json MapOf(const char* schema) {
  return {{"type", "object"}, {"additionalProperties", Ref(schema)}};
}
ordered_json WordOf(const std::vector<std::string>& words) {
  return {{"type", "string"},
          {"enum", words},
          {"enumDescriptions", std::vector<std::string>(words.size())}};
}
ordered_json Query(const char* type, const char* description) {
  return {{"type", type}, {"description", description}, {"location", "query"}};
}

ordered_json Schema(const char* id, ordered_json properties) {
  return {
      {"id", id}, {"type", "object"}, {"properties", std::move(properties)}};
}

ordered_json Schemas() {
  const ordered_json text = Typed("string");
  const ordered_json whole = {{"type", "integer"}, {"format", "int32"}};
  const ordered_json real = {{"type", "number"}, {"format", "float"}};
  const ordered_json type = WordOf({"SCORE_TYPE_UNSPECIFIED", "PROBABILITY",
                                    "STD_DEV_SCORE", "PERCENTILE", "RAW"});
  const ordered_json both = {
      {"comment", Ref("TextEntry")}, {"context", Ref("Context")},
      {"languages", ListOf(text)},   {"clientToken", text},
      {"sessionId", text},           {"communityId", text}};
  ordered_json analyze = both;
  analyze["requestedAttributes"] = MapOf("AttributeParameters");
  analyze["doNotStore"] = Typed("boolean");
  analyze["spanAnnotations"] = Typed("boolean");
  ordered_json suggest = both;
  suggest["attributeScores"] = MapOf("AttributeScores");
  ordered_json schemas = ordered_json::object();
  const auto add = [&](const char* id, ordered_json properties) {
    schemas[id] = Schema(id, std::move(properties));
  };
  add("AnalyzeCommentRequest", std::move(analyze));
  add("AnalyzeCommentResponse", {{"attributeScores", MapOf("AttributeScores")},
                                 {"languages", ListOf(text)},
                                 {"detectedLanguages", ListOf(text)},
                                 {"clientToken", text}});
  add("SuggestCommentScoreRequest", std::move(suggest));
  add("SuggestCommentScoreResponse", {{"clientToken", text},
                                      {"requestedLanguages", ListOf(text)},
                                      {"detectedLanguages", ListOf(text)}});
  add("TextEntry",
      {{"text", text},
       {"type", WordOf({"TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"})}});
  add("Context", {{"entries", ListOf(Ref("TextEntry"))},
                  {"articleAndParentComment", Ref("ArticleAndParentComment")}});
  add("ArticleAndParentComment",
      {{"article", Ref("TextEntry")}, {"parentComment", Ref("TextEntry")}});
  add("AttributeParameters", {{"scoreType", type}, {"scoreThreshold", real}});
  add("AttributeScores", {{"summaryScore", Ref("Score")},
                          {"spanScores", ListOf(Ref("SpanScore"))}});
  add("SpanScore", {{"begin", whole}, {"end", whole}, {"score", Ref("Score")}});
  add("Score", {{"value", real}, {"type", type}});
  return schemas;
}

ordered_json MethodOf(const char* name, const char* request,
                      const char* response, const char* description) {
  const std::string path = absl::StrCat("v1alpha1/comments:", name);
  return {{"id", absl::StrCat("commentanalyzer.comments.", name)},
          {"path", path},
          {"flatPath", path},
          {"httpMethod", "POST"},
          {"description", description},
          {"parameters", ordered_json::object()},
          {"parameterOrder", ordered_json::array()},
          {"request", Ref(request)},
          {"response", Ref(response)}};
}

std::string Description() {
  std::string names;
  for (const PerspectiveAttribute& attribute : PerspectiveAttributes()) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", attribute.name);
  }
  return absl::StrCat("Scores of comments by Winnow. Attributes: ", names, ".");
}

}  // namespace

std::string PerspectiveDiscovery(const std::string& root_url) {
  static const auto* const schemas = new ordered_json(Schemas());
  ordered_json key = Query("string", "A key of the site.");
  const ordered_json json = {
      {"kind", "discovery#restDescription"},
      {"discoveryVersion", "v1"},
      {"id", "commentanalyzer:v1alpha1"},
      {"name", "commentanalyzer"},
      {"version", "v1alpha1"},
      {"title", "Perspective Comment Analyzer API"},
      {"description", Description()},
      {"protocol", "rest"},
      {"rootUrl", root_url},
      {"servicePath", ""},
      {"basePath", ""},
      {"baseUrl", root_url},
      {"batchPath", "batch"},
      {"parameters",
       {{"key", std::move(key)},
        {"alt", Query("string", "The format: json.")},
        {"fields", Query("string", "Accepted; all fields are sent.")},
        {"prettyPrint", Query("boolean", "Accepted.")},
        {"quotaUser", Query("string", "Accepted.")},
        {"$.xgafv", Query("string", "Accepted.")}}},
      {"resources",
       {{"comments",
         {{"methods",
           {{"analyze", MethodOf("analyze", "AnalyzeCommentRequest",
                                 "AnalyzeCommentResponse",
                                 "Scores a text, and keeps nothing of it.")},
            {"suggestscore",
             MethodOf("suggestscore", "SuggestCommentScoreRequest",
                      "SuggestCommentScoreResponse",
                      "Says what scores should have been.")}}}}}}},
      {"schemas", *schemas}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

std::string PublicUrl(absl::string_view configured, absl::string_view host) {
  if (!configured.empty()) {
    return absl::StrCat(absl::StripSuffix(configured, "/"), "/");
  }
  const std::string url = absl::StrCat("http://", host);
  if (absl::StrContains(host, '/') || !IsPublicUrl(url)) return "";
  return absl::StrCat(url, "/");
}

bool IsPublicUrl(absl::string_view text) {
  if (text.size() > kUrlCharsMax) return false;
  if (!absl::ConsumePrefix(&text, "https://") &&
      !absl::ConsumePrefix(&text, "http://")) {
    return false;
  }
  if (text.empty() || text.front() == '/') return false;
  for (const unsigned char c : text) {
    // No user, query or fragment.
    if (!absl::ascii_isalnum(c) && !absl::StrContains("-._~:/[]", c)) {
      return false;
    }
  }
  return true;
}

}  // namespace winnow
