// Revisions of an adapter on a real Redis.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/store/redis/redis_adapter_store.h"
#include "tests/redis/newsroom.h"

namespace winnow {
namespace {

constexpr char kModel[] = "0123abcd";
constexpr char kKey[] = "…adapter:0123abcd";
constexpr char kNoLesson[] = "0-1";

class AdapterStoreTest : public testing::Test {
 protected:
  absl::StatusOr<int64_t> Write(int64_t known, const std::string& bytes) {
    return room_.adapters->Write(room_.site, kModel, known, bytes, kNoLesson);
  }

  Newsroom room_;
};

TEST_F(AdapterStoreTest, ANumberThatAFailoverLostIsNotGivenAgain) {
  const auto first = Write(0, "one");
  ASSERT_TRUE(first.ok()) << first.status();
  const auto lost = Write(*first, "two");
  ASSERT_TRUE(lost.ok()) << lost.status();
  EXPECT_GT(*lost, *first);
  // The replica that takes over had not got the second.
  room_.Redis({"HSET", kKey, "rev", absl::StrCat(*first), "adapter", "one"});
  const auto after = Write(*first, "three");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE(*after, *lost);
  // So that a server that has the lost one notices.
  const auto read = room_.adapters->Read(room_.site, kModel, *lost, 1);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->bytes, "three");
  EXPECT_EQ(read->revision, *after);
}

TEST_F(AdapterStoreTest, RevisionsAreOfRedisClockAndGrowThoughItGoesBack) {
  const auto first = Write(0, "one");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_NEAR(static_cast<double>(*first),
              static_cast<double>(absl::ToUnixMicros(absl::Now())), 60e6);
  // From a clock that was 50 years ahead.
  constexpr int64_t kAhead = 3'300'000'000'123'456;
  room_.Redis({"HSET", kKey, "rev", absl::StrCat(kAhead)});
  EXPECT_EQ(*Write(kAhead, "two"), kAhead + 1);
  EXPECT_EQ(*Write(kAhead + 1, "three"), kAhead + 2);
  EXPECT_EQ(*room_.adapters->Reset(room_.site, kModel, "digest", "record"),
            kAhead + 3);
}

TEST_F(AdapterStoreTest, WhoIsSecondIsRefused) {
  const auto first = Write(0, "one");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(absl::IsAborted(Write(0, "other").status()));
  EXPECT_EQ(room_.adapters->Read(room_.site, kModel, 0, 1)->bytes, "one");
  EXPECT_EQ(room_.adapters->Read(room_.site, kModel, *first, 1)->bytes,
            std::nullopt);
}

}  // namespace
}  // namespace winnow
