#include "clients/cli/marked_text.h"

#include <string>

#include "gtest/gtest.h"

namespace winnow {
namespace {

std::string Tildes(const std::string& text, std::vector<MarkedSpan> spans,
                   int columns = 0) {
  return RenderMarkedText(text, std::move(spans), columns, "  ",
                          Marks::kTildes);
}

TEST(RenderMarkedText, UnderlinesTheWordsOfASpan) {
  EXPECT_EQ(Tildes("buy cheap now", {{4, 9}}),
            "  buy cheap now\n"
            "      ~~~~~\n");
  EXPECT_EQ(RenderMarkedText("buy cheap", {{4, 9}}, 0, "", Marks::kUnderline),
            "buy \033[4mcheap\033[24m\n");
}

TEST(RenderMarkedText, CountsBytesInAndColumnsOut) {
  EXPECT_EQ(Tildes("\xE6\xBC\xA2"
                   "ab",
                   {{3, 4}}),
            "  \xE6\xBC\xA2"
            "ab\n"
            "    ~\n");
}

TEST(RenderMarkedText, MarksGoOnOverLineEnds) {
  EXPECT_EQ(Tildes("ab\ncd", {{1, 4}}),
            "  ab\n"
            "   ~\n"
            "  cd\n"
            "  ~\n");
}

TEST(RenderMarkedText, BreaksAtSpacesAndCutsWhatHasNone) {
  EXPECT_EQ(Tildes("aaa bbb ccc", {}, 7), "  aaa bbb\n  ccc\n");
  EXPECT_EQ(Tildes("abcdefgh", {}, 3), "  abc\n  def\n  gh\n");
}

TEST(RenderMarkedText, TakesSpansAsTheyCome) {
  // Overlapping, unordered, empty, past the end.
  EXPECT_EQ(Tildes("abcdef", {{3, 5}, {0, 4}, {2, 2}, {5, 900}, {700, 800}}),
            "  abcdef\n"
            "  ~~~~~~\n");
}

TEST(RenderMarkedText, SanitizesEveryCharacter) {
  EXPECT_EQ(Tildes("a\033[2J\xE2\x80\xAE", {}),
            "  a\xEF\xBF\xBD[2J\xEF\xBF\xBD\n");
  EXPECT_EQ(Tildes("", {}), "");
}

}  // namespace
}  // namespace winnow
