#include "clients/gateway/stream_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace winnow {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(StreamTable, KnowsWhoListensToWhat) {
  StreamTable table(10);
  auto a = table.Open("daily", "bridge", "n");
  auto b = table.Open("daily", "bridge", "n");
  auto c = table.Open("daily", "ferry", "n");
  auto d = table.Open("weekly", "bridge", "n");
  EXPECT_THAT(table.OfThread("daily", "bridge"), SizeIs(2));
  EXPECT_THAT(table.OfThread("daily", "none"), IsEmpty());
  EXPECT_THAT(table.OfSite("daily"), SizeIs(3));
  EXPECT_THAT(table.TakeNew("daily"), SizeIs(3));
  EXPECT_THAT(table.TakeNew("daily"), IsEmpty());
  a = nullptr;
  c = nullptr;
  EXPECT_THAT(table.OfSite("daily"), SizeIs(1));
  EXPECT_TRUE(table.HasAny("daily"));
  b = nullptr;
  EXPECT_FALSE(table.HasAny("daily"));
  EXPECT_THAT(table.OfThread("weekly", "bridge"), SizeIs(1));
}

TEST(StreamTable, GivesEachNetworkSoMany) {
  StreamTable table(2);
  auto a = table.Open("daily", "a", "n");
  const auto b = table.Open("weekly", "b", "n");
  EXPECT_EQ(table.Open("daily", "a", "n"), nullptr);
  EXPECT_NE(table.Open("daily", "a", "other"), nullptr);
  a = nullptr;
  EXPECT_NE(table.Open("daily", "a", "n"), nullptr);
  EXPECT_EQ(StreamTable(0).Open("daily", "a", "n"), nullptr);
}

TEST(StreamTable, RemembersNoNewOnesThatHaveGone) {
  StreamTable table(2);
  const auto stays = table.Open("daily", "a", "n");
  for (int i = 0; i < 1000; ++i) table.Open("daily", "a", "n");
  EXPECT_THAT(table.TakeNew("daily"), SizeIs(1));
}

}  // namespace
}  // namespace winnow
