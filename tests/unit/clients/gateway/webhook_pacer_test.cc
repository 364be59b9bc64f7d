#include "clients/gateway/webhook_pacer.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace winnow {
namespace {

TEST(WebhookPacer, DoublesFromASecondToFiveMinutesAndStaysThere) {
  WebhookPacer pacer(7);
  for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300}) {
    const absl::Duration pause = pacer.Next(std::nullopt);
    EXPECT_GE(pause, absl::Seconds(seconds) / 2);
    EXPECT_LE(pause, absl::Seconds(seconds));
  }
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LE(pacer.Next(std::nullopt), kWebhookPauseMax);
  }
  pacer.Reset();
  EXPECT_LE(pacer.Next(std::nullopt), absl::Seconds(1));
}

TEST(WebhookPacer, WaitsAsLongAsItIsAskedToButNotLonger) {
  WebhookPacer pacer(7);
  EXPECT_EQ(pacer.Next(absl::Seconds(60)), absl::Seconds(60));
  EXPECT_EQ(pacer.Next(absl::Hours(60)), kWebhookPauseMax);
  EXPECT_EQ(pacer.Next(absl::InfiniteDuration()), kWebhookPauseMax);
  // Never shorter than without.
  EXPECT_GE(pacer.Next(absl::ZeroDuration()), absl::Seconds(4));
}

TEST(RetryAfter, IsSecondsOrADate) {
  const absl::Time now = absl::FromUnixSeconds(1445412480);
  const struct {
    std::string text;
    std::optional<absl::Duration> wait;
  } rows[] = {
      {"0", absl::ZeroDuration()},
      {"120", absl::Seconds(120)},
      {"Wed, 21 Oct 2015 07:28:30 GMT", absl::Seconds(30)},
      {"Wed, 21 Oct 2015 07:27:00 GMT", absl::ZeroDuration()},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"1.5", std::nullopt},
      {"soon", std::nullopt},
      {"99999999999999999999", std::nullopt},
      {"\xff\xfe", std::nullopt},
      {"2015-10-21T07:28:30Z", std::nullopt},
      {std::string(1000, '1'), std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ParseRetryAfter(row.text, now), row.wait) << row.text;
  }
}

}  // namespace
}  // namespace winnow
