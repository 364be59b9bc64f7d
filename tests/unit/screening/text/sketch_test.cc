#include "service/screening/text/sketch.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow {
namespace {

constexpr SketchKey kKey = {.seed0 = 1, .seed1 = 2};
constexpr uint64_t kSeed = 20240607;

using WordList = std::vector<std::string>;

WordList RandomWords(std::mt19937_64& random, size_t count) {
  WordList words;
  for (size_t i = 0; i < count; ++i) {
    words.push_back(absl::StrCat("w", random() % 5000));
  }
  return words;
}

// The truth that sketches estimate.
double Jaccard(const WordList& a, const WordList& b) {
  const auto trigrams = [](const WordList& words) {
    std::set<std::string> set;
    for (size_t i = 2; i < words.size(); ++i) {
      set.insert(absl::StrCat(words[i - 2], " ", words[i - 1], " ", words[i]));
    }
    return set;
  };
  const std::set<std::string> left = trigrams(a);
  const std::set<std::string> right = trigrams(b);
  size_t common = 0;
  for (const std::string& t : left) common += right.count(t);
  return static_cast<double>(common) /
         static_cast<double>(left.size() + right.size() - common);
}

Sketch SketchOf(const WordList& words) {
  return MakeSketch(absl::StrJoin(words, " "), kKey);
}

bool ShareABand(const Sketch& a, const Sketch& b) {
  for (const uint64_t band : a.bands) {
    for (const uint64_t other : b.bands) {
      if (band == other) return true;
    }
  }
  return false;
}

TEST(Sketch, SharesABandWithNearlyEveryCopyAndWithNoOtherText) {
  std::mt19937_64 random(kSeed);
  int copies = 0;
  int found = 0;
  int false_alarms = 0;
  double error = 0;
  while (copies < 2000) {
    const WordList original = RandomWords(random, 20 + random() % 100);
    WordList copy = original;
    const size_t edits = 1 + random() % 4;
    for (size_t i = 0; i < edits; ++i) {
      copy[random() % copy.size()] = absl::StrCat("new", random() % 1000);
    }
    const double similarity = Jaccard(original, copy);
    if (similarity < 0.8 || similarity > 0.9) continue;
    ++copies;
    const Sketch a = SketchOf(original);
    const Sketch b = SketchOf(copy);
    if (ShareABand(a, b) && Agreement(a, b) > 0.5) ++found;
    error += Agreement(a, b) - similarity;
    const Sketch other = SketchOf(RandomWords(random, 60));
    if (ShareABand(a, other)) ++false_alarms;
    EXPECT_LT(Agreement(a, other), 0.3);
  }
  EXPECT_GE(found, copies * 95 / 100) << "seed " << kSeed;
  EXPECT_EQ(false_alarms, 0) << "seed " << kSeed;
  EXPECT_NEAR(error / copies, 0, 0.02) << "the estimate has no bias";
}

TEST(Sketch, OfAShortTextFindsExactCopiesOnly) {
  const Sketch a = MakeSketch("great post, thanks", kKey);
  const Sketch same_words = MakeSketch("great  post thanks!!!", kKey);
  const Sketch other = MakeSketch("great post, danke", kKey);
  EXPECT_EQ(a.bands_used, 1);
  EXPECT_EQ(a.bands.front(), a.bands.back());
  EXPECT_EQ(a.bands, same_words.bands);
  EXPECT_EQ(Agreement(a, same_words), 1);
  EXPECT_FALSE(ShareABand(a, other));
  EXPECT_LT(Agreement(a, other), 0.2);
}

TEST(Sketch, UsesBandsFromEightWordsOn) {
  EXPECT_EQ(MakeSketch("a b c d e f g", kKey).bands_used, 1);
  EXPECT_EQ(MakeSketch("a b c d e f g h", kKey).bands_used, kSketchBands);
}

TEST(Sketch, OfATextWithoutWordsIsNotUsable) {
  EXPECT_FALSE(MakeSketch("", kKey).usable());
  EXPECT_FALSE(MakeSketch("!!! 👍👍", kKey).usable());
  EXPECT_EQ(Agreement(MakeSketch("", kKey), MakeSketch("", kKey)), 0);
}

TEST(Sketch, ComparesTextsWithoutSpacesByCharacters) {
  const Sketch a = MakeSketch("今天天气很好我们一起去公园散步吧大家都来", kKey);
  const Sketch b = MakeSketch("今天天气很好我们一起去公园散步吧大家快来", kKey);
  EXPECT_EQ(a.bands_used, kSketchBands);
  EXPECT_GT(Agreement(a, b), 0.5);
}

TEST(Sketch, DependsOnTheKey) {
  const absl::string_view text = "one two three four five six seven eight nine";
  const Sketch a = MakeSketch(text, kKey);
  for (const SketchKey& key :
       {SketchKey{.seed0 = 1, .seed1 = 3}, SketchKey{.seed0 = 9, .seed1 = 2}}) {
    const Sketch b = MakeSketch(text, key);
    EXPECT_FALSE(ShareABand(a, b));
    EXPECT_LT(Agreement(a, b), 0.2);
  }
}

TEST(Sketch, KeepsTheOrderOfWords) {
  EXPECT_FALSE(ShareABand(MakeSketch("a b c d e f g h i j", kKey),
                          MakeSketch("j i h g f e d c b a", kKey)));
}

TEST(Agreement, IsZeroForValuesOfAnyOtherLength) {
  const std::string full(kSketchValues, 'x');
  EXPECT_EQ(Agreement(full, full), 1);
  EXPECT_EQ(Agreement(full, ""), 0);
  EXPECT_EQ(Agreement("", ""), 0);
}

}  // namespace
}  // namespace winnow
