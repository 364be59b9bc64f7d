#include "clients/gateway/form_post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "clients/gateway/form_token.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

constexpr char kPath[] = "/v1/sites/daily/form";
constexpr char kForm[] =
    "thread_id=bridge&url=https%3A%2F%2Fnews.example%2Fbridge%3Fa%23top&"
    "name=Ann&email=ann%40mail.example&website=&comment=Yes.%0D%0ANo.&submit=1";

HttpAnswer Post(ApiRoom& room, const std::string& body,
                const std::string& origin = "https://news.example") {
  return room.Send("POST", kPath, body,
                   {.content_type = std::string(kFormType), .origin = origin});
}

TEST(ArticleAddress, IsOneOfTheSiteAndFitForAHeader) {
  const struct {
    const char* url;
    std::optional<std::string> address;
  } rows[] = {
      {"https://news.example/a?b=c#d", "https://news.example/a?b=c#x"},
      {"https://news.example", "https://news.example#x"},
      {"https://news.example/a\r\nSet-Cookie: a=b",
       "https://news.example/a%0d%0aSet-Cookie:%20a=b#x"},
      {"https://news.example/ü", "https://news.example/%c3%bc#x"},
      {"https://evil.example/a", std::nullopt},
      {"https://news.example@evil.example/", std::nullopt},
      {"https://news.example\\@evil.example/", std::nullopt},
      {"https://news.example.evil.example/", std::nullopt},
      {"//news.example/a", std::nullopt},
      {"javascript:alert(1)//https://news.example/", std::nullopt},
      {"/a", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ArticleAddress(row.url, {"https://news.example"}, "x"),
              row.address)
        << row.url;
  }
  EXPECT_EQ(ArticleAddress("https://news.example/" + std::string(2048, 'a'),
                           {"https://news.example"}, "x"),
            std::nullopt);
}

TEST(FormPost, LeadsBackToTheArticle) {
  ApiRoom room;
  const HttpAnswer answer = Post(room, kForm);
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(HeaderOf(answer, "Location"),
            "https://news.example/bridge?a#winnow-comment-01930000-0000-7000-"
            "8000-000000000000");
  EXPECT_EQ(answer.body, nullptr);
  ASSERT_THAT(room.winnowd.submitted(), SizeIs(1));
  const v1::SubmitCommentRequest sent = room.winnowd.submitted()[0];
  EXPECT_EQ(sent.thread().id(), "bridge");
  EXPECT_EQ(sent.body(), "Yes.\r\nNo.");
  EXPECT_EQ(sent.display_name(), "Ann");
  EXPECT_EQ(sent.email(), "ann@mail.example");
  EXPECT_EQ(sent.network_address(), room.peer);
  EXPECT_THAT(sent.request_id(), MatchesRegex("b-[0-9a-f]{32}"));
  EXPECT_FALSE(sent.form_evidence().has_seconds_spent());
  EXPECT_THAT(sent.form_evidence().honeypot(), IsEmpty());
}

TEST(FormPost, BringsEvidenceAlong) {
  ApiRoom room;
  const std::string token =
      MakeFormToken(room.settings().sites.at("daily"), "bridge",
                    absl::Now() - absl::Seconds(100));
  Post(room, std::string(kForm) + "&subject=pills&form_token=" + token);
  ASSERT_THAT(room.winnowd.submitted(), SizeIs(1));
  const v1::FormEvidence form = room.winnowd.submitted()[0].form_evidence();
  EXPECT_EQ(form.honeypot(), "pills");
  EXPECT_GE(form.seconds_spent(), 100);
  EXPECT_THAT(room.metrics.Expose(),
              HasSubstr("form_tokens_total{outcome=\"good\"} 1"));
}

