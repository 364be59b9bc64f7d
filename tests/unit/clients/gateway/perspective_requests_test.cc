#include "clients/gateway/perspective_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::string WithText(const std::string& text) {
  return absl::StrCat(R"({"requestedAttributes": {"SPAM": {}}, "comment":
      {"text": ")",
                      text, "\"}}");
}

TEST(AnalyzeComment, TakesAllThatClientsSend) {
  AnalyzeCommentRequest request;
  const auto problem = ReadAnalyzeComment(
      R"({"comment": {"text": "Ja.", "type": "PLAIN_TEXT"},
          "context": {"entries": [{"text": "Nein.", "type": "PLAIN_TEXT"}]},
          "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY",
            "scoreThreshold": 0.25}, "SPAM": null},
          "languages": ["de", "pt-BR"], "doNotStore": false,
          "spanAnnotations": true, "clientToken": "t1", "sessionId": "s",
          "communityId": "Coral:https://a.example"})",
      request);
  ASSERT_FALSE(problem) << problem->detail;
  EXPECT_EQ(request.comment.text, "Ja.");
  EXPECT_EQ(request.comment.client_token, "t1");
  EXPECT_THAT(request.comment.languages, ElementsAre("de", "pt-BR"));
  EXPECT_TRUE(request.span_annotations);
  ASSERT_THAT(request.attributes, SizeIs(2));
  EXPECT_EQ(request.attributes[0].attribute->name, "SPAM");
  EXPECT_EQ(request.attributes[1].attribute->name, "TOXICITY");
  EXPECT_EQ(request.attributes[1].threshold, 0.25);
}

TEST(AnalyzeComment, TakesProtoNames) {
  AnalyzeCommentRequest request;
  const auto problem = ReadAnalyzeComment(
      R"({"comment": {"text": "Ja."}, "do_not_store": true,
          "requested_attributes": {"THREAT": {"score_threshold": 1}},
          "span_annotations": true, "client_token": "", "session_id": "",
          "community_id": ""})",
      request);
  ASSERT_FALSE(problem) << problem->detail;
  EXPECT_EQ(request.attributes[0].threshold, 1);
  EXPECT_EQ(request.comment.client_token, "");
}

TEST(AnalyzeComment, IsRefusedInGooglesWords) {
  const struct {
    const char* name;
    std::string json;
    const char* code;
    const char* message;
  } rows[] = {
      {"nothing", "", "invalid_json", "Invalid JSON payload received."},
      {"a list", "[]", "invalid_json", "Invalid JSON payload received."},
      {"no UTF-8", WithText("\xff"), "invalid_json", "Invalid JSON payload"},
      {"a zero byte", WithText("a") + std::string(1, '\0'), "invalid_json",
       "Invalid JSON payload received."},
      {"empty object", "{}", "comment_empty", "Comment must be non-empty."},
      {"no text", R"({"comment": {}})", "comment_empty", "Comment must be"},
      {"white space", WithText(" \\n "), "comment_empty", "Comment must be"},
      {"one byte over", WithText(std::string(20481, 'a')), "comment_too_long",
       "Comment text too long."},
      {"HTML",
       R"({"comment": {"text": "a", "type": "HTML"},
           "requestedAttributes": {"SPAM": {}}})",
       "invalid_perspective_request",
       "Currently, only 'PLAIN_TEXT' comments are supported"},
      {"no attributes", R"({"comment": {"text": "a"}})",
       "no_requested_attributes", "Missing requested_attributes"},
      {"empty attributes",
       R"({"comment": {"text": "a"}, "requestedAttributes": {}})",
       "no_requested_attributes", "Missing requested_attributes"},
      {"unknown attribute",
       R"({"comment": {"text": "a"},
           "requestedAttributes": {"SPAM": {}, "OBSCENE": {}}})",
       "invalid_perspective_request", "Unknown requested attribute: OBSCENE"},
      {"score type",
       R"({"comment": {"text": "a"},
           "requestedAttributes": {"SPAM": {"scoreType": "RAW"}}})",
       "invalid_perspective_request",
       "Requested score type RAW is not supported by attribute SPAM"},
      {"no score type",
       R"({"comment": {"text": "a"},
           "requestedAttributes": {"SPAM": {"scoreType": "BEST"}}})",
       "invalid_fields", "Invalid value at 'requestedAttributes.SPAM.scoreTyp"},
      {"no threshold",
       R"({"comment": {"text": "a"},
           "requestedAttributes": {"SPAM": {"scoreThreshold": "high"}}})",
       "invalid_fields", "scoreThreshold': must be a number"},
      {"two contexts",
       R"({"comment": {"text": "a"}, "requestedAttributes": {"SPAM": {}},
           "context": {"entries": [], "articleAndParentComment": {}}})",
       "invalid_perspective_request", "Only one of entries and"},
      {"no language",
       R"({"comment": {"text": "a"}, "requestedAttributes": {"SPAM": {}},
           "languages": ["English, please"]})",
       "invalid_perspective_request", "languages must be at most 16"},
      {"unknown field",
       R"({"comment": {"text": "a"}, "requestedAttributes": {"SPAM": {}},
           "spanAnnotation": true})",
       "invalid_fields",
       R"(Unknown name "spanAnnotation": Cannot find field.)"},
      {"text is no text", R"({"comment": {"text": 7}})", "invalid_fields",
       "Invalid value at 'comment.text': must be a string"},
      {"attribute is no object",
       R"({"comment": {"text": "a"}, "requestedAttributes": {"SPAM": 1}})",
       "invalid_fields", "'requestedAttributes.SPAM': must be an object"},
  };
  for (const auto& row : rows) {
    AnalyzeCommentRequest request;
    const auto problem = ReadAnalyzeComment(row.json, request);
    ASSERT_TRUE(problem) << row.name;
    EXPECT_EQ(problem->status, 400) << row.name;
    EXPECT_EQ(problem->code, row.code) << row.name;
    EXPECT_THAT(problem->detail, HasSubstr(row.message)) << row.name;
  }
}

