#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "service/screening/classifier/model.h"
#include "service/screening/classifier/training/augment.h"
#include "service/screening/classifier/training/calibration.h"
#include "service/screening/classifier/training/corpus.h"
#include "service/screening/classifier/training/metrics.h"
#include "service/screening/classifier/training/phrase_maker.h"
#include "service/screening/classifier/training/recipe.h"
#include "service/screening/classifier/training/row_parser.h"
#include "service/screening/classifier/training/sentence_maker.h"
#include "service/screening/classifier/training/spam_maker.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TrainingRow Row(const std::string& text, Head head, float label) {
  TrainingRow row;
  row.source = "here";
  row.language = "en";
  row.text = text;
  row.labels[head] = label;
  return row;
}

TEST(RowParser, ReadsWhatIsKnownAndPassesOverTheRest) {
  const auto row = ParseJsonRow(
      R"({"source":"s","lang":"en","text":"a \"b\"\n\u00e9\ud83d\ude00",)"
      R"("labels":{"spam":1,"toxicity":0.25},"x":[1,{"y":null}],"video":"v"})");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->text, "a \"b\"\né😀");
  EXPECT_EQ(row->group, "v");
  EXPECT_FLOAT_EQ(row->labels[kSpamHead], 1);
  EXPECT_FLOAT_EQ(row->labels[kToxicityHead], 0.25);
  EXPECT_FALSE(IsKnown(row->labels[kInsultHead]));
}

