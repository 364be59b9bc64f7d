#include "clients/gateway/short_memory.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1700000000);
constexpr absl::Duration kKept = absl::Minutes(5);

TEST(ShortMemory, ForgetsTheOldestWhenThereAreTooMany) {
  ShortMemory memory({.kept_min = 10, .kept_for = kKept});
  for (int i = 0; i < 25; ++i) memory.Add(absl::StrCat(i), kStart);
  EXPECT_FALSE(memory.Has("9", kStart));
  for (int i = 10; i < 25; ++i) {
    EXPECT_TRUE(memory.Has(absl::StrCat(i), kStart)) << i;
  }
}

TEST(ShortMemory, ForgetsWhatIsOld) {
  ShortMemory memory({.kept_min = 10, .kept_for = kKept});
  memory.Add("a", kStart);
  EXPECT_TRUE(memory.Has("a", kStart + kKept - absl::Seconds(1)));
  // Being asked for does not keep it.
  EXPECT_TRUE(memory.Has("a", kStart + kKept));
  EXPECT_FALSE(memory.Has("a", kStart + 2 * kKept));
  // Nor does quiet.
  memory.Add("b", kStart + 2 * kKept);
  EXPECT_FALSE(memory.Has("b", kStart + 5 * kKept));
  // Nor a clock that goes back.
  memory.Add("c", kStart + 5 * kKept);
  EXPECT_FALSE(memory.Has("c", kStart));
}

TEST(ShortMemory, ForgetsOneThatIsTakenOut) {
  ShortMemory memory({.kept_min = 10, .kept_for = kKept});
  memory.Add("a", kStart);
  memory.Add("b", kStart);
  memory.Forget("a");
  EXPECT_FALSE(memory.Has("a", kStart));
  EXPECT_TRUE(memory.Has("b", kStart));
}

}  // namespace
}  // namespace winnow
