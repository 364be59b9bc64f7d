// Erasures that are finished, or done again, from their log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/moderation/erasure_replay.h"
#include "tests/redis/moderation/erasures_room.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

using ErasureReplayTest = ErasuresTest;

TEST_F(ErasureReplayTest, AreFinishedWhereNobodyWaits) {
  ByAda("a fine quetzal, said alone");
  ASSERT_THAT(Begin(erasure_), IsOk());
  Metrics metrics;
  const ErasureReplay replay(*log_, erasures_, erasure_store_, clock_, metrics,
                             absl::Milliseconds(5), absl::ZeroDuration());
  const auto is_settled = [this](const Uuid& erasure) {
    return Eventually([&] {
      const auto left = erasure_store_.Unsettled(room_.site, {erasure});
      return left.ok() && left->empty();
    });
  };
  EXPECT_TRUE(is_settled(erasure_));
  EXPECT_THAT(File(), Not(HasSubstr("quetzal")));
  // Who comes back is not erased again: of the lines behind it the log has
  // been looked at since.
  ByAda("the quetzal is back");
  LoggedErasure nobody = {.time = clock_.Now(),
                          .site = room_.site,
                          .erasure = MakeUuidV7(absl::Now(), SystemRandom()),
                          .author_exact = std::string(17, 'n'),
                          .key_id = "k1"};
  ASSERT_THAT(log_->Append(nobody), IsOk());
  EXPECT_TRUE(is_settled(nobody.erasure));
  EXPECT_THAT(File(), HasSubstr("the quetzal is back"));
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_erasures_repeated_total 2"));
}

}  // namespace
}  // namespace winnow
