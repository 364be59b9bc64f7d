#include "clients/gateway/known_threads.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

TEST(KnownThreads, AreKnownPerSite) {
  KnownThreads known(10);
  known.Add("daily", "bridge");
  EXPECT_TRUE(known.Has("daily", "bridge"));
  EXPECT_FALSE(known.Has("weekly", "bridge"));
  EXPECT_FALSE(known.Has("daily", "toll"));
}

TEST(KnownThreads, ForgetTheOldestHalf) {
  KnownThreads known(10);
  for (int i = 0; i < 25; ++i) known.Add("daily", absl::StrCat(i));
  EXPECT_FALSE(known.Has("daily", "9"));
  for (int i = 10; i < 25; ++i) {
    EXPECT_TRUE(known.Has("daily", absl::StrCat(i))) << i;
  }
}

}  // namespace
}  // namespace winnow
