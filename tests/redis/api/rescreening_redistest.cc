// Judging held comments again, and taking batches back, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

class Rescreening : public PolicyCalls {};

TEST_F(Rescreening, GoesByThePolicyThatAnotherServerApplied) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string held = Submit("a marvellous umbrella");
  ASSERT_EQ(StateOf(held), v1::Comment::HELD);
  const RunningServer::Second second = system_.StartSecond();
  Stubs other(second.channel);
  Apply(other, HoldingPolicy("calm", "\"parasol\""));
  // This server has not heard of it.
  v1::RescreenCommentsRequest request;
  request.set_dry_run(true);
  EXPECT_EQ(Rescreen(server_, request).changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::HELD);
  request.set_dry_run(false);
  EXPECT_EQ(Rescreen(server_, request).changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::APPROVED);
}

}  // namespace
}  // namespace winnow
