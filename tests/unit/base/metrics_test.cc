#include "service/base/metrics.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

using ::testing::HasSubstr;

TEST(Metrics, ExposesEverySeriesInPrometheusText) {
  Metrics metrics;
  metrics.MakeCounter("winnow_comments_total", "Comments.", {{"state", "held"}})
      .Increment(2);
  metrics.MakeGauge("winnow_queue_length", "Held comments.").Set(7);
  metrics.MakeHistogram("winnow_call_seconds", "Latency.", {0.1, 1})
      .Observe(0.5);
  const std::string text = metrics.Expose();
  EXPECT_THAT(text, HasSubstr("# TYPE winnow_comments_total counter\n"));
  EXPECT_THAT(text, HasSubstr("winnow_comments_total{state=\"held\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("winnow_queue_length 7\n"));
  EXPECT_THAT(text, HasSubstr("winnow_call_seconds_bucket{le=\"0.1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("winnow_call_seconds_bucket{le=\"1\"} 1\n"));
}

TEST(Metrics, OneNameAndLabelsAreOneSeries) {
  Metrics metrics;
  Counter& first = metrics.MakeCounter("winnow_a_total", "A.", {{"b", "c"}});
  Counter& same = metrics.MakeCounter("winnow_a_total", "A.", {{"b", "c"}});
  Counter& other = metrics.MakeCounter("winnow_a_total", "A.", {{"b", "d"}});
  EXPECT_EQ(&first, &same);
  EXPECT_NE(&first, &other);
}

TEST(Metrics, CountsFromSeveralThreadsAddUp) {
  Metrics metrics;
  Counter& counter = metrics.MakeCounter("winnow_a_total", "A.");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&counter] {
      for (int count = 0; count < 10000; ++count) counter.Increment();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.Value(), 40000);
}

TEST(Metrics, RefreshesBeforeItExposes) {
  Metrics metrics;
  Gauge& gauge = metrics.MakeGauge("winnow_seen", "Seen.");
  metrics.BeforeExpose([&gauge] { gauge.Increment(); });
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_seen 1\n"));
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_seen 2\n"));
}

}  // namespace
}  // namespace winnow
