#include "clients/cli/table.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cli/terminal_text.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  lines.pop_back();
  return lines;
}

TEST(Table, AlignsColumnsOfLettersThatAreWide) {
  Table table({{"NAME"}, {"N", 0, true}});
  table.AddRow({"Ada", "7"});
  table.AddRow({"\xE6\xBC\xA2\xE5\xAD\x97", "12"});
  EXPECT_EQ(table.Render(0),
            "NAME   N\n"
            "Ada    7\n"
            "\xE6\xBC\xA2\xE5\xAD\x97  12\n");
}

TEST(Table, AlignsRowsOfRightToLeftText) {
  Table table({{"NAME", 4}, {"TEXT", 4}});
  table.AddRow({"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "x"});
  table.AddRow({"Ada", "y"});
  EXPECT_EQ(table.Render(0),
            "NAME  TEXT\n"
            "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D  x\n"
            "Ada   y\n");
}

TEST(Table, NarrowsTheWidestColumnFirst) {
  Table table({{"ID"}, {"NAME", 4}, {"TEXT", 4}});
  table.AddRow({"12345678", "Ada", std::string(100, 'x')});
  for (const int width : {20, 30, 60, 200}) {
    for (const std::string& line : LinesOf(table.Render(width))) {
      EXPECT_LE(DisplayWidth(line), width) << width;
    }
  }
  EXPECT_EQ(LinesOf(table.Render(24))[1],
            "12345678  Ada   xxxxxxx\xE2\x80\xA6");
}

TEST(Table, KeepsWhatMustNotBeCutEvenIfTheTerminalIsTooNarrow) {
  Table table({{"ID"}, {"TEXT", 4}});
  table.AddRow({"0123456789", "a long text"});
  EXPECT_EQ(LinesOf(table.Render(8))[1], "0123456789  a l\xE2\x80\xA6");
}

TEST(Table, SanitizesEveryCell) {
  Table table({{"NAME"}});
  table.AddRow({"a\033[2Jb\nc"});
  EXPECT_EQ(LinesOf(table.Render(0))[1], "a\xEF\xBF\xBD[2Jb c");
}

TEST(Table, ColorsTakeNoWidth) {
  Table table({{"STATE"}, {"X"}});
  table.AddRow({"HELD", "y"});
  table.ColorCell(0, "<", ">");
  EXPECT_EQ(LinesOf(table.Render(0))[1], "<HELD>   y");
}

}  // namespace
}  // namespace winnow
