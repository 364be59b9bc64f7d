// A subscription that nobody reads any more: the feed does not grow for it, its
// reader learns how to begin anew, and the operator learns of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/fault/fault_room.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

// What redis.md says the feed keeps; Redis drops whole nodes of 100.
constexpr int64_t kFeedEventsMax = 1000000;
constexpr int64_t kNode = 100;
constexpr int64_t kFeedBytesMax = int64_t{64} << 20;

class AbandonedSubscription : public testing::Test {
 protected:
  // Adds events of a comment that is not there any more, from nine days ago on:
  // what a busy site had on its feed.
  void AddOldEvents(int64_t count) {
    constexpr int64_t kChunk = 100000;  // a second of Redis' time
    const int64_t end = added_ + count;
    for (; added_ < end; added_ = std::min(added_ + kChunk, end)) {
      ASSERT_EQ(
          room_.Redis({"EVAL",
                       "for i = ARGV[1], ARGV[2] do redis.call('XADD', "
                       "KEYS[1], string.format('%.0f-0', ARGV[3] + i), 't', "
                       "'a', 'c', '0123456789abcdef', 'r', 1) end return 'ok'",
                       "1", kFeed, absl::StrCat(added_ + 1),
                       absl::StrCat(std::min(added_ + kChunk, end)),
                       absl::StrCat(start_ms_)}),
          "ok");
    }
  }

  int64_t FeedLength() {
    int64_t length = -1;
    EXPECT_TRUE(absl::SimpleAtoi(room_.Redis({"XLEN", kFeed}), &length));
    return length;
  }

  absl::StatusOr<v1::ListEventsResponse> Events(const std::string& subscription,
                                                const std::string& cursor) {
    v1::ListEventsRequest request;
    request.set_subscription(subscription);
    request.set_cursor(cursor);
    return room_.site().Call(kListEvents, request);
  }

  absl::Status Acknowledge(const std::string& cursor) {
    v1::AcknowledgeEventsRequest request;
    request.set_subscription("old-app");
    request.set_cursor(cursor);
    return room_.site().Call(kAcknowledgeEvents, request).status();
  }

  static constexpr char kFeed[] = "winnow:{daily}:feed";
  FaultRoom room_;
  const int64_t start_ms_ =
      absl::ToUnixMillis(absl::Now() - absl::Hours(9 * 24));
  int64_t added_ = 0;
};

TEST_F(AbandonedSubscription, CostsABoundedFeedAndBeginsAnew) {
  AddOldEvents(1);
  const auto first = Events("old-app", "");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(Acknowledge(first->next_cursor()), IsOk());
  // Days go by without it.
  AddOldEvents(kFeedEventsMax + 2 * kNode);
  const auto news = room_.Submit("reader", SomeText(1, 100));
  ASSERT_THAT(news, IsOk());
  const int64_t length = FeedLength();
  EXPECT_GE(length, kFeedEventsMax);
  EXPECT_LE(length, kFeedEventsMax + kNode);
  int64_t bytes = 0;
  ASSERT_TRUE(absl::SimpleAtoi(
      room_.Redis({"MEMORY", "USAGE", kFeed, "SAMPLES", "0"}), &bytes));
  printf("a full feed: %lld events, %lld bytes\n",
         static_cast<long long>(length), static_cast<long long>(bytes));
  EXPECT_LT(bytes, kFeedBytesMax);

  EXPECT_THAT(Events("old-app", ""),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("latest")));
  const ProgramResult read =
      room_.Winnow({"feed", "--subscription", "old-app"});
  EXPECT_NE(read.exit_status, 0);
  EXPECT_THAT(read.errors, HasSubstr("latest"));
  // As it was told: list, and go on from now.
  v1::ListCommentsRequest list;
  list.set_thread_id("news/1");
  EXPECT_THAT(room_.site().List(list), IsOk());
  const auto latest = Events("old-app", "latest");
  ASSERT_THAT(latest, IsOk());
  ASSERT_THAT(Acknowledge(latest->next_cursor()), IsOk());
  const auto more = room_.Submit("reader", SomeText(2, 100));
  ASSERT_THAT(more, IsOk());
  const auto resumed = Events("old-app", "");
  ASSERT_THAT(resumed, IsOk());
  ASSERT_EQ(resumed->events_size(), 1);
  EXPECT_EQ(resumed->events(0).comment_name(), more->comment().name());
  EXPECT_LE(FeedLength(), kFeedEventsMax + kNode);
}

TEST_F(AbandonedSubscription, IsNamedByTheStatusOfASiteThatWaitsForIt) {
  ASSERT_EQ(room_.Winnow({"site", "set", "retention.keep_published", "SITE"})
                .exit_status,
            0);
  AddOldEvents(3);
  const auto first = Events("old-app", "");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(Acknowledge(first->next_cursor()), IsOk());
  EXPECT_THAT(room_.Winnow({"status"}).output,
              Not(HasSubstr("subscription_silent")));
  // An acknowledgement of eight days ago, and events since.
  const int64_t then = absl::ToUnixMillis(absl::Now() - absl::Hours(8 * 24));
  room_.Redis({"HSET", "winnow:{daily}:subscriptions", "old-app",
               absl::StrCat(start_ms_ - 1000, "-0|", then)});
  const ProgramResult status = room_.Winnow({"status"});
  EXPECT_THAT(status.output, HasSubstr("subscription_silent"));
  EXPECT_THAT(status.output, HasSubstr("old-app"));
  // It reads again, and the warning is gone.
  ASSERT_THAT(Acknowledge("latest"), IsOk());
  EXPECT_THAT(room_.Winnow({"status"}).output,
              Not(HasSubstr("subscription_silent")));
}

}  // namespace
}  // namespace winnow
