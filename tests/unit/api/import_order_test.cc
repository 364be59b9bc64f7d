#include "service/api/import_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Item = ImportOrder::Item;
using Names = std::vector<std::string>;

Item Make(const std::string& source, const std::string& parent = "") {
  auto item = std::make_shared<ImportItem>();
  item->source = source;
  item->parent = parent;
  return item;
}

Names NamesOf(const std::vector<Item>& items) {
  Names names;
  for (const Item& item : items) names.push_back(item->source);
  return names;
}

TEST(ImportOrder, LetsWhatAnswersNothingGoAtOnce) {
  ImportOrder order;
  EXPECT_THAT(NamesOf(order.Arrive(Make("a")).go), ElementsAre("a"));
  EXPECT_THAT(NamesOf(order.Arrive(Make("b")).go), ElementsAre("b"));
  EXPECT_FALSE(order.idle());
}

TEST(ImportOrder, KeepsAnAnswerUntilWhatItAnswersIsDone) {
  ImportOrder order;
  const Item parent = Make("a");
  order.Arrive(parent);
  EXPECT_THAT(order.Arrive(Make("b", "a")).go, IsEmpty());
  EXPECT_THAT(order.Arrive(Make("c", "b")).go, IsEmpty());
  const auto step = order.Settle(parent, false);
  ASSERT_THAT(NamesOf(step.go), ElementsAre("b"));
  EXPECT_THAT(NamesOf(order.Settle(step.go[0], false).go), ElementsAre("c"));
}

TEST(ImportOrder, TriesAnAnswerWhoseParentItHasNotSeenAndThenWaitsForIt) {
  ImportOrder order;
  const Item child = Make("b", "a");
  EXPECT_THAT(NamesOf(order.Arrive(child).go), ElementsAre("b"));
  const auto waits = order.Settle(child, /*parent_missing=*/true);
  EXPECT_THAT(waits.go, IsEmpty());
  EXPECT_THAT(waits.stuck, IsEmpty());
  const Item parent = Make("a");
  EXPECT_THAT(NamesOf(order.Arrive(parent).go), ElementsAre("a"));
  EXPECT_THAT(NamesOf(order.Settle(parent, false).go), ElementsAre("b"));
}

TEST(ImportOrder, TriesAgainWhereTheParentCameWhileTheStoreWasAsked) {
  ImportOrder order;
  const Item child = Make("b", "a");
  order.Arrive(child);
  const Item parent = Make("a");
  order.Arrive(parent);
  order.Settle(parent, false);
  EXPECT_THAT(NamesOf(order.Settle(child, true).go), ElementsAre("b"));
  // But once: the parent may stand in another thread.
  EXPECT_THAT(order.Settle(child, true).go, IsEmpty());
  EXPECT_THAT(NamesOf(order.End().stuck), ElementsAre("b"));
  EXPECT_TRUE(order.idle());
}

TEST(ImportOrder, GivesUpAThousandCommentsLater) {
  ImportOrder order;
  const Item child = Make("b", "a");
  order.Arrive(child);
  order.Settle(child, true);
  Names stuck;
  int64_t waited = 0;
  for (; stuck.empty() && waited < 2 * kImportAheadMax; ++waited) {
    const Item other = Make(absl::StrCat("o", waited));
    stuck = NamesOf(order.Arrive(other).stuck);
    order.Settle(other, false);
  }
  EXPECT_THAT(stuck, ElementsAre("b"));
  EXPECT_EQ(waited, kImportAheadMax);
}

TEST(ImportOrder, GivesUpTheOldestWhenTooMuchTextWaits) {
  ImportOrder order;
  for (const char* name : {"b", "c", "d"}) {
    const Item child = Make(name, "a");
    child->bytes = kImportWaitingBytesMax / 2 - 1;
    order.Arrive(child);
    const auto step = order.Settle(child, true);
    EXPECT_EQ(step.stuck.size(), std::string(name) == "d" ? 1u : 0u);
  }
}

TEST(ImportOrder, AtTheEndLetsGoOnlyWhatCanStillGo) {
  ImportOrder order;
  const Item parent = Make("a");
  order.Arrive(parent);
  order.Arrive(Make("b", "a"));
  const Item orphan = Make("c", "nobody");
  order.Arrive(orphan);
  order.Settle(orphan, true);
  EXPECT_THAT(NamesOf(order.End().stuck), ElementsAre("c"));
  const auto step = order.Settle(parent, false);
  ASSERT_THAT(NamesOf(step.go), ElementsAre("b"));
  order.Settle(step.go[0], false);
  EXPECT_TRUE(order.idle());
}

TEST(ImportOrder, DoesNotWaitForWhatWaitsForEachOther) {
  ImportOrder order;
  const Item a = Make("a", "b");
  order.Arrive(a);
  order.Settle(a, true);
  EXPECT_THAT(order.Arrive(Make("b", "a")).go, IsEmpty());
  const Item own = Make("c", "c");
  order.Arrive(own);
  order.Settle(own, true);
  Names stuck = NamesOf(order.End().stuck);
  // The first one given up lets the second try.
  Item second;
  for (int i = 0; i < 3 && !order.idle(); ++i) {
    const auto step = order.End();
    for (const Item& item : step.go) second = item;
    if (second) {
      const auto settled = order.Settle(second, true);
      for (const Item& item : settled.stuck) stuck.push_back(item->source);
      for (const Item& item : settled.go) second = item;
    }
  }
  EXPECT_GE(stuck.size(), 1u);
}

// Against what must hold for every order of arrival: an item goes only when
// its parent is stored or unknown, every item ends once, and nothing hangs.
TEST(ImportOrder, EndsEveryItemOnceWhateverTheOrder) {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const int count = 1 + static_cast<int>(random() % 40);
    std::vector<Item> items;
    for (int i = 0; i < count; ++i) {
      const auto parent = static_cast<int>(random() % (count + 5));
      items.push_back(
          Make(absl::StrCat(i), random() % 3 == 0 ? "" : absl::StrCat(parent)));
    }
    std::shuffle(items.begin(), items.end(), random);
    ImportOrder order;
    std::set<std::string> stored;
    std::multiset<std::string> ended;
    std::deque<Item> going;
    const auto follow = [&](const ImportOrder::Step& step) {
      for (const Item& item : step.go) going.push_back(item);
      for (const Item& item : step.stuck) ended.insert(item->source);
    };
    const auto settle_one = [&] {
      const size_t at = random() % going.size();
      const Item item = going[at];
      going.erase(going.begin() + static_cast<int64_t>(at));
      const bool missing =
          !item->parent.empty() && !stored.contains(item->parent);
      if (!missing) {
        stored.insert(item->source);
        ended.insert(item->source);
      }
      follow(order.Settle(item, missing));
    };
    for (const Item& item : items) {
      follow(order.Arrive(item));
      while (!going.empty() && random() % 2 == 0) settle_one();
    }
    follow(order.End());
    while (!going.empty()) settle_one();
    EXPECT_TRUE(order.idle());
    EXPECT_EQ(ended.size(), items.size());
    for (const Item& item : items) EXPECT_EQ(ended.count(item->source), 1u);
  }
}

}  // namespace
}  // namespace winnow
