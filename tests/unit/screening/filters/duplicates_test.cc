#include "service/screening/filters/duplicates.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

constexpr char kLong[] = "one two three four five six seven eight";
constexpr char kShort[] = "Thank you very much!";

Duplicates Own() {
  Duplicates found;
  found.same_author_same_thread = true;
  return found;
}

Duplicates Copies(int64_t count, bool other_author) {
  Duplicates found;
  found.cluster_size = count;
  found.other_author = other_author;
  return found;
}

TEST(Duplicates, TellsCopiesByOthersFromOnesOwn) {
  struct Row {
    const char* name;
    const char* body;
    Duplicates found;
    double own;
    double others;
    double elsewhere;
  };
  const Row rows[] = {
      {"nothing", kLong, {}, 0, 0, 0},
      {"same author and thread", kLong, Own(), 1, 0, 0},
      {"same author and thread, short", kShort, Own(), 1, 0, 0},
      {"one copy by another", kLong, Copies(1, true), 0, 0.2, 0},
      {"a campaign", kLong, Copies(9, true), 0, 1, 0},
      {"own copies elsewhere", kLong, Copies(5, false), 0, 0, 1},
      {"thanks by many", kShort, Copies(9, true), 0, 0, 0},
      {"a link by many", "go to evil.com", Copies(9, true), 0, 1, 0},
  };
  const auto filter = MakeDuplicates({});
  for (const Row& row : rows) {
    Inspection inspection;
    inspection.draft.body = row.body;
    inspection.circumstances.duplicates = row.found;
    const SignalSink sink = inspection.Inspect(*filter);
    EXPECT_EQ(Strength(sink, "duplicate_own"), row.own) << row.name;
    EXPECT_EQ(Strength(sink, "near_duplicate"), row.others) << row.name;
    EXPECT_EQ(Strength(sink, "near_duplicate_own"), row.elsewhere) << row.name;
  }
}

}  // namespace
}  // namespace winnow
