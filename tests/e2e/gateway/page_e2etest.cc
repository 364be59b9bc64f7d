// What a site's page does beside the JSON API: forms with their token, the form
// of a page without JavaScript, the sample article, and comments as they are
// published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

constexpr char kArticle[] = "https://news.example/bridge";

class Page : public testing::Test {
 protected:
  static json Form(const std::string& body) {
    return {{"thread", {{"id", "bridge"}, {"url", kArticle}}},
            {"display_name", "Ann"},
            {"email", "ann@mail.example"},
            {"body", body}};
  }

  json Submit(const json& form) {
    const HttpReply reply = gateway_.Send("POST", "comments", form);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return json::parse(reply.body);
  }

  HttpReply Post(const std::string& form,
                 const std::string& origin = "https://news.example") {
    return HttpClient(gateway_.port())
        .Send("POST", "/v1/sites/daily/form",
              {{"Origin", origin},
               {"X-Forwarded-For", "203.0.113.77"},
               {"Content-Type", "application/x-www-form-urlencoded"}},
              form);
  }

  // Opens the thread's stream and waits until nothing can be missed.
  void Listen(HttpClient& client) const {
    ASSERT_TRUE(
        client.Push("GET /v1/sites/daily/events?thread_id=bridge HTTP/1.1\r\n"
                    "Host: h\r\nOrigin: https://news.example\r\n\r\n"));
    ASSERT_THAT(client.ReadUntil("event: ready"), HasSubstr("event: ready"));
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // All that a moderator is told of it.
  std::string ExplanationOf(const json& submitted) {
    return Winnow({"show", submitted["comment"]["name"].get<std::string>()})
        .output;
  }

  WinnowSystem system_;
  GatewayProgram gateway_{system_};
};

TEST_F(Page, SeesACommentArriveAndGo) {
  HttpClient reader(gateway_.port());
  Listen(reader);
  const json made = Submit(Form("I like\nthe bridge."));
  const auto id = made["comment"]["id"].get<std::string>();
  // The last field of a comment.
  const std::string said = reader.ReadUntil("\"reasons\":[]}\n\n");
  EXPECT_THAT(said, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                          HasSubstr("Access-Control-Allow-Origin: "
                                    "https://news.example\r\n"),
                          HasSubstr("\nretry: ")));
  const std::string begin = "event: comment\ndata: ";
  const size_t data = said.find(begin);
  ASSERT_NE(data, std::string::npos) << said;
  const std::string line = said.substr(
      data + begin.size(), said.find("\n\n", data) - data - begin.size());
  // As lists have it.
  const HttpReply list = gateway_.Send("GET", "comments?thread_id=bridge");
  EXPECT_EQ(json::parse(line), json::parse(list.body)["comments"][0]);
  EXPECT_EQ(json::parse(line)["body"], "I like\nthe bridge.");
  EXPECT_EQ(Winnow({"reject", made["comment"]["name"].get<std::string>()})
                .exit_status,
            0);
  const std::string gone =
      absl::StrCat("event: retract\ndata: {\"id\":\"", id, "\"}\n\n");
  EXPECT_THAT(reader.ReadUntil(gone), HasSubstr(gone));
}

TEST_F(Page, SeesOfAHeldCommentNothingUntilItIsApproved) {
  EXPECT_EQ(Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"})
                .exit_status,
            0);
  HttpClient reader(gateway_.port());
  Listen(reader);
  const json held = Submit(Form("My own umbrella."));
  EXPECT_EQ(held["comment"]["state"], "HELD");
  Submit(Form("Another one."));
  EXPECT_THAT(reader.ReadUntil("Another one."), Not(HasSubstr("umbrella")));
  EXPECT_EQ(Winnow({"approve", held["comment"]["name"].get<std::string>()})
                .exit_status,
            0);
  EXPECT_THAT(reader.ReadUntil("umbrella"), HasSubstr("My own umbrella."));
}

TEST_F(Page, MissesNothingWhileWinnowdIsAway) {
  HttpClient reader(gateway_.port());
  Listen(reader);
  system_.KillWinnowd();
  system_.StartWinnowd();
  system_.WaitUntilReady();
  const json form = Form("After the storm.");
  EXPECT_TRUE(Eventually([&] {
    return gateway_
               .Send("POST", "comments", form, {{"Idempotency-Key", "storm"}})
               .status < 300;
  }));
  EXPECT_THAT(reader.ReadUntil("After the storm."),
              HasSubstr("After the storm."));
}

