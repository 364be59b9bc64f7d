#include "clients/cli/progress.h"

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(ProgressBar, FillsFromNothingToAll) {
  EXPECT_EQ(ProgressBar(0, 10, 12), "[----------]   0 %");
  EXPECT_EQ(ProgressBar(5, 10, 12), "[#####-----]  50 %");
  EXPECT_EQ(ProgressBar(10, 10, 12), "[##########] 100 %");
}

TEST(ProgressBar, StaysWithinItsBrackets) {
  EXPECT_EQ(ProgressBar(25, 10, 12), "[##########] 100 %");
  EXPECT_EQ(ProgressBar(-1, 10, 12), "[----------]   0 %");
}

TEST(ProgressBar, SaysNothingWhenTheTotalIsUnknown) {
  EXPECT_EQ(ProgressBar(5, 0, 12), "");
}

}  // namespace
}  // namespace winnow
