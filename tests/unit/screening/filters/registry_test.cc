#include "service/screening/filters/registry.h"

#include <gtest/gtest.h>

#include <set>

namespace winnow {
namespace {

TEST(MakeFilters, MakesFiltersWithNamesOfTheirOwn) {
  const auto filters = MakeFilters({});
  ASSERT_TRUE(filters.ok());
  std::set<std::string> names;
  for (const auto& filter : *filters) names.emplace(filter->name());
  EXPECT_EQ(names.size(), filters->size());
}

}  // namespace
}  // namespace winnow
