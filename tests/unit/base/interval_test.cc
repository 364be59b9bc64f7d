#include "service/base/interval.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(WilsonInterval, IsWhatNewcombePublished) {
  // Statistics in Medicine 17 (1998), 857–872, table I, method 3.
  struct Row {
    int64_t count;
    int64_t all;
    double low;
    double high;
  };
  for (const Row& row : {
           Row{81, 263, 0.2553, 0.3662},
           Row{15, 148, 0.0624, 0.1605},
           Row{0, 20, 0.0000, 0.1611},
           Row{1, 29, 0.0061, 0.1718},
       }) {
    const Interval interval = WilsonInterval(row.count, row.all);
    EXPECT_NEAR(interval.low, row.low, 5e-5) << row.count << "/" << row.all;
    EXPECT_NEAR(interval.high, row.high, 5e-5) << row.count << "/" << row.all;
    const Interval other = WilsonInterval(row.all - row.count, row.all);
    EXPECT_NEAR(other.low, 1 - row.high, 5e-5);
    EXPECT_NEAR(other.high, 1 - row.low, 5e-5);
  }
}

TEST(WilsonInterval, SaysNothingOfNoneAndStaysWithinBounds) {
  EXPECT_EQ(WilsonInterval(0, 0).low, 0);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1);
  EXPECT_EQ(WilsonInterval(5, -1).high, 1);
  for (int64_t all : {1, 2, 10, 1'000'000'000}) {
    for (int64_t count : {int64_t{-3}, int64_t{0}, all / 2, all, all + 7}) {
      const Interval interval = WilsonInterval(count, all);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.low, interval.high);
      EXPECT_LE(interval.high, 1);
    }
  }
}

}  // namespace
}  // namespace winnow
