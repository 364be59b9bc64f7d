#include "clients/gateway/akismet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/akismet_room.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kKey[] = "api_key=DailysKey001";
constexpr char kThanks[] = "Thanks for making the web a better place.";

void ExpectInvalid(const HttpAnswer& answer, const std::string& why) {
  EXPECT_EQ(answer.status, 200) << why;
  EXPECT_EQ(*answer.body, "invalid") << why;
  EXPECT_THAT(HeaderOf(answer, "X-akismet-debug-help"), HasSubstr(why));
}

TEST(Akismet, VerifiesKeys) {
  AkismetRoom room;
  const HttpAnswer valid =
      room.Post("verify-key", "key=DailysKey001&blog=https%3A%2F%2Fb.example");
  EXPECT_EQ(valid.status, 200);
  EXPECT_EQ(*valid.body, "valid");
  EXPECT_EQ(HeaderOf(valid, "X-akismet-debug-help"), "");
  EXPECT_EQ(*room.Post("verify-key", kKey).body, "valid");
  // It is asked each time.
  EXPECT_EQ(room.winnowd.who_am_i, 2);
  ExpectInvalid(room.Post("verify-key", "key=WrongKey0001"), "not known");
  ExpectInvalid(room.Post("verify-key", "blog=x"), "api_key is missing");
  ExpectInvalid(room.Post("verify-key", "key=OthersKey001"), "does not answer");
  ExpectInvalid(room.Post("verify-key", "key=PersonsKey01"), "role site");
}

TEST(Akismet, AnswersWhatThePolicySays) {
  const struct {
    v1::Comment::State verdict;
    bool discard;
    const char* told;
  } rows[] = {
      {v1::Comment::APPROVED, false, "false approved "},
      {v1::Comment::REJECTED, false, "true rejected "},
      {v1::Comment::SPAM, false, "true spam "},
      {v1::Comment::SPAM, true, "true spam discard"},
      {v1::Comment::HELD, false, "true held "},
      {v1::Comment::STATE_UNSPECIFIED, false, "true held "},
  };
  AkismetRoom room;
  for (const auto& row : rows) {
    room.winnowd.verdict = row.verdict;
    room.winnowd.discard = row.discard;
    EXPECT_EQ(Told(room.Post("comment-check", kComment)), row.told);
  }
  EXPECT_THAT(room.winnowd.submitted, IsEmpty());
  // A key that was good needs no asking.
  EXPECT_EQ(room.winnowd.who_am_i, 1);
  const v1::AnalyzeTextRequest& asked = room.winnowd.analyzed[0];
  EXPECT_EQ(asked.text(), "Hello there");
  EXPECT_EQ(asked.display_name(), "Ann");
  EXPECT_EQ(asked.thread_id(), "https://news.example/bridge");
}

TEST(Akismet, TakesTheKeyFromHostAndQuery) {
  AkismetRoom room;
  const std::string form = "blog=x&user_ip=203.0.113.9&comment_content=Hello";
  for (const char* host :
       {"DailysKey001.rest.akismet.com", "dailyskey001.rest.akismet.com",
        "DailysKey001.comments.example:7480"}) {
    EXPECT_EQ(
        Told(room.Send("POST", "/1.1/comment-check", form, {.host = host})),
        "false approved ")
        << host;
  }
  ExpectInvalid(
      room.Send("POST", "/1.1/comment-check", form, {.host = "b.example"}),
      "api_key");
  EXPECT_EQ(
      room.Send("GET", "/1.2/usage-limit?api_key=DailysKey001", "", {}).status,
      200);
}

TEST(Akismet, KnowsTheGuaranteedAnswers) {
  AkismetRoom room;
  room.winnowd.verdict = v1::Comment::HELD;
  const std::string comment = kComment;
  EXPECT_EQ(Told(room.Post("comment-check",
                           "comment_author=viagra-test-123&" + comment)),
            "true spam ");
  EXPECT_EQ(
      Told(room.Post("comment-check", comment + "&user_role=administrator")),
      "false approved ");
  EXPECT_EQ(Told(room.Post("comment-check",
                           comment + "&honeypot_field_name=hp&hp=me")),
            "true spam ");
  EXPECT_THAT(room.winnowd.analyzed, IsEmpty());
  // Only for those who have a key.
  ExpectInvalid(room.Post("comment-check",
                          "key=WrongKey0001&blog=x&user_ip=y"
                          "&user_role=administrator"),
                "not known");
}

TEST(Akismet, NamesWhatIsMissing) {
  AkismetRoom room;
  ExpectInvalid(room.Post("comment-check", kKey), "blog, user_ip");
  ExpectInvalid(room.Post("submit-ham", "api_key=DailysKey001&blog=x"),
                "user_ip");
  EXPECT_EQ(Told(room.Post("comment-check",
                           "api_key=DailysKey001&blog=x&user_ip=203.0.113.9")),
            "true held ");
  EXPECT_EQ(room.Send("POST", "/1.1/comment-check", "{}",
                      {.content_type = "application/json"})
                .status,
            415);
}

