#include "service/screening/filters/term_matcher.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <thread>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

using Hits = std::set<std::tuple<size_t, uint32_t, uint32_t>>;

std::unique_ptr<const TermMatcher> Make(const std::vector<std::string>& terms) {
  auto matcher = TermMatcher::Make(terms);
  EXPECT_TRUE(matcher.ok());
  return *std::move(matcher);
}

Hits Scan(const TermMatcher& matcher, const std::string& text) {
  Hits hits;
  EXPECT_TRUE(matcher
                  .Scan(text,
                        [&hits](size_t term, ByteRange range) {
                          hits.emplace(term, range.begin, range.end);
                        })
                  .ok());
  return hits;
}

// The obvious way: every term at every place, words by single spaces.
Hits SearchNaively(const std::vector<std::string>& terms,
                   const std::string& text) {
  Hits hits;
  for (size_t i = 0; i < terms.size(); ++i) {
    for (size_t at = 0; at + terms[i].size() <= text.size(); ++at) {
      const size_t end = at + terms[i].size();
      if (text.compare(at, terms[i].size(), terms[i]) == 0 &&
          IsWordBoundary(text, at) && IsWordBoundary(text, end)) {
        hits.emplace(i, at, end);
      }
    }
  }
  return hits;
}

TEST(TermMatcher, AgreesWithNaiveSearchOnEveryShortText) {
  const std::vector<std::string> terms = {"a",   "ab",  "ba",   "aba",   "bb",
                                          "a b", "b a", "ab a", "a b a", "-a"};
  const auto matcher = Make(terms);
  const std::string alphabet = "ab -";
  std::string text;
  for (int size = 0; size <= 6; ++size) {
    const auto texts = static_cast<int>(std::pow(alphabet.size(), size));
    for (int number = 0; number < texts; ++number) {
      text.clear();
      for (int digits = number, i = 0; i < size; ++i, digits /= 4) {
        text += alphabet[static_cast<size_t>(digits % 4)];
      }
      // Runs of spaces match where single ones would: a case of its own.
      if (absl::StrContains(text, "  ")) continue;
      ASSERT_EQ(Scan(*matcher, text), SearchNaively(terms, text)) << text;
    }
  }
}

TEST(TermMatcher, AgreesWithNaiveSearchOnManyTermsAndLongTexts) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  const auto word = [&random] {
    std::string letters;
    for (size_t n = 1 + random() % 4; n > 0; --n) {
      letters += static_cast<char>('a' + random() % 4);
    }
    return letters;
  };
  std::set<std::string> unique;
  while (unique.size() < 500) {
    unique.insert(random() % 3 == 0 ? absl::StrCat(word(), " ", word())
                                    : word());
  }
  const std::vector<std::string> terms(unique.begin(), unique.end());
  const auto matcher = Make(terms);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (int words = 0; words < 40; ++words)
      absl::StrAppend(&text, word(), " ");
    ASSERT_EQ(Scan(*matcher, text), SearchNaively(terms, text))
        << "seed " << kSeed;
  }
}

TEST(TermMatcher, TakesAnyWhiteSpaceBetweenTheWordsOfAPhrase) {
  const auto matcher = Make({"free  money now"});
  EXPECT_EQ(Scan(*matcher, "free money now").size(), 1u);
  EXPECT_EQ(Scan(*matcher, "get free \n\t money\nnow!"), (Hits{{0, 4, 21}}));
  EXPECT_TRUE(Scan(*matcher, "free moneynow").empty());
  EXPECT_TRUE(Scan(*matcher, "free money").empty());
  EXPECT_TRUE(
      Scan(*matcher, "free" + std::string(17, ' ') + "money now").empty());
}

TEST(TermMatcher, TakesAnyEndOfAWordForAStar) {
  const auto matcher = Make({"grott*", "vermin* of earth*", "f*ck", "*"});
  EXPECT_EQ(Scan(*matcher, "a grottled é grott"),
            (Hits{{0, 2, 10}, {0, 14, 19}}));
  EXPECT_EQ(Scan(*matcher, "grottäö!"), (Hits{{0, 0, 9}}));
  EXPECT_EQ(Scan(*matcher, "vermins of  earthlings"), (Hits{{1, 0, 22}}));
  EXPECT_EQ(Scan(*matcher, "f*ck *"), (Hits{{2, 0, 4}, {3, 1, 2}, {3, 5, 6}}))
      << "elsewhere it is a star";
  EXPECT_TRUE(Scan(*matcher, "agrott xvermin of earth grot").empty());
  EXPECT_TRUE(Scan(*matcher, "vermins off earth").empty());
}

TEST(TermMatcher, AnywhereTakesTermsAsTheyAreWritten) {
  const std::vector<std::string> terms = {" Press ", "a  b", "c*", "."};
  const auto made = TermMatcher::Make(terms, TermMatcher::Mode::kAnywhere);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(Scan(**made, "wordpress"), (Hits{{0, 4, 9}}));
  EXPECT_EQ(Scan(**made, "xa  by"), (Hits{{1, 1, 5}}));
  EXPECT_EQ(Scan(**made, "abc*d.e"), (Hits{{2, 2, 4}, {3, 5, 6}}));
  EXPECT_TRUE(Scan(**made, "a b cd pres s").empty());
}

TEST(TermMatcher, FoldsTermsAndIgnoresEmptyOnes) {
  const auto matcher = Make({"", "  ", "STRAẞE", "\u200b"});
  EXPECT_EQ(Scan(*matcher, "strasse"), (Hits{{2, 0, 7}}));
}

TEST(TermMatcher, NeedsNoSpacesInScriptsWithoutThem) {
  const auto matcher = Make({"坏话"});
  EXPECT_EQ(Scan(*matcher, "这是坏话吗").size(), 1u);
}

TEST(TermMatcher, WithoutTermsFindsNothing) {
  const auto matcher = Make({});
  EXPECT_TRUE(Scan(*matcher, "text").empty());
  EXPECT_TRUE(Scan(*Make({"a"}), "").empty());
}

TEST(TermMatcher, TreatsTermsAsLiterals) {
  const auto matcher = Make({"a.b*c", "(x|y)", "[c]\\d"});
  EXPECT_TRUE(Scan(*matcher, "aab axb x y c1").empty());
  EXPECT_EQ(Scan(*matcher, "a.b*c (x|y) [c]\\d").size(), 3u);
}

TEST(TermMatcher, ServesManyThreadsAndManyMatchersAtOnce) {
  std::vector<std::unique_ptr<const TermMatcher>> matchers;
  for (int i = 0; i < 8; ++i) {
    std::vector<std::string> terms = {"common"};
    for (int k = 0; k < 50 * i; ++k) terms.push_back(absl::StrCat("t", k));
    matchers.push_back(Make(terms));
  }
  std::vector<std::thread> threads;
  std::vector<size_t> found(4);
  for (size_t t = 0; t < found.size(); ++t) {
    threads.emplace_back([&matchers, &found, t] {
      for (size_t i = 0; i < 400; ++i) {
        found[t] += Scan(*matchers[(i + t) % matchers.size()],
                         "a common word and t1000")
                        .size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const size_t count : found) EXPECT_EQ(count, 400u);
}

TEST(TermMatcher, SurvivesBytesThatAreNoText) {
  const auto matcher = Make({"a", "\xff", "\xc3\xa9"});
  for (const std::string text : {"\xff"
                                 "a\xff",
                                 "a\xc3", "\xc3\xa9", "\xe2\x82"}) {
    Scan(*matcher, text);
  }
}

}  // namespace
}  // namespace winnow
