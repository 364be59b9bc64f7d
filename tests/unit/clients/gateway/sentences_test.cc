#include "clients/gateway/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(Sentences, AreFoundInUtf16) {
  const struct {
    const char* text;
    std::vector<Sentence> expected;
  } rows[] = {
      {"", {}},
      {" \n ", {}},
      {"a", {{0, 1, "a"}}},
      {"One. Two!", {{0, 4, "One."}, {5, 9, "Two!"}}},
      {"  One.\n\nTwo ", {{2, 6, "One."}, {8, 11, "Two"}}},
      // Two code units, four bytes.
      {"\U0001F600. B.", {{0, 3, "\U0001F600."}, {4, 6, "B."}}},
      {"\u041e\u0434\u0438\u043d. \u0414\u0432\u0430.",
       {{0, 5, "\u041e\u0434\u0438\u043d."}, {6, 10, "\u0414\u0432\u0430."}}},
      {"\u4f60\u597d\u3002\u518d\u89c1\u3002",
       {{0, 3, "\u4f60\u597d\u3002"}, {3, 6, "\u518d\u89c1\u3002"}}},
  };
  for (const auto& row : rows) {
    const std::vector<Sentence> found = SplitSentences(row.text, 50);
    ASSERT_THAT(found, SizeIs(row.expected.size())) << row.text;
    for (size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].begin, row.expected[i].begin) << row.text;
      EXPECT_EQ(found[i].end, row.expected[i].end) << row.text;
      EXPECT_EQ(found[i].text, row.expected[i].text) << row.text;
    }
  }
}

TEST(Sentences, AreTakenTogetherWhereThereAreTooMany) {
  std::string text;
  for (int i = 0; i < 101; ++i) text += "Yes. ";
  const std::vector<Sentence> found = SplitSentences(text, 50);
  ASSERT_THAT(found, SizeIs(34));
  EXPECT_EQ(found[0].text, "Yes. Yes. Yes.");
  EXPECT_EQ(found.back().end, 101 * 5 - 1);
  EXPECT_THAT(SplitSentences(text, 1), SizeIs(1));
}

TEST(Sentences, AreCountedInCodeUnits) {
  EXPECT_EQ(Utf16Length(""), 0);
  EXPECT_EQ(Utf16Length("ab"), 2);
  EXPECT_EQ(Utf16Length("\u00e4\U0001F600"), 3);
}

}  // namespace
}  // namespace winnow
