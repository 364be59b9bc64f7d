#include "clients/cli/chart.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

TEST(Chart, DrawsEachValueAsHighAsItsShareOfTheLargest) {
  struct Row {
    std::vector<double> values;
    const char* utf8;
    const char* ascii;
  };
  for (const Row& row : {
           Row{{}, "", ""},
           Row{{0}, "·", "."},
           Row{{0, 0, 0}, "···", "..."},
           Row{{5}, "█", "@"},
           Row{{1, 2, 3, 4, 5, 6, 7, 8}, "▁▂▃▄▅▆▇█", ":-=+*#%@"},
           Row{{0, 1, 1e12}, "·▁█", ".:@"},
       }) {
    EXPECT_EQ(Sparkline(row.values, 80, Glyphs::kUtf8), row.utf8);
    EXPECT_EQ(Sparkline(row.values, 80, Glyphs::kAscii), row.ascii);
  }
}

TEST(Chart, PutsNeighborsTogetherWhereThereIsNoRoom) {
  EXPECT_EQ(Sparkline({0, 0, 4, 4}, 2, Glyphs::kAscii), ".@");
  EXPECT_EQ(Sparkline({1, 3, 4, 4}, 2, Glyphs::kAscii), "+@");
  EXPECT_EQ(Sparkline({1, 2, 3}, 0, Glyphs::kAscii), "@");
  for (int columns = 1; columns < 90; ++columns) {
    const std::string line =
        Sparkline(std::vector<double>(730, 1), columns, Glyphs::kUtf8);
    EXPECT_EQ(DisplayWidth(line), columns);
  }
}

TEST(Chart, DrawsAShareAsLongAsItIs) {
  EXPECT_EQ(ShareBar(0, 8, Glyphs::kUtf8), "");
  EXPECT_EQ(ShareBar(1, 4, Glyphs::kUtf8), "████");
  EXPECT_EQ(ShareBar(0.5, 3, Glyphs::kUtf8), "█▌");
  EXPECT_EQ(ShareBar(7, 4, Glyphs::kUtf8), "████");
  EXPECT_EQ(ShareBar(-1, 4, Glyphs::kUtf8), "");
  EXPECT_EQ(ShareBar(0.5, 10, Glyphs::kAscii), "#####");
}

TEST(Chart, UsesUtf8WhereTheLocaleSaysSo) {
  struct Row {
    const char* all;
    const char* ctype;
    const char* lang;
    Glyphs wanted;
  };
  for (const Row& row : {
           Row{"", "", "", Glyphs::kAscii},
           Row{"", "", "C", Glyphs::kAscii},
           Row{"", "", "de_DE.UTF-8", Glyphs::kUtf8},
           Row{"", "C.utf8", "C", Glyphs::kUtf8},
           Row{"C", "C.utf8", "de_DE.UTF-8", Glyphs::kAscii},
           Row{"", "de_DE.ISO-8859-1", "en_US.UTF-8", Glyphs::kAscii},
       }) {
    setenv("LC_ALL", row.all, 1);
    setenv("LC_CTYPE", row.ctype, 1);
    setenv("LANG", row.lang, 1);
    EXPECT_EQ(TerminalGlyphs(), row.wanted)
        << row.all << "|" << row.ctype << "|" << row.lang;
  }
  unsetenv("LC_ALL");
  unsetenv("LC_CTYPE");
  unsetenv("LANG");
}

}  // namespace
}  // namespace winnow
