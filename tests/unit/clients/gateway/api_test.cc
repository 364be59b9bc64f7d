#include "clients/gateway/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kComments[] = "/v1/sites/daily/comments";
constexpr char kOne[] =
    "/v1/sites/daily/comments/01930000-0000-7000-8000-000000000000";
constexpr char kForm[] =
    R"({"thread": {"id": "bridge", "url": "https://news.example/bridge"},
        "display_name": "Ann", "email": "ann@mail.example", "body": "Yes."})";

std::string CodeOf(const HttpAnswer& answer) {
  return nlohmann::json::parse(*answer.body)["code"].get<std::string>();
}

TEST(Api, AnswersWhatItCannotServeBeforeWinnowdIsAsked) {
  ApiRoom room;
  const RequestHeaders page = {.content_type = "application/json",
                               .origin = "https://news.example"};
  const struct {
    const char* name;
    const char* method;
    std::string target;
    const char* body;
    RequestHeaders headers;
    int status;
    const char* code;
  } rows[] = {
      {"no path", "GET", "/", "", {}, 404, "no_such_address"},
      {"other site",
       "GET",
       "/v1/sites/monthly/comments",
       "",
       {},
       404,
       "no_such_address"},
      {"no comment's id",
       "GET",
       "/v1/sites/daily/comments/7/status",
       "",
       {},
       404,
       "no_such_address"},
      {"bad escape", "GET", "/v1/%zz", "", {}, 400, "bad_address"},
      {"method", "DELETE", kComments, "", page, 405, "method_not_allowed"},
      {"no such method", "BREW", kComments, "", page, 405,
       "method_not_allowed"},
      {"no origin",
       "POST",
       kComments,
       kForm,
       {.content_type = "application/json"},
       403,
       "origin_required"},
      {"other origin",
       "POST",
       kComments,
       kForm,
       {.content_type = "application/json", .origin = "https://evil.example"},
       403,
       "origin_not_allowed"},
      {"a form's type",
       "POST",
       kComments,
       kForm,
       {.content_type = "text/plain", .origin = "https://news.example"},
       415,
       "not_json"},
      {"no type",
       "POST",
       kComments,
       kForm,
       {.origin = "https://news.example"},
       415,
       "not_json"},
      {"no JSON", "POST", kComments, "{", page, 400, "invalid_json"},
      {"wrong field", "POST", kComments, R"({"body": 5})", page, 422,
       "invalid_fields"},
      {"password",
       "GET",
       absl::StrCat(kComments, "?thread_id=a"),
       "",
       {.authorization = "Basic YTpi"},
       401,
       "unknown_key"},
      {"two ids",
       "POST",
       kComments,
       R"({"request_id": "a"})",
       {.content_type = "application/json",
        .idempotency_key = "b",
        .origin = "https://news.example"},
       422,
       "invalid_fields"},
  };
  for (const auto& row : rows) {
    const HttpAnswer answer =
        room.Send(row.method, row.target, row.body, row.headers);
    EXPECT_EQ(answer.status, row.status) << row.name;
    EXPECT_EQ(CodeOf(answer), row.code) << row.name;
    EXPECT_EQ(HeaderOf(answer, "X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(HeaderOf(answer, "X-Request-Id"), SizeIs(32));
  }
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
  EXPECT_EQ(room.winnowd.thread_lookups(), 0);
}

TEST(Api, PassesABrowsersCommentOnUnderTheSitesKey) {
  ApiRoom room;
  const HttpAnswer answer =
      room.SendAsPage("POST", kComments, kForm,
                      {.idempotency_key = "\"7f\"", .user_agent = "Mo\xffz"});
  EXPECT_EQ(answer.status, 201) << *answer.body;
  EXPECT_THAT(*answer.body, Not(HasSubstr("ann@mail.example")));
  EXPECT_EQ(HeaderOf(answer, "Access-Control-Allow-Origin"),
            "https://news.example");
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(room.winnowd.authorization(), "Bearer GatewaysKey1");
  ASSERT_THAT(room.winnowd.submitted(), SizeIs(1));
  const v1::SubmitCommentRequest sent = room.winnowd.submitted()[0];
  EXPECT_EQ(sent.site(), "daily");
  EXPECT_EQ(sent.email(), "ann@mail.example");
  EXPECT_EQ(sent.network_address(), "198.51.100.7");
  EXPECT_EQ(sent.user_agent(), "Mo?z");
  EXPECT_EQ(sent.request_id(), "b-7f");
  EXPECT_EQ(sent.thread().url(), "https://news.example/bridge");
}

TEST(Api, PassesABackendsOwnKeyAndWordsOn) {
  ApiRoom room;
  const HttpAnswer answer = room.Send(
      "POST", kComments,
      R"({"thread": {"id": "t", "title": "T", "url": "https://x.example/"},
          "display_name": "Ann", "email": "a@mail.example", "body": "Yes.",
          "network_address": "203.0.113.9", "request_id": "r"})",
      {.authorization = "Bearer BackendsKey1",
       .content_type = "application/json; charset=utf-8"});
  EXPECT_EQ(answer.status, 201) << *answer.body;
  EXPECT_EQ(room.winnowd.authorization(), "Bearer BackendsKey1");
  EXPECT_EQ(room.winnowd.thread_lookups(), 0);
  const v1::SubmitCommentRequest sent = room.winnowd.submitted()[0];
  EXPECT_EQ(sent.network_address(), "203.0.113.9");
  EXPECT_EQ(sent.request_id(), "r");
  EXPECT_EQ(sent.thread().title(), "T");
  // One that gRPC could not carry is refused, and nothing ends.
  EXPECT_EQ(room.Send("GET", absl::StrCat(kComments, "?thread_id=a"), "",
                      {.authorization = "Bearer a\x01\xff"})
                .status,
            401);
}

