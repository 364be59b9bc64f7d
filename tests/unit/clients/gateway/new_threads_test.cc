#include "clients/gateway/new_threads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

HttpAnswer Submit(ApiRoom& room, const std::string& thread,
                  const std::string& url) {
  const nlohmann::json form = {{"thread", {{"id", thread}, {"url", url}}},
                               {"display_name", "Ann"},
                               {"email", "ann@mail.example"},
                               {"body", "Yes."}};
  return room.SendAsPage("POST", "/v1/sites/daily/comments", form.dump());
}

TEST(NewThreads, MustLieUnderTheSitesOrigins) {
  ApiRoom room;
  for (const char* url :
       {"", "https://evil.example/a", "https://news.example@evil.example/",
        "http://news.example/a", "javascript:alert(1)"}) {
    const HttpAnswer answer = Submit(room, "made-up", url);
    EXPECT_EQ(answer.status, 422) << url;
    EXPECT_EQ(nlohmann::json::parse(*answer.body)["errors"][0]["field"],
              "thread.url")
        << url;
  }
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
  EXPECT_EQ(Submit(room, "real", "https://news.example/real").status, 201);
  EXPECT_EQ(room.winnowd.submitted()[0].thread().url(),
            "https://news.example/real");
}

TEST(NewThreads, AreAskedForOnceAndKeepTheirAddress) {
  ApiRoom room;
  room.winnowd.AddThread("old");
  EXPECT_EQ(Submit(room, "old", "https://news.example/elsewhere").status, 201);
  EXPECT_EQ(Submit(room, "old", "").status, 201);
  EXPECT_EQ(room.winnowd.thread_lookups(), 1);
  for (const auto& sent : room.winnowd.submitted()) {
    EXPECT_EQ(sent.thread().url(), "");
  }
  // One that this gateway has seen made is known, too.
  EXPECT_EQ(Submit(room, "new", "https://news.example/new").status, 201);
  EXPECT_EQ(Submit(room, "new", "https://news.example/other").status, 201);
  EXPECT_EQ(room.winnowd.thread_lookups(), 2);
  EXPECT_EQ(room.winnowd.submitted().back().thread().url(), "");
}

TEST(NewThreads, AreLimitedPerNetworkAndPerSite) {
  ApiRoom room(GatewayLimits{.network_writes_per_minute = 1000,
                             .new_threads_per_hour = 5,
                             .network_new_threads_per_hour = 3});
  room.winnowd.AddThread("old");
  const auto make = [&room](int number) {
    return Submit(room, absl::StrCat("t", number),
                  absl::StrCat("https://news.example/", number));
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(make(i).status, 201) << i;
  const HttpAnswer refused = make(3);
  EXPECT_EQ(refused.status, 429);
  EXPECT_GT(std::stoi(HeaderOf(refused, "Retry-After")), 60);
  room.peer = "203.0.113.9";
  EXPECT_EQ(make(4).status, 201);
  EXPECT_EQ(make(5).status, 201);
  EXPECT_EQ(make(6).status, 429);
  // Known ones go on.
  EXPECT_EQ(Submit(room, "old", "").status, 201);
  EXPECT_EQ(make(0).status, 201);
}

TEST(NewThreads, CountOnlyWhenTheyAreMade) {
  ApiRoom room(GatewayLimits{.network_writes_per_minute = 1000,
                             .new_threads_per_hour = 2,
                             .network_new_threads_per_hour = 1});
  // winnowd refuses the comments, though it says that the threads are new.
  room.winnowd.RefuseComments(
      {grpc::StatusCode::INVALID_ARGUMENT, "no such address"});
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Submit(room, "a", "https://news.example/a").status, 422) << i;
  }
  room.winnowd.RefuseComments(grpc::Status::OK);
  EXPECT_EQ(Submit(room, "a", "https://news.example/a").status, 201);
  // What the network may not make is not taken from the site's either.
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Submit(room, "b", "https://news.example/b").status, 429) << i;
  }
  room.peer = "203.0.113.9";
  EXPECT_EQ(Submit(room, "b", "https://news.example/b").status, 201);
}

TEST(NewThreads, AreCountedForEachSite) {
  ApiRoom room(GatewayLimits{.new_threads_per_hour = 1});
  EXPECT_EQ(Submit(room, "a", "https://news.example/a").status, 201);
  EXPECT_EQ(Submit(room, "b", "https://news.example/b").status, 429);
  room.origin = "https://weekly.example";
  const nlohmann::json form = {
      {"thread", {{"id", "a"}, {"url", "https://weekly.example/a"}}},
      {"display_name", "Ann"},
      {"email", "ann@mail.example"},
      {"body", "Yes."}};
  EXPECT_EQ(
      room.SendAsPage("POST", "/v1/sites/weekly/comments", form.dump()).status,
      201);
}

TEST(NewThreads, AreNotMadeWhileWinnowdCannotBeAsked) {
  ApiRoom room;
  room.winnowd.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  const HttpAnswer answer = Submit(room, "a", "https://news.example/a");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(HeaderOf(answer, "Retry-After"), "2");
  EXPECT_THAT(room.winnowd.submitted(), SizeIs(0));
}

}  // namespace
}  // namespace winnow
