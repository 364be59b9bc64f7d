#include "service/screening/text/words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

std::vector<std::string> Words(absl::string_view text) {
  std::vector<std::string> words;
  WordReader reader(text);
  absl::string_view word;
  while (reader.Next(word)) words.emplace_back(word);
  return words;
}

TEST(WordReader, ReadsTheWordsOfManyScripts) {
  struct Row {
    const char* text;
    std::vector<std::string> words;
  };
  const Row rows[] = {
      {"", {}},
      {"a", {"a"}},
      {" -- !? ", {}},
      {"Hello, world 42", {"Hello", "world", "42"}},
      {"don't stop", {"don't", "stop"}},
      {"l’été 'quoted'", {"l’été", "quoted"}},
      {"trailing'", {"trailing"}},
      {"snake_case-word", {"snake", "case", "word"}},
      {"Привет, мир", {"Привет", "мир"}},
      {"हिन्दी भाषा", {"हिन्दी", "भाषा"}},
      {"שלום עולם", {"שלום", "עולם"}},
      {"한국어 텍스트", {"한국어", "텍스트"}},
      {"中文ab漢", {"中", "文", "ab", "漢"}},
      {"ひらカナ", {"ひ", "ら", "カ", "ナ"}},
      {"👩\u200d🚀 ok", {"ok"}},
      {"a\xff"
       "b",
       {"a", "b"}},
  };
  for (const Row& row : rows) EXPECT_EQ(Words(row.text), row.words) << row.text;
}

TEST(CountWords, StopsAtTheMost) {
  EXPECT_EQ(CountWords("one two three", 10), 3);
  EXPECT_EQ(CountWords("one two three", 2), 2);
  EXPECT_EQ(CountWords("", 2), 0);
}

TEST(IsWordBoundary, IsFalseOnlyInsideWords) {
  const std::string text = "specialist é1 中文 e\u0301x";
  EXPECT_TRUE(IsWordBoundary(text, 0));
  EXPECT_FALSE(IsWordBoundary(text, 4)) << "inside specialist";
  EXPECT_TRUE(IsWordBoundary(text, 10)) << "behind specialist";
  EXPECT_TRUE(IsWordBoundary(text, 11)) << "before é";
  EXPECT_FALSE(IsWordBoundary(text, 13)) << "between é and 1";
  EXPECT_TRUE(IsWordBoundary(text, text.find("文"))) << "between Han letters";
  EXPECT_FALSE(IsWordBoundary(text, text.find("\u0301"))) << "before a mark";
  EXPECT_FALSE(IsWordBoundary(text, text.find('x'))) << "behind a mark";
  EXPECT_TRUE(IsWordBoundary(text, text.size()));
}

}  // namespace
}  // namespace winnow
