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

TEST_F(ErasureReplayTest, LeaveWhoCameBackSinceTheyWereAskedFor) {
  // A line whose erasure Redis never knew, or whose mark it lost.
  const LoggedErasure lost = {.time = clock_.Now() - absl::Hours(1),
                              .site = room_.site,
                              .erasure = erasure_,
                              .author_exact = Ada(),
                              .key_id = "k1"};
  ByAda("the quetzal came after it");
  EXPECT_THAT(erasures_.Repeat(lost), IsOkAndHolds(true));
  EXPECT_THAT(erasure_store_.Unsettled(room_.site, {erasure_}),
              IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(File(), HasSubstr("the quetzal came after it"));
  // Of a line that is younger, the comments are meant: a backup brought them.
  LoggedErasure restored = lost;
  restored.time = clock_.Now() + absl::Minutes(1);
  restored.erasure = MakeUuidV7(absl::Now(), SystemRandom());
  EXPECT_TRUE(Eventually([&] {
    const auto done = erasures_.Repeat(restored);
    EXPECT_THAT(done, IsOk());
    return !done.ok() || *done;
  }));
  EXPECT_THAT(File(), Not(HasSubstr("quetzal")));
}

TEST_F(ErasureReplayTest, EndWithTheFirstTryOfARequest) {
  ByAda("a fine quetzal");
  const auto begin = [this](const std::string& request_id) {
    const Uuid erasure = MakeUuidV7(absl::Now(), SystemRandom());
    return erasures_.Begin(room_.site, erasure,
                           {.comment = {}, .email = kEmail},
                           /*keep_text=*/false, request_id, site_);
  };
  const auto first = begin("request-1");
  ASSERT_THAT(first, IsOk());
  const auto again = begin("request-1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->progress.id, first->progress.id);
  // The second one is found before it is written down.
  EXPECT_EQ(log_->ReadAll()->erasures.size(), 1U);
}

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
