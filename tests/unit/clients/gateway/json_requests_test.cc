#include "clients/gateway/json_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> FieldsOf(const std::optional<Problem>& problem) {
  std::vector<std::string> fields;
  if (!problem) return fields;
  for (const BadField& bad : problem->errors) fields.push_back(bad.field);
  return fields;
}

std::vector<std::string> BadFieldsOf(const std::string& json, bool has_key) {
  v1::SubmitCommentRequest request;
  return FieldsOf(ReadSubmission(json, has_key, request));
}

TEST(Submission, IsReadFromAForm) {
  std::string form_token;
  v1::SubmitCommentRequest request;
  const auto problem = ReadSubmission(
      R"({"thread": {"id": "bridge", "url": "https://news.example/bridge"},
          "parent": "0190", "display_name": "Zoë", "email": "zoe@mail.example",
          "website": null, "body": "a\nb 🌉", "language": "en",
          "form_evidence": {"honeypot": "x", "token": "t0"},
          "request_id": "r1"})",
      /*has_key=*/false, request, &form_token);
  ASSERT_FALSE(problem) << problem->detail;
  EXPECT_EQ(request.thread().id(), "bridge");
  EXPECT_EQ(request.thread().url(), "https://news.example/bridge");
  EXPECT_EQ(request.parent(), "0190");
  EXPECT_EQ(request.display_name(), "Zoë");
  EXPECT_EQ(request.body(), "a\nb 🌉");
  EXPECT_EQ(request.form_evidence().honeypot(), "x");
  EXPECT_EQ(form_token, "t0");
  EXPECT_EQ(request.request_id(), "r1");
}

TEST(Submission, NamesEveryFieldThatDoesNotFit) {
  EXPECT_THAT(
      BadFieldsOf(R"({"thread": {"id": 5, "titel": "x"}, "display_name": [],
                      "body": {}, "form_evidence": {"seconds_spent": "7"},
                      "colour": 1, "author_verified": "yes"})",
                  /*has_key=*/true),
      UnorderedElementsAre("thread.id", "thread.titel", "display_name", "body",
                           "form_evidence.seconds_spent", "colour",
                           "author_verified"));
  EXPECT_THAT(BadFieldsOf(R"({"thread": "bridge"})", true),
              ElementsAre("thread"));
  // What an unknown field is called may be a reader's sentence.
  EXPECT_THAT(BadFieldsOf(R"({"my mail is a@b.example": 1})", true),
              ElementsAre("(unknown)"));
}

TEST(Submission, OfABrowserSaysNothingThatOnlyTheSiteKnows) {
  const std::string json =
      R"({"thread": {"id": "a", "title": "t", "section": "s", "tags": ["x"]},
          "network_address": "192.0.2.1", "user_agent": "u",
          "form_evidence": {"seconds_spent": 12.5}, "author_id": "7", "author_verified": true, "author_role": "STAFF"})";
  EXPECT_THAT(
      BadFieldsOf(json, /*has_key=*/false),
      UnorderedElementsAre("thread.title", "thread.section", "thread.tags",
                           "network_address", "user_agent", "author_id",
                           "author_verified", "author_role",
                           "form_evidence.seconds_spent"));
  v1::SubmitCommentRequest request;
  EXPECT_FALSE(ReadSubmission(json, /*has_key=*/true, request));
  EXPECT_EQ(request.thread().title(), "t");
  EXPECT_EQ(request.thread().tags(0), "x");
  EXPECT_EQ(request.author_role(), v1::Comment::STAFF);
  EXPECT_EQ(request.form_evidence().seconds_spent(), 12.5);
  EXPECT_TRUE(request.author_verified());
}

TEST(Submission, IsOneJsonObjectInUtf8) {
  std::string deep(60'000, '[');
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("{"),
        std::string("{}x"), std::string("\"a\""),
        std::string("{\"body\": \"\xff\"}"),
        std::string("{\"body\": \"\\ud800\"}"), std::string("{'body': 1}"),
        std::string("{\"body\": 1e999}"), std::string("{}\0", 3), deep}) {
    v1::SubmitCommentRequest request;
    const auto problem = ReadSubmission(text, false, request);
    ASSERT_TRUE(problem) << text;
    EXPECT_EQ(problem->status, 400) << text;
  }
}

TEST(Submission, RefusesWordsThatNoEnumHas) {
  for (const char* role :
       {"\"\"", "\"staff\"", "2", "\"OWNER\"", "\"AUTHOR_ROLE_UNSPECIFIED\""}) {
    EXPECT_THAT(
        BadFieldsOf(std::string("{\"author_role\": ") + role + "}", true),
        ElementsAre("author_role"))
        << role;
  }
}

TEST(OtherRequests, AreReadTheSameWay) {
  v1::UpdateCommentRequest edit;
  EXPECT_FALSE(ReadEdit(R"({"body": "b", "etag": "3"})", false, edit));
  EXPECT_EQ(edit.body(), "b");
  EXPECT_EQ(edit.etag(), "3");
  EXPECT_THAT(FieldsOf(ReadEdit(R"({"network_address": "::1"})", false, edit)),
              ElementsAre("network_address"));

  v1::WithdrawCommentRequest withdrawal;
  EXPECT_FALSE(ReadWithdrawal("", withdrawal));
  EXPECT_FALSE(ReadWithdrawal(R"({"etag": "3"})", withdrawal));
  EXPECT_THAT(FieldsOf(ReadWithdrawal(R"({"body": "x"})", withdrawal)),
              ElementsAre("body"));

  v1::AppealCommentRequest appeal;
  EXPECT_FALSE(ReadAppeal(R"({"text": "please"})", appeal));
  EXPECT_EQ(appeal.text(), "please");

  v1::ReportCommentRequest report;
  EXPECT_FALSE(
      ReadReport(R"({"reason": "OFF_TOPIC", "text": "x"})", false, report));
  EXPECT_EQ(report.reason(), v1::Report::OFF_TOPIC);
  EXPECT_THAT(FieldsOf(ReadReport(R"({"reason": "DULL", "reporter_id": "7"})",
                                  false, report)),
              UnorderedElementsAre("reason", "reporter_id"));
  EXPECT_THAT(FieldsOf(ReadReport(R"({"reporter_id": "7"})", true, report)),
              IsEmpty());
}

}  // namespace
}  // namespace winnow