TEST_F(Page, IsLetGoWhenTheGatewayEnds) {
  HttpClient reader(gateway_.port());
  Listen(reader);
  EXPECT_EQ(gateway_.Stop(), 0);
  EXPECT_THAT(reader.ReadToEnd(), Not(HasSubstr("left it open")));
}

TEST_F(Page, TellsHowLongItsFormWasShown) {
  const HttpReply begun = gateway_.Send("GET", "form?thread_id=bridge");
  ASSERT_EQ(begun.status, 200) << begun.body;
  json form = Form("A form that a machine has filled in.");
  form["form_evidence"] = {{"token", json::parse(begun.body)["form_token"]},
                           {"honeypot", ""}};
  EXPECT_THAT(ExplanationOf(Submit(form)), HasSubstr("too_fast"));
  // A token of another thread says nothing, and does no harm.
  form = Form("A form of another page, of which nothing is known.");
  const HttpReply other = gateway_.Send("GET", "form?thread_id=ferry");
  form["form_evidence"] = {{"token", json::parse(other.body)["form_token"]}};
  EXPECT_THAT(ExplanationOf(Submit(form)), Not(HasSubstr("too_fast")));
  const HttpReply metrics =
      HttpClient(gateway_.metrics_port()).Send("GET", "/metrics");
  EXPECT_THAT(
      metrics.body,
      AllOf(HasSubstr("winnow_gateway_form_tokens_total{outcome=\"good\"} 1"),
            HasSubstr("winnow_gateway_form_tokens_total{outcome=\"bad\"} 1")));
}

TEST_F(Page, WithoutJavaScriptSubmitsAsWell) {
  const std::string thread = absl::StrCat(
      "thread_id=bridge&url=https%3A%2F%2Fnews.example%2Fbridge%23end",
      "&name=Ann&email=ann%40mail.example");
  const HttpReply sent = Post(thread + "&comment=A+plain+%3Cform%3E.");
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_THAT(sent.headers.at("location"),
              MatchesRegex("https://news.example/bridge#winnow-comment-"
                           "[0-9a-f-]{36}"));
  const HttpReply list = gateway_.Send("GET", "comments?thread_id=bridge");
  EXPECT_EQ(json::parse(list.body)["comments"][0]["body"], "A plain <form>.");
  // What is not published looks the same, whatever became of it.
  const HttpReply again = Post(thread + "&comment=A+plain+%3Cform%3E.");
  ASSERT_EQ(again.status, 303);
  EXPECT_EQ(again.headers.at("location"),
            "https://news.example/bridge#winnow-awaiting-moderation");
}

TEST_F(Page, WithoutJavaScriptIsToldWhatIsWrong) {
  const HttpReply bad = Post(
      "thread_id=bridge&url=https%3A%2F%2Fnews.example%2Fbridge&name=Ann"
      "&email=nowhere&comment=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(bad.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(bad.body,
              AllOf(HasSubstr("href=\"#winnow-email\""),
                    HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script"))));
  EXPECT_EQ(Post("a=b", "https://evil.example").status, 403);
  EXPECT_EQ(Post(std::string(300'000, 'x')).status, 413);
}

TEST_F(Page, LoadsScriptAndStyle) {
  HttpClient client(gateway_.port());
  const HttpReply script = client.Send("GET", "/embed/winnow.js");
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.headers.at("content-type"),
            "text/javascript; charset=utf-8");
  EXPECT_EQ(client
                .Send("GET", "/embed/winnow.js",
                      {{"If-None-Match", script.headers.at("etag")}})
                .status,
            304);
  EXPECT_EQ(client.Send("GET", "/embed/winnow.css").status, 200);
  EXPECT_EQ(client.Send("GET", "/").status, 404);
}

TEST(SamplePage, IsShownForTheSiteThatTheFlagNames) {
  WinnowSystem system;
  GatewayProgram gateway(system, "", "", {"--sample_site=daily"});
  const HttpReply page = HttpClient(gateway.port()).Send("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.headers.at("content-security-policy"),
              HasSubstr("script-src 'self'"));
  EXPECT_THAT(page.body, HasSubstr("data-site=\"daily\""));
}

}  // namespace
}  // namespace winnow