TEST(Api, BelievesForwardedAddressesOfTrustedProxiesAlone) {
  ApiRoom room;
  room.winnowd.AddThread("bridge");
  room.SendAsPage("POST", kComments, kForm, {.forwarded_for = "203.0.113.9"});
  room.peer = "10.1.2.3";
  room.SendAsPage("POST", kComments, kForm,
                  {.forwarded_for = "1.2.3.4, 203.0.113.9"});
  ASSERT_THAT(room.winnowd.submitted(), SizeIs(2));
  EXPECT_EQ(room.winnowd.submitted()[0].network_address(), "198.51.100.7");
  EXPECT_EQ(room.winnowd.submitted()[1].network_address(), "203.0.113.9");
}

TEST(Api, SendsTheEditTokenOfTheHeader) {
  ApiRoom room;
  const HttpAnswer answer =
      room.SendAsPage("GET", absl::StrCat(kOne, "/status"), "",
                      {.edit_token = "tok\xff"
                                     "en"});
  EXPECT_EQ(answer.status, 200) << *answer.body;
  EXPECT_EQ(room.winnowd.asked_status().edit_token(), "tok?en");
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
}

TEST(Api, KeepsAListForAMomentAndForgetsItAfterAComment) {
  ApiRoom room(GatewayLimits{.cache_time = absl::Hours(1)});
  const std::string list = absl::StrCat(kComments, "?thread_id=bridge");
  const HttpAnswer first = room.Send("GET", list);
  ASSERT_EQ(first.status, 200);
  // What is left of the hour.
  EXPECT_THAT(HeaderOf(first, "Cache-Control"),
              StartsWith("public, max-age=35"));
  EXPECT_EQ(HeaderOf(first, "Vary"), "Origin");
  const std::string etag = HeaderOf(first, "ETag");
  const HttpAnswer same =
      room.SendAsPage("GET", list, "", {.if_none_match = etag});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, nullptr);
  EXPECT_EQ(HeaderOf(same, "ETag"), etag);
  EXPECT_EQ(HeaderOf(same, "Access-Control-Allow-Origin"),
            "https://news.example");
  EXPECT_EQ(room.winnowd.lists(), 1);
  // Another page of it is another answer.
  room.Send("GET", absl::StrCat(list, "&order_by=newest"));
  EXPECT_EQ(room.winnowd.lists(), 2);

  room.SendAsPage("POST", kComments, kForm);
  const HttpAnswer changed =
      room.Send("GET", list, "", {.if_none_match = etag});
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(HeaderOf(changed, "ETag"), etag);
  EXPECT_EQ(room.winnowd.lists(), 3);
  // A key is looked at by winnowd, so the cache says nothing to it.
  const HttpAnswer keyed =
      room.Send("GET", list, "", {.authorization = "Bearer BackendsKey1"});
  EXPECT_EQ(room.winnowd.lists(), 4);
  EXPECT_EQ(HeaderOf(keyed, "Cache-Control"), "private, no-cache");
}

