// A page's whole life with the JSON API: the built gateway before the built
// winnowd on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kEmail[] = "m.quastenflosser@postfach.example";
constexpr char kName[] = "Margarethe Quastenflosser";

class JsonApi : public testing::Test {
 protected:
  static json Form(const std::string& body, const std::string& thread) {
    return {
        {"thread", {{"id", thread}, {"url", "https://news.example/" + thread}}},
        {"display_name", kName},
        {"email", kEmail},
        {"body", body}};
  }

  HttpReply Submit(const std::string& body,
                   const std::string& thread = "bridge",
                   const HttpClient::Headers& headers = {}) {
    return gateway_.Send("POST", "comments", Form(body, thread), headers);
  }

  json List(const std::string& thread = "bridge") {
    const HttpReply reply =
        gateway_.Send("GET", "comments?thread_id=" + thread);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body);
  }

  static std::set<std::string> FieldsOf(const HttpReply& reply) {
    std::set<std::string> fields;
    const json problem = json::parse(reply.body);
    for (const json& error : problem["errors"]) {
      fields.insert(error["field"].get<std::string>());
    }
    return fields;
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  WinnowSystem system_;
  GatewayProgram gateway_{system_};
};

TEST_F(JsonApi, TakesACommentAndShowsItToEverybody) {
  const HttpReply submitted = Submit("I like the bridge. 🌉\n\"Very\" <much>");
  ASSERT_EQ(submitted.status, 201) << submitted.body;
  EXPECT_THAT(submitted.body, Not(HasSubstr(kEmail)));
  const json answer = json::parse(submitted.body);
  EXPECT_EQ(answer["comment"]["state"], "APPROVED");
  EXPECT_EQ(answer["replayed"], false);
  EXPECT_EQ(submitted.headers.at("access-control-allow-origin"),
            "https://news.example");

  const json list = List();
  ASSERT_EQ(list["comments"].size(), 1u);
  EXPECT_EQ(list["approved_count"], 1);
  EXPECT_EQ(list["comments"][0]["body"],
            "I like the bridge. 🌉\n\"Very\" <much>");
  EXPECT_EQ(list["comments"][0]["display_name"], kName);
  EXPECT_EQ(list["comments"][0]["thread_url"], "https://news.example/bridge");

  const HttpReply counts =
      gateway_.Send("GET", "counts?thread_id=none&thread_id=bridge");
  ASSERT_EQ(counts.status, 200);
  EXPECT_EQ(json::parse(counts.body)["counts"][1]["approved_count"], 1);

  // Unchanged costs nobody a body.
  const HttpReply first = gateway_.Send("GET", "comments?thread_id=bridge");
  const HttpReply same =
      gateway_.Send("GET", "comments?thread_id=bridge", nullptr,
                    {{"If-None-Match", first.headers.at("etag")}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
}

TEST_F(JsonApi, TellsWhetherAThreadTakesComments) {
  EXPECT_EQ(List("unseen")["thread_state"], "STATE_UNSPECIFIED");
  ASSERT_EQ(Submit("The last word.").status, 201);
  EXPECT_EQ(List()["thread_state"], "OPEN");
  ASSERT_EQ(Winnow({"thread", "close", "bridge"}).exit_status, 0);
  EXPECT_TRUE(Eventually([&] { return List()["thread_state"] == "CLOSED"; }));
}

TEST_F(JsonApi, LetsAuthorsEditAndWithdraw) {
  const json made = json::parse(Submit("The bridge is fine.").body);
  const std::string path =
      absl::StrCat("comments/", made["comment"]["id"].get<std::string>());
  const HttpClient::Headers token = {
      {"Winnow-Edit-Token", made["edit_token"].get<std::string>()}};
  const HttpReply status =
      gateway_.Send("GET", path + "/status", nullptr, token);
  ASSERT_EQ(status.status, 200) << status.body;
  EXPECT_EQ(json::parse(status.body)["appealed"], false);
  EXPECT_TRUE(json::parse(status.body)["edit_end_time"].is_string());
  EXPECT_EQ(gateway_.Send("GET", path + "/status").status, 403);
  EXPECT_EQ(gateway_
                .Send("GET", path + "/status", nullptr,
                      {{"Winnow-Edit-Token", "AAAAAAAAAAAAAAAAAAAAAA"}})
                .status,
            403);

  const HttpReply stale = gateway_.Send(
      "PATCH", path, {{"body", "Too late."}, {"etag", "99"}}, token);
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(json::parse(stale.body)["code"], "stale_etag");
  const HttpReply edited =
      gateway_.Send("PATCH", path, {{"body", "The bridge is good."}}, token);
  ASSERT_EQ(edited.status, 200) << edited.body;
  EXPECT_EQ(List()["comments"][0]["body"], "The bridge is good.");

  const HttpReply withdrawn =
      gateway_.Send("POST", path + "/withdraw", nullptr, token);
  ASSERT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(json::parse(withdrawn.body)["state"], "WITHDRAWN");
  EXPECT_EQ(List()["approved_count"], 0);
}

TEST_F(JsonApi, ShowsAHeldCommentOnceAModeratorApprovesIt) {
  EXPECT_EQ(Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"})
                .exit_status,
            0);
  const json made = json::parse(Submit("My own umbrella.").body);
  EXPECT_EQ(made["comment"]["state"], "HELD");
  EXPECT_EQ(List()["comments"].size(), 0u);
  const auto name = made["comment"]["name"].get<std::string>();
  EXPECT_EQ(Winnow({"approve", name}).exit_status, 0);
  EXPECT_TRUE(Eventually([this] { return List()["comments"].size() == 1; }));
}

TEST_F(JsonApi, LetsAuthorsAppealAndReadersReport) {
  const json made = json::parse(Submit("I like the bridge.").body);
  const json again = json::parse(Submit("I like the bridge.").body);
  ASSERT_EQ(again["comment"]["state"], "REJECTED");
  EXPECT_EQ(again["comment"]["reasons"][0]["code"], "duplicate");
  const HttpReply appealed = gateway_.Send(
      "POST",
      absl::StrCat("comments/", again["comment"]["id"].get<std::string>(),
                   "/appeal"),
      {{"text", "I meant it."}},
      {{"Winnow-Edit-Token", again["edit_token"].get<std::string>()}});
  EXPECT_EQ(appealed.status, 200) << appealed.body;

  const std::string reports = absl::StrCat(
      "comments/", made["comment"]["id"].get<std::string>(), "/reports");
  gateway_.reader = "198.51.100.20";
  const HttpReply reported = gateway_.Send(
      "POST", reports, {{"reason", "OFF_TOPIC"}, {"text", "no bridge"}});
  ASSERT_EQ(reported.status, 200) << reported.body;
  EXPECT_EQ(json::parse(reported.body)["replaced"], false);
  const HttpReply replaced =
      gateway_.Send("POST", reports, {{"reason", "OTHER"}});
  EXPECT_EQ(json::parse(replaced.body)["replaced"], true);
  EXPECT_THAT(Winnow({"reports"}).output, HasSubstr("OTHER"));
}

TEST_F(JsonApi, NamesEveryBadField) {
  json form = Form("", "bridge");
  form["email"] = "no address";
  form["website"] = "javascript:alert(1)";
  form["thread"]["url"] = "https://news.example/bridge";
  const HttpReply reply = gateway_.Send("POST", "comments", form);
  ASSERT_EQ(reply.status, 422) << reply.body;
  EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
  EXPECT_THAT(FieldsOf(reply),
              testing::ElementsAre("body", "email", "website"));
  EXPECT_THAT(reply.body, Not(HasSubstr("javascript")));
}

TEST_F(JsonApi, StoresARequestOnceHoweverOftenItComes) {
  const HttpClient::Headers id = {
      {"Idempotency-Key", "0190c1a2-0000-7000-8000-000000000001"}};
  const HttpReply first = Submit("Once and only once.", "bridge", id);
  ASSERT_EQ(first.status, 201) << first.body;
  const HttpReply second = Submit("Once and only once.", "bridge", id);
  ASSERT_EQ(second.status, 200) << second.body;
  const json a = json::parse(first.body);
  const json b = json::parse(second.body);
  EXPECT_EQ(b["replayed"], true);
  EXPECT_EQ(a["comment"]["name"], b["comment"]["name"]);
  EXPECT_EQ(a["edit_token"], b["edit_token"]);
  const HttpReply other = Submit("Something else.", "bridge", id);
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(json::parse(other.body)["code"], "request_id_used");
  EXPECT_EQ(List()["approved_count"], 1);
}

TEST_F(JsonApi, DeniesOtherPagesAndOtherThreads) {
  HttpClient client(gateway_.port());
  const std::string path = "/v1/sites/daily/comments";
  const HttpReply evil = client.Send("POST", path,
                                     {{"Origin", "https://evil.example"},
                                      {"Content-Type", "application/json"}},
                                     Form("Hello.", "bridge").dump());
  EXPECT_EQ(evil.status, 403);
  EXPECT_EQ(evil.headers.count("access-control-allow-origin"), 0u);
  const HttpReply preflight =
      client.Send("OPTIONS", path,
                  {{"Origin", "https://news.example"},
                   {"Access-Control-Request-Method", "POST"},
                   {"Access-Control-Request-Headers", "content-type"}});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_THAT(preflight.headers.at("access-control-allow-headers"),
              HasSubstr("Content-Type"));
  json form = Form("Hello.", "made-up");
  form["thread"]["url"] = "https://evil.example/a";
  EXPECT_THAT(FieldsOf(gateway_.Send("POST", "comments", form)),
              testing::ElementsAre("thread.url"));
  form = Form("Hello.", "made-up");
  form["thread"]["title"] = "Free money";
  EXPECT_THAT(FieldsOf(gateway_.Send("POST", "comments", form)),
              testing::ElementsAre("thread.title"));
  // The site's backend may.
  const HttpReply keyed =
      client.Send("POST", path,
                  {{"Authorization", "Bearer " + gateway_.site_key()},
                   {"Content-Type", "application/json"}},
                  form.dump());
  EXPECT_EQ(keyed.status, 201) << keyed.body;
  EXPECT_EQ(client
                .Send("GET", path + "?thread_id=a",
                      {{"Authorization", "Bearer Wrong1234567"}})
                .status,
            401);
  EXPECT_EQ(client.Send("GET", "/v1/sites/weekly/comments?thread_id=a").status,
            404);
}

TEST_F(JsonApi, LeavesNothingOfReadersBehind) {
  const HttpReply submitted = Submit("A marvellous zeppelin.");
  const std::string token =
      json::parse(submitted.body)["edit_token"].get<std::string>();
  gateway_.Send("GET", "comments?thread_id=zeppelin");
  gateway_.Send("POST", "comments", {{"body", kEmail}, {kEmail, 1}});
  gateway_.Send("GET", absl::StrCat("comments?", kEmail, "=1"));
  HttpClient metrics(gateway_.metrics_port());
  const HttpReply exposed = metrics.Send("GET", "/metrics");
  EXPECT_EQ(exposed.status, 200);
  EXPECT_EQ(metrics.Send("GET", "/").status, 404);
  EXPECT_EQ(HttpClient(gateway_.port()).Send("GET", "/metrics").status, 404);
  EXPECT_EQ(gateway_.Stop(), 0);
  const std::string log = gateway_.Log();
  EXPECT_THAT(log, AllOf(HasSubstr("\"operation\":\"submit\""),
                         HasSubstr("\"status\":201"), HasSubstr("listening")));
  for (const std::string& secret :
       {std::string(kEmail), std::string("uastenflosser"),
        std::string("zeppelin"), std::string("203.0.113"), gateway_.site_key(),
        token, std::string("news.example")}) {
    EXPECT_THAT(log, Not(HasSubstr(secret)));
    EXPECT_THAT(exposed.body, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace winnow