TEST(AnalyzeComment, TakesTextsOfEveryKindUpToTheLimit) {
  for (const std::string& text :
       {std::string("a"), std::string(20480, 'a'),
        std::string("\u0645\u0631\u062d\u0628\u0627"),
        std::string("\U0001F468\u200D\U0001F469\u200D\U0001F467"),
        std::string("p\u0430ypal")}) {
    AnalyzeCommentRequest request;
    EXPECT_FALSE(ReadAnalyzeComment(WithText(text), request));
    EXPECT_EQ(request.comment.text, text);
  }
}

TEST(AnalyzeComment, QuotesNoReader) {
  AnalyzeCommentRequest request;
  for (const char* json :
       {R"({"comment": {"text": "a"},
            "requestedAttributes": {"ann@mail.example": {}}})",
        R"({"comment": {"text": "a"}, "ann@mail.example": 1})",
        R"({"comment": {"text": "a"},
            "requestedAttributes": {"SPAM": {"ann@mail.example": 1}}})"}) {
    const auto problem = ReadAnalyzeComment(json, request);
    ASSERT_TRUE(problem);
    EXPECT_THAT(problem->detail, Not(HasSubstr("ann@")));
    EXPECT_THAT(problem->detail, HasSubstr("(unknown)"));
  }
}

TEST(SuggestScore, TakesWhatAdaptersLearn) {
  PerspectiveComment comment;
  v1::SubmitFeedbackRequest request;
  const auto problem = ReadSuggestScore(
      R"({"comment": {"text": "Buy now."}, "languages": ["en"],
          "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}},
            "SPAM": {"summaryScore": {"value": 1, "type": "PROBABILITY"},
              "spanScores": [{"begin": 0, "end": 3, "score": {"value": 1}}]}},
          "communityId": "Coral:https://a.example",
          "clientToken": "comment:7",
          "context": {"entries": [{"text": "{}"}]}})",
      comment, request);
  ASSERT_FALSE(problem) << problem->detail;
  EXPECT_EQ(request.text(), "Buy now.");
  EXPECT_EQ(request.language(), "en");
  EXPECT_EQ(request.scores().at("spam"), 1);
  EXPECT_EQ(request.scores().at("toxicity"), 0);
  EXPECT_EQ(comment.client_token, "comment:7");
}

TEST(SuggestScore, RefusesWhatNobodyWouldLearn) {
  const struct {
    const char* scores;
    const char* message;
  } rows[] = {
      {"{}", "Missing attribute_scores"},
      {R"({"X": {"summaryScore": {"value": 1}}})",
       "Unknown requested attribute: X"},
      {R"({"INSULT": {"summaryScore": {"value": 1}}})",
       "Attribute INSULT does not learn"},
      {R"({"SPAM": {}})", "a value of 0 to 1"},
      {R"({"SPAM": {"summaryScore": {"value": 1.5}}})", "a value of 0 to 1"},
      {R"({"SPAM": {"summaryScore": {"value": -1}}})", "a value of 0 to 1"},
      {R"({"SPAM": {"summaryScore": {"value": 1, "type": "RAW"}}})",
       "Requested score type RAW"},
      {R"({"SPAM": {"summaryScore": {"value": 1}, "spanScores":
            [{"begin": 0}]}})",
       "must have begin and end"},
      {R"({"SPAM": {"summaryScore": {"value": 1}, "spanScores": [1]}})",
       "must be a list of objects"},
  };
  for (const auto& row : rows) {
    PerspectiveComment comment;
    v1::SubmitFeedbackRequest request;
    const auto problem = ReadSuggestScore(
        absl::StrCat(R"({"comment": {"text": "a"}, "attributeScores": )",
                     row.scores, "}"),
        comment, request);
    ASSERT_TRUE(problem) << row.scores;
    EXPECT_THAT(problem->detail, HasSubstr(row.message)) << row.scores;
  }
}

}  // namespace
}  // namespace winnow
