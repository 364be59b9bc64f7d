#include "clients/gateway/live_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/eventually.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr LiveEvents::Pace kQuick = {.wait = absl::Seconds(20),
                                     .pause_min = absl::Milliseconds(1),
                                     .pause_max = absl::Milliseconds(5),
                                     .gap = absl::Minutes(10),
                                     .linger = absl::Minutes(1)};

v1::Event Event(v1::Event::Type type, const std::string& thread,
                const std::string& body) {
  v1::Event event;
  event.set_type(type);
  event.set_thread_id(thread);
  event.set_comment_name("sites/daily/comments/7");
  if (type == v1::Event::RETRACTED) return event;
  event.mutable_comment()->set_name(event.comment_name());
  event.mutable_comment()->set_body(body);
  event.mutable_comment()->set_state(v1::Comment::APPROVED);
  return event;
}

// A page's stream, and all that it was sent.
class Page {
 public:
  explicit Page(ApiRoom& room, const std::string& thread = "bridge",
                const std::string& site = "daily")
      : answer_(room.Send("GET", absl::StrCat("/v1/sites/", site,
                                              "/events?thread_id=", thread))) {}

  int status() const { return answer_.status; }
  const HttpAnswer& answer() const { return answer_; }
  bool Gets(const std::string& text) {
    return Eventually([&] { return absl::StrContains(said(), text); });
  }
  const std::string& said() {
    std::vector<EventStream::Bytes> pieces;
    EXPECT_TRUE(answer_.events->Take(pieces));
    for (const auto& piece : pieces) said_ += *piece;
    return said_;
  }

 private:
  HttpAnswer answer_;
  std::string said_;
};

TEST(LiveEvents, ReachThePagesOfTheirThread) {
  ApiRoom room({}, kQuick);
  room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "before"));
  Page page(room);
  Page other(room, "ferry");
  EXPECT_EQ(page.status(), 200);
  EXPECT_EQ(page.answer().content_type, "text/event-stream");
  EXPECT_EQ(HeaderOf(page.answer(), "Cache-Control"), "no-store");
  ASSERT_TRUE(page.Gets("event: ready\ndata: {}\n\n"));
  ASSERT_TRUE(other.Gets("event: ready"));
  room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "published"));
  room.winnowd.Publish(Event(v1::Event::EDITED, "bridge", "changed"));
  room.winnowd.Publish(Event(v1::Event::RETRACTED, "bridge", ""));
  ASSERT_TRUE(page.Gets("event: retract"));
  const std::string& said = page.said();
  EXPECT_EQ(said.rfind("retry: ", 0), 0u);
  EXPECT_LT(said.find("published"), said.find("changed"));
  EXPECT_LT(said.find("changed"), said.find("event: retract"));
  EXPECT_THAT(said, Not(HasSubstr("before")));
  EXPECT_THAT(other.said(), Not(HasSubstr("published")));
  EXPECT_EQ(room.winnowd.authorization(), "Bearer GatewaysKey1");
  // A page that comes later is ready at once.
  Page late(room);
  EXPECT_TRUE(late.Gets("event: ready"));
}

TEST(LiveEvents, AskOnceForASiteWhoeverListens) {
  ApiRoom room({.network_reads_per_second = 1000}, kQuick);
  std::vector<std::unique_ptr<Page>> pages;
  for (int i = 0; i < 150; ++i) {
    pages.push_back(std::make_unique<Page>(room, absl::StrCat("t", i)));
  }
  for (auto& page : pages) ASSERT_TRUE(page->Gets("event: ready"));
  // Where the feed stands, and what comes next.
  EXPECT_LE(room.winnowd.event_questions(), 2);
}

TEST(LiveEvents, MakeListsBeReadAnew) {
  ApiRoom room({.cache_time = absl::Minutes(1)}, kQuick);
  const std::string list = "/v1/sites/daily/comments?thread_id=bridge";
  Page page(room);
  ASSERT_TRUE(page.Gets("event: ready"));
  room.Send("GET", list);
  room.Send("GET", list);
  EXPECT_EQ(room.winnowd.lists(), 1);
  room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "published"));
  ASSERT_TRUE(page.Gets("published"));
  room.Send("GET", list);
  EXPECT_EQ(room.winnowd.lists(), 2);
}

