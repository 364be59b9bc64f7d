#include "service/screening/filters/listed_domains.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(ListedDomains, NamesTheEntryThatMatched) {
  FilterSettings settings;
  settings.lists = {{"bad", TermList::Kind::kBannedDomains, {"evil.com"}}};
  const auto filter = MakeListedDomains(settings);
  Inspection inspection;
  inspection.draft.body = "https://good.com";
  EXPECT_TRUE(inspection.Inspect(*filter).signals().empty());
  inspection.draft.website = "https://www.evil.com/x";
  const Signal signal = Get(inspection.Inspect(*filter), "listed_domain");
  EXPECT_EQ(signal.strength, 1);
  ASSERT_FALSE(signal.entries.empty());
  EXPECT_EQ(signal.entries[0].entry, "evil.com");
  EXPECT_EQ(Pieces(inspection.draft, signal),
            std::vector<std::string>{"https://www.evil.com/x"});
}

}  // namespace
}  // namespace winnow
