#include "service/screening/filters/known_signals.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace winnow {
namespace {

TEST(KnownSignals, AreSortedUniqueAndExplained) {
  const auto known = KnownSignals();
  EXPECT_TRUE(std::is_sorted(known.begin(), known.end(),
                             [](const KnownSignal& a, const KnownSignal& b) {
                               return a.name < b.name;
                             }));
  for (size_t i = 0; i < known.size(); ++i) {
    if (i > 0) {
      EXPECT_NE(known[i].name, known[i - 1].name);
    }
    EXPECT_EQ(known[i].meaning.back(), '.') << known[i].name;
  }
}

TEST(FindKnownSignal, FindsBansAndNothingUnknown) {
  ASSERT_NE(FindKnownSignal("banned_author"), nullptr);
  EXPECT_TRUE(FindKnownSignal("banned_author")->is_ban);
  EXPECT_FALSE(FindKnownSignal("link")->is_ban);
  EXPECT_EQ(FindKnownSignal("linkz"), nullptr);
}

}  // namespace
}  // namespace winnow