TEST(LiveEvents, ReadOnWhereTheyWereWhenWinnowdIsBack) {
  ApiRoom room({}, kQuick);
  Page page(room);
  ASSERT_TRUE(page.Gets("event: ready"));
  room.winnowd.FailEvents({grpc::StatusCode::UNAVAILABLE, "away"});
  const int before = room.winnowd.event_questions();
  ASSERT_TRUE(
      Eventually([&] { return room.winnowd.event_questions() > before + 3; }));
  room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "meanwhile"));
  room.winnowd.FailEvents(grpc::Status::OK);
  EXPECT_TRUE(page.Gets("meanwhile"));
  EXPECT_THAT(page.said(), Not(HasSubstr("reload")));
}

TEST(LiveEvents, SayToReloadWhereSomethingWasMissed) {
  LiveEvents::Pace hurried = kQuick;
  hurried.gap = absl::ZeroDuration();
  const struct {
    const char* name;
    grpc::StatusCode code;
    LiveEvents::Pace pace;
  } rows[] = {
      {"place unknown", grpc::StatusCode::OUT_OF_RANGE, kQuick},
      {"too long", grpc::StatusCode::UNAVAILABLE, hurried},
  };
  for (const auto& row : rows) {
    ApiRoom room({}, row.pace);
    Page page(room);
    ASSERT_TRUE(page.Gets("event: ready"));
    room.winnowd.FailEvents({row.code, "no"});
    EXPECT_TRUE(page.Gets("event: reload\ndata: {}\n\n")) << row.name;
    room.winnowd.FailEvents(grpc::Status::OK);
    room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "after"));
    EXPECT_TRUE(Eventually([&] {
      room.winnowd.Publish(Event(v1::Event::APPROVED, "bridge", "after"));
      return absl::StrContains(page.said(), "after");
    })) << row.name;
  }
}

TEST(LiveEvents, EndAWhileAfterTheLastPage) {
  LiveEvents::Pace pace = kQuick;
  pace.wait = absl::Milliseconds(1);
  pace.linger = absl::ZeroDuration();
  ApiRoom room({}, pace);
  {
    Page page(room);
    ASSERT_TRUE(page.Gets("event: ready"));
  }
  int before = -1;
  // Longer than any pause between two questions.
  EXPECT_TRUE(Eventually(
      [&] {
        return std::exchange(before, room.winnowd.event_questions()) == before;
      },
      absl::Milliseconds(500)));
  Page page(room);
  EXPECT_TRUE(page.Gets("event: ready"));
}

TEST(LiveEvents, AreForSoManyOfANetworkAndNoKeys) {
  ApiRoom room({.network_streams = 1}, kQuick);
  const Page first(room);
  EXPECT_EQ(first.status(), 200);
  const HttpAnswer second =
      room.Send("GET", "/v1/sites/daily/events?thread_id=a");
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(second.events, nullptr);
  EXPECT_THAT(room.metrics.Expose(), HasSubstr("limit=\"network_streams\"} 1"));
  room.peer = "203.0.113.1";
  EXPECT_EQ(Page(room).status(), 200);
  const HttpAnswer head =
      room.Send("HEAD", "/v1/sites/daily/events?thread_id=a");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.events, nullptr);
  EXPECT_EQ(room.Send("GET", "/v1/sites/daily/events?thread_id=a", "",
                      {.authorization = "Bearer BackendsKey1"})
                .status,
            400);
  EXPECT_EQ(room.Send("GET", "/v1/sites/daily/events").status, 422);
  room.origin = "https://evil.example";
  EXPECT_EQ(room.SendAsPage("GET", "/v1/sites/daily/events?thread_id=a").status,
            403);
}

}  // namespace
}  // namespace winnow
