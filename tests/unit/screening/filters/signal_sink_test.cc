#include "service/screening/filters/signal_sink.h"

#include <gtest/gtest.h>

#include <cmath>

namespace winnow {
namespace {

Signal Make(double strength, size_t spans = 0) {
  Signal signal;
  signal.name = "link";
  signal.strength = strength;
  signal.spans.resize(spans);
  return signal;
}

TEST(SignalSink, KeepsTheStrongerOfEqualNames) {
  SignalSink sink;
  sink.Report(Make(0.3));
  sink.Report(Make(0.7));
  sink.Report(Make(0.5));
  ASSERT_EQ(sink.signals().size(), 1u);
  EXPECT_EQ(sink.signals()[0].strength, 0.7);
}

TEST(SignalSink, BringsStrengthsIntoTheirRange) {
  struct Row {
    double given;
    double kept;
  };
  for (const Row& row : {Row{2, 1}, Row{INFINITY, 1}, Row{NAN, 1}}) {
    SignalSink sink;
    sink.Report(Make(row.given));
    ASSERT_EQ(sink.signals().size(), 1u);
    EXPECT_EQ(sink.signals()[0].strength, row.kept);
  }
}

TEST(SignalSink, IgnoresSignalsOfNoStrength) {
  SignalSink sink;
  sink.Report(Make(0));
  sink.Report(Make(-1));
  EXPECT_TRUE(sink.signals().empty());
}

TEST(SignalSink, DropsSpansBeyondTheMost) {
  SignalSink sink;
  sink.Report(Make(1, kSpansMax + 5));
  EXPECT_EQ(sink.signals()[0].spans.size(), static_cast<size_t>(kSpansMax));
}

TEST(SignalSink, RemembersWhichFiltersFailed) {
  SignalSink sink;
  EXPECT_TRUE(sink.failures().empty());
  sink.ReportFailure("listed_terms");
  EXPECT_EQ(sink.failures(), std::vector<std::string>{"listed_terms"});
}

}  // namespace
}  // namespace winnow