TEST(FormPost, ShowsTheFormAgainWithWhatIsWrong) {
  ApiRoom room;
  const HttpAnswer answer =
      Post(room,
           "thread_id=bridge&url=https://evil.example/&name=%3Cb%3E&"
           "comment=first&comment=second");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(
      *answer.body,
      AllOf(HasSubstr("thread.url: must be"), HasSubstr("#winnow-comment"),
            HasSubstr("&lt;b&gt;"), HasSubstr(">\nfirst</textarea>")));
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
  EXPECT_EQ(HeaderOf(answer, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(HeaderOf(answer, "Referrer-Policy"), "same-origin");
}

TEST(FormPost, KeepsTheTextWhenWinnowdIsAway) {
  ApiRoom room;
  room.winnowd.AddThread("bridge");
  room.winnowd.RefuseComments({grpc::StatusCode::UNAVAILABLE, "away"});
  const HttpAnswer away = Post(room, std::string(kForm) + "&request_id=r1");
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(HeaderOf(away, "Retry-After"), Not(IsEmpty()));
  EXPECT_THAT(*away.body, AllOf(HasSubstr(">\nYes.\r\nNo.</textarea>"),
                                HasSubstr("value=\"r1\"")));
  room.winnowd.RefuseComments({grpc::StatusCode::ALREADY_EXISTS, "other"});
  const HttpAnswer used = Post(room, std::string(kForm) + "&request_id=r1");
  EXPECT_EQ(used.status, 409);
  EXPECT_THAT(*used.body, Not(HasSubstr("value=\"r1\"")));
}

TEST(FormPost, AnswersWithPagesWhateverIsWrong) {
  ApiRoom room;
  HttpRequest large;
  large.method = "POST";
  large.target = kPath;
  large.headers.origin = room.origin;
  large.peer = *ParseIpAddress(room.peer);
  large.fault = RequestFault::kBodyTooLarge;
  std::string many_fields;
  for (size_t i = 0; i <= kFormFieldsMax; ++i) many_fields += "a&";
  const std::pair<int, HttpAnswer> answers[] = {
      {403, Post(room, kForm, "https://evil.example")},
      {403, Post(room, kForm, "null")},
      {403, Post(room, kForm, "")},
      {400, Post(room, many_fields)},
      {413, room.Begin(large).get()},
      {415, room.SendAsPage("POST", kPath, "{}")},
      {400, room.Send("POST", kPath, kForm,
                      {.authorization = "Bearer BackendsKey1",
                       .content_type = std::string(kFormType)})},
  };
  for (const auto& [status, answer] : answers) {
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(*answer.body, HasSubstr("</html>"));
  }
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
}

TEST(FormPost, KeepsTheTextOfANetworkThatSendsTooMuch) {
  ApiRoom room({.network_writes_per_minute = 2});
  EXPECT_EQ(Post(room, kForm).status, 303);
  const HttpAnswer answer = Post(room, kForm);
  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(*answer.body, HasSubstr(">\nYes.\r\nNo.</textarea>"));
  // Nobody else's page has the gateway show what it likes.
  const HttpAnswer foreign = Post(room, kForm, "https://evil.example");
  EXPECT_EQ(foreign.status, 429);
  EXPECT_THAT(*foreign.body, Not(HasSubstr("Yes.")));
}

TEST(FormEvidence, IsAskedForByAPage) {
  ApiRoom room;
  const HttpAnswer answer =
      room.SendAsPage("GET", "/v1/sites/daily/form?thread_id=bridge");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  EXPECT_THAT(*answer.body,
              MatchesRegex("\\{\"form_token\":\"[A-Za-z0-9_-]{32}\","
                           "\"honeypot\":\"subject\"\\}"));
  const std::string token = answer.body->substr(15, 32);
  const std::string form =
      R"({"thread": {"id": "bridge", "url": "https://news.example/b"},
          "display_name": "Ann", "email": "ann@mail.example", "body": "Yes.",
          "form_evidence": {"token": ")";
  room.SendAsPage("POST", "/v1/sites/daily/comments", form + token + "\"}}");
  // One that says nothing is no error.
  EXPECT_EQ(room.SendAsPage("POST", "/v1/sites/daily/comments",
                            form + "x\", \"honeypot\": \"\"}}")
                .status,
            201);
  const auto sent = room.winnowd.submitted();
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_TRUE(sent[0].form_evidence().has_seconds_spent());
  EXPECT_LT(sent[0].form_evidence().seconds_spent(), 3600);
  EXPECT_FALSE(sent[1].form_evidence().has_seconds_spent());
  EXPECT_THAT(room.metrics.Expose(),
              AllOf(HasSubstr("form_tokens_total{outcome=\"bad\"} 1"),
                    HasSubstr("form_tokens_total{outcome=\"good\"} 1")));
  EXPECT_EQ(room.SendAsPage("GET", "/v1/sites/daily/form").status, 422);
}

}  // namespace
}  // namespace winnow
