#include "service/screening/classifier/explainer.h"

#include <gtest/gtest.h>

#include <string>

#include "service/base/utf8.h"
#include "service/screening/text/links.h"
#include "tests/unit/screening/classifier/small_model.h"

namespace winnow {
namespace {

struct Author {
  std::string name;
  std::string website;
};

// Explains and checks what must be true of every text.
std::vector<ScoreExplanation> Explained(const std::string& text,
                                        const Author& author = {},
                                        size_t most = kContributionsMax) {
  static const auto* const classifier =
      new Classifier(*Model::Parse(SmallModel()));
  const TextViews body(text);
  const TextViews name(author.name);
  const TextViews website(author.website);
  const auto links = FindLinks(body, TextField::kBody);
  const ClassifierInput input = {body, name.skeleton().text(),
                                 website.skeleton().text(), links};
  FeatureSet features;
  const Assessment assessment = classifier->Assess(input, "en", features);
  auto scores = ExplainScores(*classifier, input, "en", most);
  EXPECT_EQ(scores.size(), kHeads);
  for (size_t h = 0; h < scores.size(); ++h) {
    const ScoreExplanation& score = scores[h];
    EXPECT_EQ(score.score, kHeadNames[h]);
    double sum = score.bias + score.others;
    double before = 1e9;
    for (const Contribution& one : score.strongest) {
      sum += one.weight;
      EXPECT_LE(std::abs(one.weight), before) << "strongest first";
      before = std::abs(one.weight);
      EXPECT_LE(one.text.size(), kContributionBytesMax);
      EXPECT_TRUE(IsValidUtf8(one.text));
      for (const Span& span : one.spans) {
        EXPECT_LE(span.begin, span.end);
        EXPECT_LE(span.end, text.size());
      }
    }
    EXPECT_NEAR(sum, assessment.log_odds[h], 1e-3) << text.substr(0, 40);
    EXPECT_EQ(score.log_odds, assessment.log_odds[h]);
    EXPECT_EQ(score.probability, assessment.probability[h]);
    EXPECT_EQ(score.confidence, assessment.confidence[h]);
    EXPECT_LE(score.strongest.size(), most);
  }
  return scores;
}

TEST(Explainer, AddsUpToTheLogOddsWhateverTheText) {
  const struct {
    const char* name;
    std::string text;
  } rows[] = {
      {"empty", ""},
      {"one byte", "a"},
      {"a disguise", "You fuuucking fool, s1ut, f.u.c.k, this is bad 😀"},
      {"no text but signs", "!!! 😀😀 ..."},
      {"right to left", "\u202Eolleh שלום עולם שלום"},
      {"a confusable", "саt ѕеt раy"},
      {"links", "see https://a.example/b and http://b.example"},
      {"an emoji sequence", "👩\u200d🚀 is 👩\u200d🚀 not 👩\u200d🚀"},
      {"without spaces", std::string(500, 'x')},
      {"longer than what is read",
       [] {
         std::string text;
         for (int i = 0; i < 3000; ++i) text += std::to_string(i) + " so ";
         return text;
       }()},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Explained(row.text);
  }
}

TEST(Explainer, NamesAuthorForSpamAlone) {
  const auto scores =
      Explained("Nice.", {"Cheap Pills", "http://pills.example/buy"}, 1000);
  const auto names_author = [](const ScoreExplanation& score) {
    for (const Contribution& one : score.strongest) {
      if (one.text == "author's name and website") return true;
    }
    return false;
  };
  EXPECT_TRUE(names_author(scores[kSpamHead]));
  EXPECT_FALSE(names_author(scores[kToxicityHead]));
}

TEST(Explainer, NamesFewAndAddsUpTheRest) {
  const std::string text =
      "one two three four five six seven eight nine ten eleven twelve";
  const auto few = Explained(text, {}, 2);
  const auto many = Explained(text, {}, 1000);
  EXPECT_EQ(few[0].strongest.size(), 2u);
  EXPECT_EQ(many[0].strongest.size(), kContributionsMax);
  EXPECT_NEAR(few[0].strongest[0].weight, many[0].strongest[0].weight, 1e-9);
}

TEST(Explainer, QuotesTheWordsAsTheReaderWroteThem) {
  const auto scores = Explained("FUUUCK you", {}, 1000);
  bool is_quoted = false;
  for (const Contribution& one : scores[kInsultHead].strongest) {
    is_quoted = is_quoted || one.text == "FUUUCK";
  }
  EXPECT_TRUE(is_quoted);
}

TEST(Explainer, CutsAPairWithMuchBetweenItsWords) {
  const auto scores =
      Explained("start" + std::string(5000, '-') + "ünd", {}, 1000);
  bool is_cut = false;
  for (const Contribution& one : scores[kInsultHead].strongest) {
    is_cut = is_cut || one.text.ends_with("…");
  }
  EXPECT_TRUE(is_cut);
}

}  // namespace
}  // namespace winnow