TEST(Api, KeepsSitesApart) {
  ApiRoom room(GatewayLimits{.cache_time = absl::Hours(1)});
  const auto approved = [&room](const std::string& site) {
    const HttpAnswer list = room.Send(
        "GET", absl::StrCat("/v1/sites/", site, "/comments?thread_id=bridge"));
    const HttpAnswer counts = room.Send(
        "GET", absl::StrCat("/v1/sites/", site, "/counts?thread_id=bridge"));
    const auto number = nlohmann::json::parse(*list.body)["approved_count"];
    EXPECT_EQ(
        nlohmann::json::parse(*counts.body)["counts"][0]["approved_count"],
        number);
    return number.get<int>();
  };
  ASSERT_EQ(room.SendAsPage("POST", kComments, kForm).status, 201);
  EXPECT_EQ(approved("daily"), 1);
  EXPECT_EQ(room.winnowd.authorization(), "Bearer GatewaysKey1");
  EXPECT_EQ(approved("weekly"), 0);
  EXPECT_EQ(room.winnowd.authorization(), "Bearer WeeklysKey01");
  EXPECT_EQ(approved("daily"), 1);
  // A page of the one may not speak for the other.
  constexpr char kWeekly[] = "/v1/sites/weekly/comments";
  const HttpAnswer refused = room.SendAsPage("POST", kWeekly, kForm);
  EXPECT_EQ(CodeOf(refused), "origin_not_allowed");
  EXPECT_EQ(HeaderOf(refused, "Access-Control-Allow-Origin"), "");
  room.origin = "https://weekly.example";
  EXPECT_EQ(CodeOf(room.SendAsPage("POST", kComments, kForm)),
            "origin_not_allowed");
  // Nor is a thread of one known of the other, or its address good for it.
  EXPECT_EQ(CodeOf(room.SendAsPage("POST", kWeekly, kForm)), "invalid_fields");
  EXPECT_EQ(room.winnowd.thread_lookups(), 2);
  EXPECT_THAT(room.winnowd.submitted(), SizeIs(1));
}

TEST(Api, AnswersWhatCouldNotBeRead) {
  ApiRoom room;
  const auto send = [&room](RequestFault fault, const std::string& target) {
    HttpRequest request;
    request.method = "POST";
    request.target = target;
    request.headers.origin = "https://news.example";
    request.peer = ParseIpAddress(room.peer).value();
    request.fault = fault;
    return room.Begin(std::move(request)).get();
  };
  EXPECT_EQ(send(RequestFault::kNotHttp, "").status, 400);
  EXPECT_EQ(send(RequestFault::kHeaderTooLarge, "").status, 431);
  EXPECT_EQ(send(RequestFault::kBodyTooLarge, kComments).status, 413);
  // A page is to see that it may try again.
  const HttpAnswer busy = send(RequestFault::kBusy, kComments);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(HeaderOf(busy, "Retry-After"), "1");
  EXPECT_EQ(HeaderOf(busy, "Access-Control-Allow-Origin"),
            "https://news.example");
  EXPECT_THAT(HeaderOf(busy, "X-Request-Id"), SizeIs(32));
}

TEST(Api, LimitsEachNetwork) {
  ApiRoom room(GatewayLimits{.network_reads_per_second = 1,
                             .network_writes_per_minute = 4});
  const std::string list = absl::StrCat(kComments, "?thread_id=bridge");
  int refused = 0;
  for (int i = 0; i < 15; ++i) {
    const HttpAnswer answer = room.Send("GET", list);
    if (answer.status == 200) continue;
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(HeaderOf(answer, "Retry-After"), "1");
    ++refused;
  }
  EXPECT_GE(refused, 3);
  EXPECT_EQ(room.SendAsPage("POST", kComments, kForm).status, 201);
  EXPECT_EQ(room.SendAsPage("POST", kComments, kForm).status, 201);
  EXPECT_EQ(room.SendAsPage("POST", kComments, kForm).status, 429);
  room.peer = "198.51.101.7";
  EXPECT_EQ(room.SendAsPage("POST", kComments, kForm).status, 201);
  // Health is not counted.
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(room.Send("GET", "/healthz").status, 200);
  }
}

TEST(Api, KeepsTheNamesOfBrowsersRequestsToBrowsers) {
  ApiRoom room;
  auto form = nlohmann::json::parse(kForm);
  form["request_id"] = "b-1";
  const HttpAnswer answer = room.Send("POST", kComments, form.dump(),
                                      {.authorization = "Bearer BackendsKey1",
                                       .content_type = "application/json"});
  ASSERT_EQ(answer.status, 422);
  EXPECT_EQ(nlohmann::json::parse(*answer.body)["errors"][0]["field"],
            "request_id");
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
}

TEST(Api, ServesItsDescription) {
  ApiRoom room;
  const HttpAnswer answer = room.Send("GET", "/v1/openapi.json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(nlohmann::json::parse(*answer.body)["openapi"], "3.1.0");
  const HttpAnswer preflight =
      room.Send("OPTIONS", kComments, "", {.origin = "https://news.example"});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Methods"), "POST, GET");
}

}  // namespace
}  // namespace winnow