TEST(RowParser, RefusesWhatIsNoRow) {
  for (const char* line :
       {"", "x", "{", "{}", R"({"text":1})", R"({"text":"a","labels":{"x":1}})",
        R"({"text":"a","labels":{"spam":2}})", R"({"text":"a"} b)",
        R"({"text":"\ud83d)", R"({"text":"a","y":[[[[[[[[[[[[[[[[[[[[1]]})"}) {
    EXPECT_FALSE(ParseJsonRow(line).ok()) << line;
  }
}

TEST(RowParser, ReadsCsvWithQuotesAndEmptyLabels) {
  const auto header = SplitCsv("text,spam,toxicity,lang");
  const auto row = ParseCsvRow(*header, R"("a ""b"", c",1,,en)");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->text, "a \"b\", c");
  EXPECT_FLOAT_EQ(row->labels[kSpamHead], 1);
  EXPECT_FALSE(IsKnown(row->labels[kToxicityHead]));
  EXPECT_THAT(ParseCsvRow(*header, "a,1").status().message(),
              HasSubstr("columns"));
}

TEST(RowParser, RefusesWhatIsNoUtf8) {
  EXPECT_THAT(ParseJsonRow("{\"text\":\"gr\xFC\xDF\",\"labels\":{}}")
                  .status()
                  .message(),
              HasSubstr("not UTF-8"));
  EXPECT_THAT(ParseCsvRow({"text", "spam"}, "gr\xFC\xDF,1").status().message(),
              HasSubstr("not UTF-8"));
}

TEST(Corpus, MergesEqualTextsAndAveragesTheirLabels) {
  std::vector<TrainingRow> rows = {Row("Hello, world", kToxicityHead, 1),
                                   Row("hello world!", kToxicityHead, 0),
                                   Row("HELLO world", kSpamHead, 1)};
  EXPECT_EQ(MergeEqualTexts(rows), 2u);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_FLOAT_EQ(rows[0].labels[kToxicityHead], 0.5);
  EXPECT_FLOAT_EQ(rows[0].labels[kSpamHead], 1);
}

TEST(Corpus, ConcludesNothingFromAbuseAndMuchFromItsAbsence) {
  std::vector<TrainingRow> rows = {Row("fine", kToxicityHead, 0),
                                   Row("bad", kToxicityHead, 1),
                                   Row("buy", kSpamHead, 1)};
  AddImpliedLabels(rows);
  EXPECT_FLOAT_EQ(rows[0].labels[kThreatHead], 0);
  EXPECT_FLOAT_EQ(rows[0].labels[kSpamHead], 0);
  EXPECT_FALSE(IsKnown(rows[1].labels[kThreatHead]));
  EXPECT_FALSE(IsKnown(rows[2].labels[kToxicityHead]));
}

TEST(PhraseMaker, WritesPatternsAndLeavesUnknownNames) {
  const NamedWords words[] = {{"who", "Ann"}, {"deep", "({who}|{who})"}};
  PhraseMaker make(words, 1);
  EXPECT_EQ(make.Make("(Hi|Hi), {deep}: {text}"), "Hi, Ann: {text}");
}

TEST(Makers, AreDeterministicAndLabelBothKinds) {
  const auto first = MakeSentences(5, 3);
  const auto second = MakeSentences(5, 3);
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].text, second[i].text);
    EXPECT_EQ(first[i].text.find('{'), std::string::npos) << first[i].text;
    EXPECT_EQ(first[i].text.find('|'), std::string::npos) << first[i].text;
  }
  const std::vector<TrainingRow> carriers = {
      Row("a comment of somebody", kToxicityHead, 0)};
  size_t spam = 0;
  const auto made = MakeSpam({"spam.example"}, carriers, 200, 5);
  for (const TrainingRow& row : made) {
    spam += row.labels[kSpamHead] == 1 ? 1 : 0;
    EXPECT_EQ(row.text.find('{'), std::string::npos) << row.text;
  }
  EXPECT_EQ(spam, 200u);
  EXPECT_EQ(made.size(), 400u);
}

TEST(Augment, DisguisesListedWordsAndKeepsTheLabels) {
  const std::vector<TrainingRow> rows(
      50, Row("such a stupid remark", kToxicityHead, 1));
  const auto copies = DisguiseSome(rows, {"stupid"}, 1, 2);
  EXPECT_GT(copies.size(), 30u);
  for (const TrainingRow& copy : copies) {
    EXPECT_TRUE(copy.is_copy);
    EXPECT_FLOAT_EQ(copy.labels[kToxicityHead], 1);
    EXPECT_THAT(copy.text, HasSubstr("remark"));
    EXPECT_NE(copy.text, rows[0].text);
  }
}

TEST(Metrics, KnowPerfectAndBlindScores) {
  EXPECT_DOUBLE_EQ(Measure({{0.9F, true}, {0.1F, false}}).auc, 1);
  EXPECT_DOUBLE_EQ(Measure({{0.1F, true}, {0.9F, false}}).auc, 0);
  EXPECT_DOUBLE_EQ(Measure({{0.5F, true}, {0.5F, false}}).auc, 0.5);
  EXPECT_DOUBLE_EQ(Measure({{0.5F, true}}).auc, 0);
  const Metrics mixed =
      Measure({{0.9F, true}, {0.8F, false}, {0.7F, true}, {0.1F, false}});
  EXPECT_DOUBLE_EQ(mixed.auc, 0.75);
  EXPECT_NEAR(mixed.average_precision, (1 + 2.0 / 3) / 2, 1e-9);
  EXPECT_DOUBLE_EQ(mixed.recall_at_1_percent, 0.5);
}

TEST(Calibration, SaysWhatShareIsPositiveAtTheNaturalRate) {
  // The score is the log-odds of a set where half are positive.
  std::mt19937 random(1);
  std::vector<CalibrationPoint> points;
  for (int i = 0; i < 40000; ++i) {
    const float odds = static_cast<float>(random() % 8000) / 1000 - 4;
    const float p = 1 / (1 + std::exp(-odds));
    const bool is_positive = static_cast<float>(random() % 10000) / 10000 < p;
    points.push_back({odds, is_positive ? 1.0F : 0.0F, 1});
  }
  const CalibrationCurve half = FitCurve(points, 0.5F);
  EXPECT_NEAR(Apply(half, 0), 0.5, 0.05);
  EXPECT_NEAR(Apply(half, 2), 0.88, 0.05);
  const CalibrationCurve rare = FitCurve(points, 0.05F);
  EXPECT_NEAR(Apply(rare, 0), 0.05, 0.02);
  for (size_t i = 1; i < kKnots; ++i) {
    EXPECT_GE(rare.probability[i], rare.probability[i - 1]);
    EXPECT_GT(rare.log_odds[i], rare.log_odds[i - 1]);
  }
}

TEST(Calibration, IsTheLogisticFunctionWithoutPoints) {
  EXPECT_NEAR(Apply(FitCurve({}, 0.1F), 0), 0.5, 0.03);
}

// A language of two kinds of words, of which one is toxic.
TrainingSet TinySet(int rows) {
  std::mt19937 random(7);
  TrainingSet set;
  for (int i = 0; i < rows; ++i) {
    const bool is_bad = i % 2 == 0;
    std::string text;
    for (int w = 0; w < 6; ++w) {
      text += "common" + std::to_string(random() % 30) + " ";
    }
    text += (is_bad ? "vile" : "kind") + std::to_string(random() % 5);
    set.rows.push_back(Row(text, kToxicityHead, is_bad ? 1 : 0));
  }
  set.examples = ExampleSet::Make(set.rows, 2);
  set.record = "made: for a test\n";
  return set;
}

TEST(Trainer, LearnsATinyLanguageAndPacksIt) {
  const TrainingSet set = TinySet(2000);
  RecipeOptions options;
  options.training.buckets = 1u << 14;
  std::vector<uint32_t> chosen;
  for (uint32_t i = 0; i < 1600; ++i) chosen.push_back(i);
  const auto bytes = TrainModel(set, chosen, options, {});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto model = Model::Parse(*bytes);
  ASSERT_TRUE(model.ok()) << model.status();
  std::vector<Scored> scored;
  FeatureSet features;
  for (size_t i = 1600; i < set.rows.size(); ++i) {
    ExtractRow(set.rows[i], features);
    scored.push_back({(*model)->LogOdds(features)[kToxicityHead],
                      set.rows[i].labels[kToxicityHead] > 0.5F});
  }
  EXPECT_GT(Measure(scored).auc, 0.99);
  EXPECT_TRUE((*model)->Knows("en", kToxicityHead));
  EXPECT_FALSE((*model)->Knows("en", kThreatHead));
  EXPECT_THAT((*model)->training_record(), HasSubstr("made: for a test"));
}

TEST(Trainer, GivesTheSameModelForTheSameSeed) {
  const TrainingSet set = TinySet(300);
  RecipeOptions options;
  options.training.buckets = 1u << 10;
  std::vector<uint32_t> all;
  for (uint32_t i = 0; i < 300; ++i) all.push_back(i);
  const std::string first = *TrainModel(set, all, options, {});
  EXPECT_EQ(first, *TrainModel(set, all, options, {}));
  options.training.seed = 2;
  EXPECT_NE(first, *TrainModel(set, all, options, {}));
}

TEST(Recipe, HoldsOutSourcesGroupsAndWhatIsMadeOfThem) {
  TrainingRow row;
  row.source = "videos";
  row.group = "one";
  EXPECT_TRUE(IsHeldOut(row, "videos"));
  EXPECT_TRUE(IsHeldOut(row, "videos:one"));
  EXPECT_FALSE(IsHeldOut(row, "videos:two"));
  EXPECT_FALSE(IsHeldOut(row, "one"));
  row.source = kMadeSpam;
  row.group = "news";
  EXPECT_TRUE(IsHeldOut(row, "news"));
}

}  // namespace
}  // namespace winnow
