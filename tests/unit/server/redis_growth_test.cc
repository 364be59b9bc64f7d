#include "service/server/redis_growth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::HasSubstr;

constexpr int64_t kMegabyte = 1000 * 1000;
constexpr int64_t kGigabyte = 1000 * kMegabyte;

// Answers what a test has it answer. What Redis makes of samples is tested
// with Redis.
class StatedSamples final : public StatusStore {
 public:
  absl::StatusOr<SiteActivity> Activity(const std::string& /*site*/,
                                        int /*events_max*/) override {
    return absl::UnimplementedError("growth is of no site");
  }
  absl::StatusOr<std::vector<GrowthSample>> NoteGrowth(
      int64_t memory_used_bytes,
      std::optional<int64_t> disk_free_bytes) override {
    memory_noted = memory_used_bytes;
    disk_noted = disk_free_bytes;
    return samples;
  }

  absl::StatusOr<std::vector<GrowthSample>> samples =
      std::vector<GrowthSample>();
  int64_t memory_noted = 0;
  std::optional<int64_t> disk_noted;
};

// A day and an hour in which Redis took 1 MB an hour, from 100 MB on, and the
// disk lost 1 GB an hour, down to 24 GB above the bound.
std::vector<GrowthSample> ADayOfGrowth() {
  std::vector<GrowthSample> samples;
  for (int hour = 0; hour <= 24; ++hour) {
    samples.push_back(
        {.time = absl::FromUnixSeconds(1700000000) + absl::Hours(hour),
         .memory_used_bytes = (100 + hour) * kMegabyte,
         .disk_free_bytes = kDiskFreeBytesMin + (48 - hour) * kGigabyte});
  }
  return samples;
}

NodeStatus Measured() {
  NodeStatus node;
  node.memory_used_bytes = 124 * kMegabyte;
  node.memory_max_bytes = 1000 * kMegabyte;
  node.disk_free_bytes = kDiskFreeBytesMin + 24 * kGigabyte;
  return node;
}

class RedisGrowthTest : public testing::Test {
 protected:
  // Takes what was measured, and says what is foreseen of it.
  NodeStatus Foreseen(NodeStatus node) {
    growth_.Note(node);
    growth_.Foresee(node);
    return node;
  }

  StatedSamples store_;
  RedisGrowth growth_{store_};
};

TEST_F(RedisGrowthTest, NotesWhatWasMeasured) {
  growth_.Note(Measured());
  EXPECT_EQ(store_.memory_noted, 124 * kMegabyte);
  EXPECT_EQ(store_.disk_noted, kDiskFreeBytesMin + 24 * kGigabyte);
  NodeStatus elsewhere = Measured();
  elsewhere.disk_free_bytes.reset();
  growth_.Note(elsewhere);
  EXPECT_FALSE(store_.disk_noted.has_value());
}

TEST_F(RedisGrowthTest, ForeseesWhenSubmissionsWillBeRefused) {
  store_.samples = ADayOfGrowth();
  const NodeStatus node = Foreseen(Measured());
  // 85 % of 1,000 MB are 726 MB away, at 24 MB a day.
  EXPECT_NEAR(node.memory_full_in_days.value_or(-1), 726.0 / 24, 0.01);
  EXPECT_NEAR(node.disk_full_in_days.value_or(-1), 1, 0.01);
}

TEST_F(RedisGrowthTest, ForeseesNothingBeforeADayWasMeasured) {
  store_.samples = ADayOfGrowth();
  store_.samples->pop_back();
  NodeStatus node = Foreseen(Measured());
  EXPECT_FALSE(node.memory_full_in_days.has_value());
  EXPECT_FALSE(node.disk_full_in_days.has_value());
  store_.samples->clear();
  node = Foreseen(Measured());
  EXPECT_FALSE(node.memory_full_in_days.has_value());
}

TEST_F(RedisGrowthTest, ForeseesNoFullMemoryWithoutALimit) {
  store_.samples = ADayOfGrowth();
  NodeStatus endless = Measured();
  endless.memory_max_bytes = 0;
  const NodeStatus node = Foreseen(endless);
  EXPECT_FALSE(node.memory_full_in_days.has_value());
  EXPECT_TRUE(node.disk_full_in_days.has_value());
}

TEST_F(RedisGrowthTest, ForeseesNothingOfADiskThatIsNotSeen) {
  store_.samples = ADayOfGrowth();
  NodeStatus elsewhere = Measured();
  elsewhere.disk_free_bytes.reset();
  // Another server on Redis' machine may have sampled it.
  EXPECT_FALSE(Foreseen(elsewhere).disk_full_in_days.has_value());
  for (GrowthSample& sample : *store_.samples) sample.disk_free_bytes.reset();
  EXPECT_FALSE(Foreseen(Measured()).disk_full_in_days.has_value());
}

TEST_F(RedisGrowthTest, RemembersWhatItForesawWhileSamplesCannotBeRead) {
  store_.samples = ADayOfGrowth();
  growth_.Note(Measured());
  testing::internal::CaptureStderr();
  // That Redis is away is told elsewhere.
  store_.samples = absl::UnavailableError("no Redis");
  EXPECT_TRUE(Foreseen(Measured()).memory_full_in_days.has_value());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  testing::internal::CaptureStderr();
  store_.samples = absl::InternalError("a key of another kind");
  EXPECT_TRUE(Foreseen(Measured()).disk_full_in_days.has_value());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("event=growth_not_kept"));
}

}  // namespace
}  // namespace winnow
