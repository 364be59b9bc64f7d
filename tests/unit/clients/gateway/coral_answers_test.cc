#include "clients/gateway/coral_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using nlohmann::json;

v1::Screening Screened(v1::Comment::State verdict, const std::string& score) {
  v1::Screening screening;
  screening.set_verdict(verdict);
  if (!score.empty()) {
    screening.mutable_rule()->add_conditions()->mutable_condition()->set_score(
        score);
  }
  return screening;
}

json Flags(std::initializer_list<const char*> reasons) {
  json flags = json::array();
  for (const char* reason : reasons) {
    flags.push_back({{"actionType", "FLAG"}, {"reason", reason}});
  }
  return flags;
}

TEST(CoralAnswers, AreWhatVerdictsMeanThere) {
  const struct {
    v1::Comment::State verdict;
    const char* score;
    bool by_staff;
    json body;  // null: 204
  } rows[] = {
      {v1::Comment::APPROVED, "", false, nullptr},
      {v1::Comment::APPROVED, "toxicity", false, nullptr},
      {v1::Comment::HELD, "", false, {{"status", "SYSTEM_WITHHELD"}}},
      {v1::Comment::HELD,
       "toxicity",
       false,
       {{"status", "SYSTEM_WITHHELD"},
        {"actions", Flags({"COMMENT_DETECTED_TOXIC"})}}},
      {v1::Comment::HELD,
       "identity_attack",
       false,
       {{"status", "SYSTEM_WITHHELD"},
        {"actions", Flags({"COMMENT_DETECTED_TOXIC"})}}},
      {v1::Comment::HELD,
       "spam",
       false,
       {{"status", "SYSTEM_WITHHELD"},
        {"actions", Flags({"COMMENT_DETECTED_SPAM"})}}},
      {v1::Comment::HELD, "spam", true, nullptr},
      {v1::Comment::REJECTED, "", false, {{"status", "REJECTED"}}},
      {v1::Comment::REJECTED, "", true, {{"status", "REJECTED"}}},
      {v1::Comment::SPAM,
       "",
       false,
       {{"status", "REJECTED"}, {"actions", Flags({"COMMENT_DETECTED_SPAM"})}}},
      // Should winnowd ever say nothing, a person looks.
      {v1::Comment::STATE_UNSPECIFIED,
       "",
       false,
       {{"status", "SYSTEM_WITHHELD"}}},
  };
  for (const auto& row : rows) {
    const HttpAnswer answer =
        CoralAnswerTo(Screened(row.verdict, row.score), row.by_staff);
    const std::string name =
        absl::StrCat(v1::Comment::State_Name(row.verdict), " ", row.score);
    if (row.body.is_null()) {
      EXPECT_EQ(answer.status, 204) << name;
      EXPECT_EQ(answer.body, nullptr) << name;
      continue;
    }
    EXPECT_EQ(answer.status, 200) << name;
    EXPECT_EQ(json::parse(*answer.body), row.body) << name;
  }
}

TEST(CoralAnswers, FlagNothingForAScoreThatIsNotThere) {
  v1::Screening screening = Screened(v1::Comment::HELD, "toxicity");
  screening.mutable_rule()
      ->mutable_conditions(0)
      ->mutable_condition()
      ->set_absent(true);
  EXPECT_EQ(json::parse(*CoralAnswerTo(screening, false).body),
            json({{"status", "SYSTEM_WITHHELD"}}));
}

TEST(CoralAnswers, HoldWhatThereWasNoRoomToLookAt) {
  for (const RequestFault fault :
       {RequestFault::kBusy, RequestFault::kBodyTooLarge}) {
    const HttpAnswer answer = CoralProblemAnswer(ProblemOfFault(fault));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(*answer.body)["status"], "SYSTEM_WITHHELD");
  }
  EXPECT_EQ(CoralProblemAnswer({.status = 401, .code = "bad_signature"}).status,
            401);
}

TEST(CoralRequests, AreReadForWhatMatters) {
  const auto request = ReadCoralRequest(
      R"({"action": "NEW", "comment": {"body": "Ja.", "parentID": null},
          "author": {"id": "u1", "role": "COMMENTER"},
          "story": {"id": "s1", "url": "https://a.example/1"},
          "site": {"id": "x"}, "tenantID": "t", "tenantDomain": "a.example",
          "later": [1]})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->body, "Ja.");
  EXPECT_EQ(request->story_id, "s1");
  EXPECT_FALSE(request->by_staff);
  for (const char* role : {"STAFF", "MODERATOR", "ADMIN"}) {
    const auto staff = ReadCoralRequest(absl::StrCat(
        R"({"comment": {"body": ""}, "author": {"role": ")", role, "\"}}"));
    ASSERT_TRUE(staff);
    EXPECT_TRUE(staff->by_staff) << role;
    EXPECT_EQ(staff->story_id, "");
  }
  const auto odd = ReadCoralRequest(
      R"({"comment": {"body": "a"}, "author": 7, "story": {"id": "a\nb"}})");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->story_id, "");
  for (const char* text :
       {"", "[]", "{}", R"({"comment": "a"})", R"({"comment": {}})",
        R"({"comment": {"body": 1}})", R"({"comment": {"body": null}})"}) {
    EXPECT_FALSE(ReadCoralRequest(text)) << text;
  }
}

}  // namespace
}  // namespace winnow
