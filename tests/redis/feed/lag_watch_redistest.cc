// What LagWatch shows of readers of the feed, as Redis has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "service/feed/lag_watch.h"
#include "service/store/redis/redis_status_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/eventually.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kEvents[] = "winnow_subscription_lag_events";
constexpr char kSeconds[] = "winnow_subscription_oldest_seconds";
constexpr char kSilent[] = "winnow_subscriptions_silent{site=\"daily\"}";

class LagWatchTest : public testing::Test {
 protected:
  void Watch() {
    watch_ = std::make_unique<LagWatch>(store_, *room_.sites, clock_,
                                        *room_.metrics, absl::Milliseconds(10));
  }

  static std::string Of(const std::string& metric,
                        const std::string& subscription) {
    return absl::StrCat(metric, "{site=\"daily\",subscription=\"", subscription,
                        "\"}");
  }

  // What a series shows; -1 while it is not there.
  double Value(const std::string& series) {
    const std::string shown = room_.metrics->Expose();
    for (absl::string_view line : absl::StrSplit(shown, '\n')) {
      double value = 0;
      if (absl::ConsumePrefix(&line, absl::StrCat(series, " ")) &&
          absl::SimpleAtod(line, &value)) {
        return value;
      }
    }
    return -1;
  }
  bool Shows(const std::string& series, double value) {
    return Eventually([&] { return Value(series) == value; });
  }

  void Acknowledge(const std::string& subscription) {
    const auto cursor = room_.store->LatestCursor(room_.site);
    ASSERT_THAT(cursor, IsOk());
    EXPECT_THAT(room_.feed->Acknowledge(room_.site, subscription, *cursor),
                IsOk());
  }

  Newsroom room_;
  RedisStatusStore store_{*room_.redis};
  // A minute and a half ahead of Redis: so old is what happens now.
  FakeClock clock_{absl::Now() + absl::Seconds(90)};
  std::unique_ptr<LagWatch> watch_;
};

TEST_F(LagWatchTest, ShowsHowFarEachReaderIsBehindUntilItCatchesUp) {
  room_.Post("one");
  Acknowledge("pages");
  Acknowledge("mail");
  room_.Post("two");
  room_.Post("three");
  Acknowledge("mail");
  Watch();
  EXPECT_TRUE(Shows(Of(kEvents, "pages"), 2));
  EXPECT_TRUE(Shows(Of(kEvents, "mail"), 0));
  EXPECT_GE(Value(Of(kSeconds, "pages")), 60);
  EXPECT_LE(Value(Of(kSeconds, "pages")), 90);
  EXPECT_EQ(Value(Of(kSeconds, "mail")), 0);
  EXPECT_TRUE(Shows(kSilent, 0));
  Acknowledge("pages");
  EXPECT_TRUE(Shows(Of(kEvents, "pages"), 0));
  EXPECT_TRUE(Shows(Of(kSeconds, "pages"), 0));
}

TEST_F(LagWatchTest, CallsSilentWhoAcknowledgedNothingForAWeek) {
  const std::string old =
      absl::StrCat(absl::ToUnixMillis(absl::Now() - absl::Hours(8 * 24)), "-0");
  room_.Redis(
      {"XADD", "…feed", old, "t", "a", "c", "0123456789abcdef", "r", "1"});
  room_.Redis({"HSET", "…subscriptions", "trial", "1-0|1700000000000"});
  Watch();
  EXPECT_TRUE(Shows(kSilent, 1));
  EXPECT_TRUE(Shows(Of(kEvents, "trial"), 1));
  // Who is forgotten neither lags nor is silent.
  EXPECT_THAT(room_.feed->Forget(room_.site, "trial"), IsOk());
  EXPECT_TRUE(Shows(kSilent, 0));
  EXPECT_TRUE(Shows(Of(kEvents, "trial"), 0));
  EXPECT_TRUE(Shows(Of(kSeconds, "trial"), 0));
}

TEST_F(LagWatchTest, ShowsNothingOfASiteThatNobodyReads) {
  // It is looked at after daily: the last by name is the first.
  SiteRecord read;
  read.id = "advertiser";
  read.fields = {{"title", "The Advertiser"}};
  read.wrapped_keys = CreateSiteKeys(*room_.master, read.id, SystemRandom());
  ASSERT_THAT(room_.sites->Create(read), IsOk());
  room_.Redis({"HSET", "winnow:{advertiser}:subscriptions", "pages",
               "0-0|1700000000000"});
  Watch();
  EXPECT_TRUE(Shows("winnow_subscriptions_silent{site=\"advertiser\"}", 0));
  EXPECT_THAT(room_.metrics->Expose(), Not(HasSubstr("site=\"daily\"")));
}

TEST_F(LagWatchTest, GivesAThousandSubscriptionsSeriesAndSaysSoOnce) {
  std::vector<std::string> words = {"HSET", "…subscriptions"};
  for (size_t i = 0; i <= kMeasuredSubscriptionsMax; ++i) {
    words.push_back(absl::StrCat("reader", i));
    words.push_back("0-0|1700000000000");
  }
  room_.Redis(words);
  testing::internal::CaptureStderr();
  Watch();
  // The last thing that a look does.
  EXPECT_TRUE(Shows(kSilent, 0));
  watch_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  const std::string shown = room_.metrics->Expose();
  size_t series = 0;
  for (const absl::string_view line : absl::StrSplit(shown, '\n')) {
    if (absl::StartsWith(line, absl::StrCat(kEvents, "{"))) ++series;
  }
  EXPECT_EQ(series, kMeasuredSubscriptionsMax);
  EXPECT_THAT(log, HasSubstr("event=subscriptions_not_measured"));
  EXPECT_EQ(log.find("not_measured"), log.rfind("not_measured"));
}

}  // namespace
}  // namespace winnow
