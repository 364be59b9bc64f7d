#include "service/screening/classifier/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "service/screening/text/links.h"

namespace winnow {
namespace {

using testing::IsEmpty;
using testing::Not;

FeatureSet Extract(const std::string& text, const std::string& name = "",
                   const std::string& website = "") {
  FeatureSet features;
  const TextViews body(text);
  const auto links = FindLinks(body, TextField::kBody);
  ExtractFeatures({body, name, website, links}, /*with_places=*/true, features);
  return features;
}

std::set<uint32_t> Grams(const std::string& text) {
  const FeatureSet features = Extract(text);
  return {features.grams.begin(), features.grams.end()};
}

// Share of the grams of `a` that `b` has too.
double Overlap(const std::string& a, const std::string& b) {
  const std::set<uint32_t> first = Grams(a);
  const std::set<uint32_t> second = Grams(b);
  size_t both = 0;
  for (const uint32_t gram : first) both += second.count(gram);
  return static_cast<double>(both) / static_cast<double>(first.size());
}

size_t LevelOf(const FeatureSet& features, Mark mark) {
  for (const uint16_t m : features.marks) {
    if (m / kMarkLevels == static_cast<size_t>(mark)) return m % kMarkLevels;
  }
  return kMarkLevels;
}

TEST(Features, AreTheSameForTheSameText) {
  EXPECT_EQ(Grams("a plain comment"), Grams("a plain comment"));
}

TEST(Features, SeeThroughWhatLooksTheSame) {
  struct Row {
    const char* name;
    const char* plain;
    const char* disguised;
  };
  const Row rows[] = {
      {"case", "what a stupid idea", "What A STUPID idea"},
      {"homoglyphs", "what a stupid idea", "what a ѕtuріd idea"},
      {"full width", "what a stupid idea", "what a ｓｔｕｐｉｄ idea"},
      {"zero width", "what a stupid idea", "what a stu\u200bpid idea"},
      {"accents", "what a stupid idea", "what a stúpíd idea"}};
  for (const Row& row : rows) {
    EXPECT_EQ(Grams(row.plain), Grams(row.disguised)) << row.name;
  }
}

TEST(Features, AddTheSqueezedSpellingOfDisguisedWords) {
  for (const char* text : {"you s.t.u.p.i.d man", "you s t u p i d man",
                           "you stuuupid man", "you 5tupid man"}) {
    const FeatureSet features = Extract(text);
    EXPECT_TRUE(
        std::any_of(features.places.begin(), features.places.end(),
                    [](const GramPlace& place) { return place.is_squeezed; }))
        << text;
  }
  const FeatureSet plain = Extract("all good books will sell well");
  EXPECT_TRUE(
      std::none_of(plain.places.begin(), plain.places.end(),
                   [](const GramPlace& place) { return place.is_squeezed; }));
}

TEST(Features, CountAWordOnce) {
  EXPECT_LT(Extract("no no no no no no").grams.size(),
            Extract("on we go to it as").grams.size());
}

TEST(Features, TakeOneNumberForAnother) {
  EXPECT_EQ(Grams("in 1987"), Grams("in 2024"));
  EXPECT_NE(Grams("in 1987"), Grams("in 20244"));
}

TEST(Features, DoNotReadTheNamesOfMentions) {
  EXPECT_LT(Overlap("maria", "hello @maria"), 0.9);
  EXPECT_GT(Overlap("hello @maria you are right",
                    "hello @some_one you are "
                    "right"),
            0.5);
}

TEST(Features, TellANegatedWordFromAPlainOne) {
  EXPECT_LT(Overlap("he is not a thief", "he is a thief not"), 1);
  EXPECT_GT(Overlap("not really a thief", "never ever a thief"), 0.4);
}

TEST(Features, ShareMostGramsWithASpellingMistake) {
  EXPECT_GT(Overlap("ridiculous argument", "ridiculos argument"), 0.5);
  EXPECT_LT(Overlap("ridiculous argument", "lovely weather"), 0.1);
}

TEST(Features, ReadScriptsWithoutSpacesByCharacter) {
  EXPECT_GT(Overlap("这个想法很好", "我觉得这个想法很好"), 0.5);
}

TEST(Features, HaveAPlaceForEachGram) {
  for (const char* text : {"", "a", "two words", "ünïcode wörds",
                           "f u c k this 😀 http://a.example/b",
                           "\xff\xfe not UTF-8", "שלום עולם"}) {
    const FeatureSet features = Extract(text);
    ASSERT_EQ(features.grams.size(), features.places.size()) << text;
    for (const GramPlace& place : features.places) {
      EXPECT_LT(place.range.begin, place.range.end) << text;
    }
  }
}

TEST(Features, KeepNameAndWebsiteApartFromTheBody) {
  const FeatureSet features =
      Extract("nice post", "cheap pills online", "http://pills.example/buy");
  EXPECT_THAT(features.author_grams, Not(IsEmpty()));
  EXPECT_EQ(features.grams, Extract("nice post").grams);
  EXPECT_THAT(Extract("nice post").author_grams, IsEmpty());
}

TEST(Features, MarkTheForm) {
  EXPECT_EQ(LevelOf(Extract("see http://a.example"), Mark::kLinks), 1u);
  EXPECT_EQ(LevelOf(Extract("no link"), Mark::kLinks), 0u);
  EXPECT_EQ(LevelOf(Extract("[url=http://a.example]x[/url]"), Mark::kBbCode),
            2u);
  EXPECT_GT(LevelOf(Extract("ALL OF THIS IS LOUD"), Mark::kCapitals), 5u);
  EXPECT_EQ(LevelOf(Extract("quiet"), Mark::kNameWords), kMarkLevels);
  EXPECT_EQ(LevelOf(Extract("you and you"), Mark::kAddressee), 2u);
}

TEST(Features, OfALongTextAreBounded) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "word" + std::to_string(i) + " ";
  const FeatureSet features = Extract(text);
  EXPECT_LE(features.grams.size(), 8u * (kHeadBytesRead + kTailBytesRead));
}

TEST(Features, ReadTheEndOfALongText) {
  const std::string filler(20000, '.');
  EXPECT_NE(Grams("begin " + filler + " end"), Grams("begin " + filler));
}

TEST(Marks, HaveNames) {
  for (uint16_t mark = 0; mark < kMarks; ++mark) {
    EXPECT_THAT(DescribeMark(mark), Not(IsEmpty()));
  }
  EXPECT_THAT(DescribeMark(kMarks), IsEmpty());
}

}  // namespace
}  // namespace winnow
