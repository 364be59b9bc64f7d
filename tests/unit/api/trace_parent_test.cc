#include "service/api/trace_parent.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

// The example of the standard.
constexpr char kGood[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceParent, IsReadAsTheStandardSays) {
  const auto trace = ParseTraceParent(kGood);
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(trace->parent_id, "b7ad6b7169203331");
  EXPECT_TRUE(trace->sampled);
}

TEST(TraceParent, IsIgnoredUnlessItIsSound) {
  const std::string good = kGood;
  const std::string nul(1, '\0');
  const struct {
    const char* name;
    std::string text;
    bool sound;
    bool sampled = false;
  } rows[] = {
      {"good", good, true, true},
      {"not sampled", good.substr(0, 53) + "00", true, false},
      {"other flags", good.substr(0, 53) + "fe", true, false},
      {"all flags", good.substr(0, 53) + "ff", true, true},
      {"empty", "", false},
      {"one byte", "0", false},
      {"a byte less", good.substr(0, 54), false},
      {"a byte more", good + "0", false},
      {"more of version 00", good + "-00", false},
      {"a version to come", "cc" + good.substr(2), true, true},
      {"more of a version to come", "cc" + good.substr(2) + "-what", true,
       true},
      {"more without a hyphen", "cc" + good.substr(2) + ".what", false},
      {"endless", "cc" + good.substr(2) + "-" + std::string(300, 'a'), false},
      {"version ff", "ff" + good.substr(2), false},
      {"version in capitals", "CC" + good.substr(2), false},
      {"no version", "zz" + good.substr(2), false},
      {"capitals", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
       false},
      {"trace of zeros",
       "00-00000000000000000000000000000000-b7ad6b7169203331-01", false},
      {"parent of zeros",
       "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false},
      {"underscores", "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
       false},
      {"space before", " " + good, false},
      {"space behind", good + " ", false},
      {"new line within", good.substr(0, 10) + "\n" + good.substr(11), false},
      {"nul within", good.substr(0, 10) + nul + good.substr(11), false},
      {"not UTF-8", good.substr(0, 10) + "\xff" + good.substr(11), false},
      {"an address", "jane@example.org-0af7651916cd43dd8448eb211c803-000000-01",
       false},
  };
  for (const auto& row : rows) {
    const auto trace = ParseTraceParent(row.text);
    EXPECT_EQ(trace.has_value(), row.sound) << row.name;
    if (!trace) continue;
    EXPECT_EQ(trace->sampled, row.sampled) << row.name;
  }
}

}  // namespace
}  // namespace winnow
