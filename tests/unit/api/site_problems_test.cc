#include "service/api/site_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace winnow {
namespace {

using testing::StartsWith;

TEST(SiteProblems, SitesThatNobodyLookedAtAreNotTakenForHealthy) {
  v1::SystemStatus status;
  ProblemList found(status);
  FindLeftOut(0, found);
  EXPECT_TRUE(status.problems().empty());
  FindLeftOut(1, found);
  FindLeftOut(27, found);
  ASSERT_EQ(status.problems_size(), 2);
  EXPECT_EQ(status.problems(0).code(), "sites_left_out");
  EXPECT_THAT(status.problems(0).message(),
              StartsWith("1 site was not looked at"));
  EXPECT_THAT(status.problems(1).message(),
              StartsWith("27 sites were not looked at"));
  EXPECT_TRUE(status.notices().empty());
}

}  // namespace
}  // namespace winnow