TEST(Akismet, SaysWhenToComeAgain) {
  AkismetRoom room;
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "false approved ");
  room.winnowd.all = {grpc::StatusCode::UNAVAILABLE, "away"};
  for (const char* method :
       {"verify-key", "comment-check", "submit-spam", "submit-ham"}) {
    const HttpAnswer answer = room.Post(method, kComment);
    EXPECT_EQ(answer.status, 503) << method;
    EXPECT_EQ(*answer.body, "unavailable");
    EXPECT_THAT(HeaderOf(answer, "Retry-After"), Not(IsEmpty()));
    EXPECT_THAT(HeaderOf(answer, "X-akismet-debug-help"), Not(IsEmpty()));
  }
  room.winnowd.all = {grpc::StatusCode::RESOURCE_EXHAUSTED, "too often"};
  EXPECT_EQ(room.Post("comment-check", kComment).status, 429);
  HttpRequest busy;
  busy.method = "POST";
  busy.target = "/1.1/comment-check";
  busy.fault = RequestFault::kBusy;
  EXPECT_EQ(room.Send(busy).status, 503);
  busy.fault = RequestFault::kBodyTooLarge;
  EXPECT_EQ(*room.Send(busy).body, "too_large");
}

TEST(Akismet, LearnsFromCorrectionsOnce) {
  AkismetRoom room;
  for (int i = 0; i < 2; ++i) {
    const HttpAnswer answer = room.Post("submit-spam", kComment);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(*answer.body, kThanks);
    EXPECT_EQ(HeaderOf(answer, "X-winnow-learned"), "true");
    EXPECT_EQ(HeaderOf(answer, "X-akismet-debug-help"), "");
  }
  EXPECT_EQ(*room.Post("submit-ham", kComment).body, kThanks);
  ASSERT_THAT(room.winnowd.lessons, SizeIs(3));
  EXPECT_EQ(room.winnowd.lessons[0].state(), v1::Comment::SPAM);
  EXPECT_EQ(room.winnowd.lessons[2].state(), v1::Comment::APPROVED);
  EXPECT_EQ(room.winnowd.lessons[0].text(), "Hello there");
  EXPECT_EQ(room.winnowd.lessons[0].request_id(),
            room.winnowd.lessons[1].request_id());
  EXPECT_NE(room.winnowd.lessons[0].request_id(),
            room.winnowd.lessons[2].request_id());
  for (const char* more : {"&is_test=1",
                           "&comment_author_email=akismet-"
                           "guaranteed-spam%40example.com"}) {
    EXPECT_EQ(
        *room.Post("submit-spam", absl::StrCat(more + 1, "&", kComment)).body,
        kThanks);
  }
  EXPECT_THAT(room.winnowd.lessons, SizeIs(3));
  room.winnowd.feedback = {grpc::StatusCode::FAILED_PRECONDITION, "no model"};
  const HttpAnswer unlearned = room.Post("submit-spam", kComment);
  EXPECT_EQ(*unlearned.body, kThanks);
  EXPECT_EQ(HeaderOf(unlearned, "X-winnow-learned"), "false");
}

TEST(Akismet, SaysWhatWasUsed) {
  AkismetRoom room;
  room.Post("comment-check", kComment);
  room.Post("submit-spam", kComment);
  room.Post("verify-key", kKey);
  const std::string target = "/1.2/usage-limit?api_key=DailysKey001";
  const auto plain =
      nlohmann::json::parse(*room.Send("GET", target, "", {}).body);
  EXPECT_EQ(plain, nlohmann::json::parse(
                       R"({"limit": "none", "usage": 2, "percentage": "0.00",
                           "throttled": false})"));
  const auto extended = nlohmann::json::parse(
      *room.Send("GET", target + "&extended=true", "", {}).body);
  EXPECT_EQ(extended["notice_level"], "NOTICE_NONE");
  EXPECT_EQ(extended["upgrade"], false);
  ExpectInvalid(room.Send("GET", "/1.2/usage-limit?api_key=x", "", {}),
                "not known");
}

TEST(Akismet, LimitsNetworksWithoutAGoodKey) {
  // One at once, then one in half a minute, which no test takes.
  AkismetRoom room(GatewayLimits{.network_writes_per_minute = 2});
  ExpectInvalid(room.Post("verify-key", "blog=x"), "api_key");
  const HttpAnswer refused = room.Post("comment-check", "blog=x");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(HeaderOf(refused, "Retry-After"), Not(IsEmpty()));
  // A key that is good has no such limit, and wrong ones have theirs.
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(room.Post("comment-check", kComment).status, 200);
  }
  // Ten at once, however long this takes.
  bool is_refused = false;
  for (int i = 0; i < 100 && !is_refused; ++i) {
    const HttpAnswer answer =
        room.Post("verify-key", absl::StrCat("key=WrongKey", 1000 + i));
    is_refused = answer.status == 429;
  }
  EXPECT_TRUE(is_refused);
  EXPECT_EQ(room.Post("comment-check", kComment).status, 200);
}

}  // namespace
}  // namespace winnow
