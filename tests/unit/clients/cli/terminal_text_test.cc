#include "clients/cli/terminal_text.h"

#include <string>

#include "gtest/gtest.h"

namespace winnow {
namespace {

const char kBad[] = "\xEF\xBF\xBD";

struct SanitizeRow {
  const char* name;
  std::string in;
  std::string out;
};

TEST(SanitizeText, LetsNothingThroughThatATerminalActsOn) {
  const SanitizeRow kRows[] = {
      {"empty", "", ""},
      {"one byte", "a", "a"},
      {"plain words", "Well said.", "Well said."},
      {"color", "\033[31mred", std::string(kBad) + "[31mred"},
      {"window title", "\033]0;x\007",
       std::string(kBad) + "]0;x" + std::string(kBad)},
      {"C1 sequence",
       "\xC2\x9B"
       "31m",
       std::string(kBad) + "31m"},
      {"NUL", std::string("a\0b", 3), "a" + std::string(kBad) + "b"},
      {"delete", "a\x7F", "a" + std::string(kBad)},
      {"carriage return", "good\rbad", "good" + std::string(kBad) + "bad"},
      {"backspace", "a\bb", "a" + std::string(kBad) + "b"},
      {"tab", "a\tb", "a b"},
      {"line end", "a\nb", "a b"},
      {"override",
       "\xE2\x80\xAE"
       "abc",
       std::string(kBad) + "abc"},
      {"isolate",
       "\xE2\x81\xA6"
       "abc",
       std::string(kBad) + "abc"},
      {"line separator",
       "a\xE2\x80\xA8"
       "b",
       "a" + std::string(kBad) + "b"},
      {"right-to-left mark",
       "a\xE2\x80\x8F"
       "b",
       "ab"},
      {"zero width space",
       "a\xE2\x80\x8B"
       "b",
       "ab"},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "a",
       "a"},
      {"tag character", "\xF3\xA0\x81\x81", kBad},
      {"invalid UTF-8", "\xFF\xC3(", std::string(kBad) + kBad + "("},
      {"surrogate", "\xED\xA0\x80", std::string(kBad) + kBad + kBad},
      {"Hebrew", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
       "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"},
      {"family emoji",
       "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91"
       "\xA7",
       "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91"
       "\xA7"},
      {"confusable", "\xD0\xB0pple", "\xD0\xB0pple"},
  };
  for (const SanitizeRow& row : kRows) {
    EXPECT_EQ(SanitizeText(row.in, Lines::kOne), row.out) << row.name;
  }
}

TEST(SanitizeText, KeepsLineEndsOfABody) {
  EXPECT_EQ(SanitizeText("a\n\tb\r", Lines::kKept),
            std::string("a\n b") + kBad);
}

TEST(SanitizeText, GivesTheSameForWhatIsSafeAlready) {
  for (int c = 0; c < 0x300; ++c) {
    std::string text;
    if (c < 0x80) {
      text.push_back(static_cast<char>(c));
    } else {
      text.push_back(static_cast<char>(0xC0 | (c >> 6)));
      text.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
    const std::string once = SanitizeText(text, Lines::kOne);
    EXPECT_EQ(SanitizeText(once, Lines::kOne), once) << c;
    for (const char byte : once) EXPECT_FALSE(byte >= 0 && byte < 0x20) << c;
  }
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  const struct {
    const char* name;
    const char* text;
    int width;
  } kRows[] = {
      {"empty", "", 0},
      {"ASCII", "abc", 3},
      {"umlaut", "\xC3\xA4", 1},
      {"combining mark", "a\xCC\x88", 1},
      {"Chinese", "\xE6\xBC\xA2\xE5\xAD\x97", 4},
      {"Korean letters that join", "\xE1\x84\x80\xE1\x85\xA1", 2},
      {"Hebrew", "\xD7\xA9\xD7\x9C", 2},
      {"emoji", "\xF0\x9F\x98\x80", 2},
      {"full width letter", "\xEF\xBC\xA1", 2},
      {"half width kana", "\xEF\xBD\xB1", 1},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(DisplayWidth(row.text), row.width) << row.name;
  }
}

TEST(FitToWidth, CutsOnlyWhatDoesNotFit) {
  const struct {
    const char* name;
    const char* text;
    int columns;
    const char* fitted;
  } kRows[] = {
      {"empty", "", 1, ""},
      {"fits exactly", "abcde", 5, "abcde"},
      {"one too many", "abcdef", 5, "abcd\xE2\x80\xA6"},
      {"room for one", "abc", 1, "\xE2\x80\xA6"},
      {"wide letters leave a gap", "\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 4,
       "\xE6\xBC\xA2\xE2\x80\xA6"},
      {"mark stays with its letter", "ae\xCC\x88oo", 3,
       "ae\xCC\x88\xE2\x80\xA6"},
  };
  for (const auto& row : kRows) {
    const std::string fitted = FitToWidth(row.text, row.columns);
    EXPECT_EQ(fitted, row.fitted) << row.name;
    EXPECT_LE(DisplayWidth(fitted), row.columns) << row.name;
  }
}

}  // namespace
}  // namespace winnow
