#include "clients/gateway/perspective_requests.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/gateway/object_reader.h"
#include "clients/gateway/perspective_errors.h"

namespace winnow {
namespace {

constexpr size_t kLanguageBytesMax = 35;
constexpr size_t kNameBytesMax = 60;

// What is looked at once all types are known to be right, in the order in which
// it is complained about.
struct Findings {
  bool has_comment = false;
  bool is_html = false;
  bool two_contexts = false;
  bool bad_language = false;
  std::string unknown_attribute;
  std::optional<Problem> bad_attribute;
};

// A field that may be written in two ways.
template <typename Take>
void Text(ObjectReader& reader, const char* camel, const char* snake,
          Take take) {
  reader.Text(camel, take);
  reader.Text(snake, take);
}

// A name as it may be quoted: attributes' names are capitals and underscores.
std::string Quotable(absl::string_view name) {
  bool plain = !name.empty() && name.size() <= kNameBytesMax;
  for (const unsigned char c : name) {
    plain = plain && (absl::ascii_isalnum(c) || c == '_');
  }
  return plain ? std::string(name) : "(unknown)";
}

bool IsLanguage(absl::string_view text) {
  if (text.size() < 2 || text.size() > kLanguageBytesMax) return false;
  for (const unsigned char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-') return false;
  }
  return true;
}

void ReadType(ObjectReader& reader, bool& is_html) {
  reader.Word("type", "PLAIN_TEXT, HTML", [&](const std::string& word) {
    is_html = word == "HTML";
    return is_html || word == "PLAIN_TEXT" || word == "TEXT_TYPE_UNSPECIFIED";
  });
}

// Takes the fields that both requests have.
void ReadCommon(ObjectReader& reader, PerspectiveComment& comment,
                Findings& findings) {
  reader.Object("comment", [&](ObjectReader& entry) {
    findings.has_comment = true;
    entry.Text("text",
               [&](std::string text) { comment.text = std::move(text); });
    ReadType(entry, findings.is_html);
  });
  reader.Object("context", [&](ObjectReader& context) {
    const bool entries = context.Has("entries");
    const bool article = context.Has("articleAndParentComment");
    const bool snake = context.Has("article_and_parent_comment");
    findings.two_contexts = entries && (article || snake);
  });
  reader.Texts("languages", [&](std::string language) {
    if (!IsLanguage(language) ||
        comment.languages.size() == kPerspectiveLanguagesMax) {
      findings.bad_language = true;
    } else {
      comment.languages.push_back(std::move(language));
    }
  });
  Text(reader, "clientToken", "client_token",
       [&](std::string token) { comment.client_token = std::move(token); });
  const auto ignore = [](const std::string&) {};
  Text(reader, "communityId", "community_id", ignore);
  Text(reader, "sessionId", "session_id", ignore);
}

std::optional<Problem> CheckCommon(const PerspectiveComment& comment,
                                   const Findings& findings) {
  if (!findings.has_comment ||
      absl::StripAsciiWhitespace(comment.text).empty()) {
    return CommentEmpty();
  }
  if (comment.text.size() > kPerspectiveTextBytesMax) return CommentTooLong();
  if (findings.is_html) {
    return InvalidPerspectiveRequest(
        "Currently, only 'PLAIN_TEXT' comments are supported");
  }
  if (findings.two_contexts) {
    return InvalidPerspectiveRequest(
        "Only one of entries and article_and_parent_comment may be populated");
  }
  if (findings.bad_language) {
    return InvalidPerspectiveRequest(
        absl::StrCat("languages must be at most ", kPerspectiveLanguagesMax,
                     " language codes, as en or pt-BR"));
  }
  return std::nullopt;
}

std::optional<Problem> CheckAttributes(const Findings& findings) {
  if (!findings.unknown_attribute.empty()) {
    return InvalidPerspectiveRequest(absl::StrCat(
        "Unknown requested attribute: ", findings.unknown_attribute));
  }
  return findings.bad_attribute;
}

// Reads the type of a score: only probabilities are given, and learned.
void ReadScoreType(ObjectReader& reader, const char* name,
                   const std::string& attribute, Findings& findings) {
  reader.Word(
      name, "PROBABILITY, STD_DEV_SCORE, PERCENTILE, RAW",
      [&](const std::string& word) {
        if (word == "PROBABILITY" || word == "SCORE_TYPE_UNSPECIFIED") {
          return true;
        }
        if (word != "STD_DEV_SCORE" && word != "PERCENTILE" && word != "RAW") {
          return false;
        }
        if (!findings.bad_attribute) {
          findings.bad_attribute = InvalidPerspectiveRequest(
              absl::StrCat("Requested score type ", word,
                           " is not supported by attribute ", attribute));
        }
        return true;
      });
}

// Finds an attribute, or notes that it is unknown.
const PerspectiveAttribute* Find(const std::string& name, Findings& findings) {
  const PerspectiveAttribute* found = FindPerspectiveAttribute(name);
  if (found == nullptr && findings.unknown_attribute.empty()) {
    findings.unknown_attribute = Quotable(name);
  }
  return found;
}

void ReadRequested(ObjectReader& reader, const char* field,
                   AnalyzeCommentRequest& request, Findings& findings) {
  reader.Items(field, [&](const std::string& name, ObjectReader& entry) {
    RequestedAttribute wanted{.attribute = Find(name, findings)};
    for (const char* type : {"scoreType", "score_type"}) {
      ReadScoreType(entry, type, Quotable(name), findings);
    }
    for (const char* threshold : {"scoreThreshold", "score_threshold"}) {
      entry.Number(threshold, [&](double value) { wanted.threshold = value; });
    }
    if (wanted.attribute != nullptr) request.attributes.push_back(wanted);
  });
}

void ReadSuggested(ObjectReader& reader, const char* field,
                   v1::SubmitFeedbackRequest& request, Findings& findings) {
  reader.Items(field, [&](const std::string& name, ObjectReader& entry) {
    const PerspectiveAttribute* attribute = Find(name, findings);
    std::optional<double> score;
    const auto take = [&](ObjectReader& given) {
      given.Number("value", [&](double value) { score = value; });
      ReadScoreType(given, "type", Quotable(name), findings);
    };
    for (const char* summary : {"summaryScore", "summary_score"}) {
      entry.Object(summary, take);
    }
    bool whole = true;
    for (const char* spans : {"spanScores", "span_scores"}) {
      entry.Objects(spans, [&](ObjectReader& span) {
        const bool begin = span.Has("begin");
        whole = span.Has("end") && begin && whole;
        // Texts are learned whole, so their parts are not looked at.
        span.Has("score");
      });
    }
    if (attribute == nullptr || findings.bad_attribute) return;
    if (!attribute->learns) {
      findings.bad_attribute = InvalidPerspectiveRequest(absl::StrCat(
          "Attribute ", attribute->name,
          " does not learn from suggested scores; TOXICITY and SPAM do"));
    } else if (!whole) {
      findings.bad_attribute =
          InvalidPerspectiveRequest("Span scores must have begin and end");
    } else if (!score || !(*score >= 0 && *score <= 1)) {
      findings.bad_attribute = InvalidPerspectiveRequest(
          absl::StrCat("Attribute ", attribute->name,
                       " must have a summary score with a value of 0 to 1"));
    } else {
      (*request.mutable_scores())[std::string(attribute->score)] = *score;
    }
  });
}

// Parses the text and has `read` take the fields.
template <typename Read>
std::optional<Problem> ReadObject(absl::string_view text, Read read) {
  const nlohmann::json object =
      nlohmann::json::parse(text.begin(), text.end(), /*cb=*/nullptr,
                            /*allow_exceptions=*/false);
  // The parser takes a zero byte for the end.
  if (!object.is_object() || absl::StrContains(text, '\0')) {
    return Problem{.status = 400,
                   .code = "invalid_json",
                   .detail =
                       "Invalid JSON payload received. The body must be one "
                       "JSON object in UTF-8."};
  }
  std::vector<BadField> errors;
  ObjectReader reader(object, "", errors);
  read(reader);
  reader.End();
  if (errors.empty()) return std::nullopt;
  return PerspectiveFieldProblem(errors);
}

}  // namespace

std::optional<Problem> ReadAnalyzeComment(absl::string_view json,
                                          AnalyzeCommentRequest& request) {
  Findings findings;
  auto problem = ReadObject(json, [&](ObjectReader& reader) {
    ReadCommon(reader, request.comment, findings);
    const auto ignore = [](bool) {};
    reader.Bool("doNotStore", ignore);
    reader.Bool("do_not_store", ignore);
    const auto spans = [&](bool value) { request.span_annotations = value; };
    reader.Bool("spanAnnotations", spans);
    reader.Bool("span_annotations", spans);
    ReadRequested(reader, "requestedAttributes", request, findings);
    ReadRequested(reader, "requested_attributes", request, findings);
  });
  if (!problem) problem = CheckCommon(request.comment, findings);
  if (!problem) problem = CheckAttributes(findings);
  if (!problem && request.attributes.empty()) return NoRequestedAttributes();
  return problem;
}

std::optional<Problem> ReadSuggestScore(absl::string_view json,
                                        PerspectiveComment& comment,
                                        v1::SubmitFeedbackRequest& request) {
  Findings findings;
  auto problem = ReadObject(json, [&](ObjectReader& reader) {
    ReadCommon(reader, comment, findings);
    ReadSuggested(reader, "attributeScores", request, findings);
    ReadSuggested(reader, "attribute_scores", request, findings);
  });
  if (!problem) problem = CheckCommon(comment, findings);
  if (!problem) problem = CheckAttributes(findings);
  if (!problem && request.scores().empty()) {
    problem = InvalidPerspectiveRequest("Missing attribute_scores");
  }
  if (problem) return problem;
  request.set_text(comment.text);
  if (!comment.languages.empty()) request.set_language(comment.languages[0]);
  return std::nullopt;
}

}  // namespace winnow
