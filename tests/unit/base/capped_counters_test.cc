#include "service/base/capped_counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(CappedCounters, GivesEachCombinationItsSeriesUpToABound) {
  Metrics metrics;
  CappedCounters counters(metrics, "winnow_things_total", "Things.",
                          {"site", "rule"}, 2);
  EXPECT_EQ(metrics.Expose(), "");
  counters.Count({"daily", "links"});
  counters.Count({"daily", "links"});
  counters.Count({"weekly", "links"});
  testing::internal::CaptureStderr();
  counters.Count({"daily", "default"});
  counters.Count({"monthly", "default"});
  counters.Count({"daily", "links"});
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(
      metrics.Expose(),
      AllOf(HasSubstr("things_total{rule=\"links\",site=\"daily\"} 3\n"),
            HasSubstr("things_total{rule=\"links\",site=\"weekly\"} 1\n"),
            HasSubstr("things_total{rule=\"(other)\",site=\"(other)\"} 2\n"),
            Not(HasSubstr("monthly"))));
  EXPECT_THAT(log, HasSubstr("event=metric_series_left_out "
                             "metric=winnow_things_total series=2\n"));
  // Once is enough.
  EXPECT_EQ(log.find("left_out"), log.rfind("left_out"));
}

TEST(CappedCounters, KeepsValuesApart) {
  Metrics metrics;
  CappedCounters counters(metrics, "winnow_things_total", "Things.", {"a", "b"},
                          10);
  counters.Count({"x", "yz"});
  counters.Count({"xy", "z"});
  counters.Count({"xyz", ""});
  counters.Count({"quote\"", "line\nend"});
  EXPECT_THAT(metrics.Expose(),
              AllOf(HasSubstr("{a=\"x\",b=\"yz\"} 1"),
                    HasSubstr("{a=\"xy\",b=\"z\"} 1"),
                    HasSubstr("{a=\"quote\\\"\",b=\"line\\nend\"} 1")));
}

TEST(CappedCounters, CountsFromManyThreads) {
  Metrics metrics;
  CappedCounters counters(metrics, "winnow_things_total", "Things.", {"a"}, 4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&counters] {
      for (int j = 0; j < 1000; ++j) counters.Count({absl::StrCat(j % 2)});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Expose(),
              AllOf(HasSubstr("{a=\"0\"} 2000"), HasSubstr("{a=\"1\"} 2000")));
}

}  // namespace
}  // namespace winnow
