#include "service/screening/classifier/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"
#include "tests/unit/screening/classifier/small_model.h"

namespace winnow {
namespace {

using testing::HasSubstr;

TEST(ModelFile, GivesBackWhatWasWritten) {
  const std::string bytes = SmallModel();
  const auto contents = ReadModelFile(bytes);
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->record, "made: by a test\n");
  EXPECT_EQ(contents->buckets, kSmallBuckets);
  EXPECT_FLOAT_EQ(contents->numbers.scale[kToxicityHead], 0.1F);
}

TEST(ModelFile, IsRefusedWhenItIsDamaged) {
  struct Row {
    const char* name;
    std::string bytes;
    const char* why;
  };
  const std::string good = SmallModel();
  std::string flipped = good;
  flipped[good.size() - 1] = static_cast<char>(flipped[good.size() - 1] ^ 1);
  std::string other_version = good;
  other_version[24] = 99;
  std::string other_magic = good;
  other_magic[0] = 'X';
  const Row rows[] = {
      {"empty", "", "not a model"},
      {"one byte", "W", "not a model"},
      {"another file", other_magic, "not a model"},
      {"header alone", good.substr(0, 64), "cut short"},
      {"cut short", good.substr(0, good.size() - 1), "cut short"},
      {"too long", good + "x", "cut short"},
      {"another version", other_version, "another version"},
      {"one bit", flipped, "checksum"}};
  for (const Row& row : rows) {
    const auto contents = ReadModelFile(row.bytes);
    ASSERT_FALSE(contents.ok()) << row.name;
    EXPECT_EQ(contents.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(contents.status().message(), HasSubstr(row.why)) << row.name;
  }
}

TEST(ModelFile, IsRefusedWhenItsNumbersMakeNoSense) {
  ModelNumbers numbers = SmallNumbers();
  numbers.bias[0] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<int8_t> table(kSmallBuckets * kHeads);
  EXPECT_THAT(
      ReadModelFile(*WriteModelFile(numbers, "", table)).status().message(),
      HasSubstr("no sense"));
  numbers = SmallNumbers();
  std::swap(numbers.calibration[2].log_odds[0],
            numbers.calibration[2].log_odds[1]);
  EXPECT_THAT(
      ReadModelFile(*WriteModelFile(numbers, "", table)).status().message(),
      HasSubstr("no sense"));
}

TEST(ModelFile, IsNotWrittenWhenItWouldBeTooLarge) {
  EXPECT_FALSE(
      WriteModelFile(SmallNumbers(), "", std::vector<int8_t>(kModelBytesMax))
          .ok());
}

TEST(Model, SaysWhichFileCannotBeUsed) {
  EXPECT_THAT(Model::Open("/nowhere/at/all").status().message(),
              HasSubstr("/nowhere/at/all"));
  const std::string path =
      testing::TempDir() + "/bad_model" + std::to_string(getpid());
  std::ofstream(path) << "this is not a model, though it is a file";
  const auto opened = Model::Open(path);
  EXPECT_THAT(opened.status().message(), HasSubstr(path));
  unlink(path.c_str());
}

TEST(Model, IsTheSameFromAFileAndFromMemory) {
  const std::string path =
      testing::TempDir() + "/model" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << SmallModel();
  const auto mapped = Model::Open(path);
  ASSERT_TRUE(mapped.ok()) << mapped.status();
  const auto parsed = Model::Parse(SmallModel());
  EXPECT_EQ((*mapped)->revision(), (*parsed)->revision());
  EXPECT_EQ((*mapped)->training_record(), (*parsed)->training_record());
  unlink(path.c_str());
}

TEST(Model, SumsMoreWeightsThanAShortHolds) {
  ModelNumbers numbers = SmallNumbers();
  const std::vector<int8_t> table(kSmallBuckets * kHeads, -127);
  const auto model = Model::Parse(*WriteModelFile(numbers, "", table));
  FeatureSet features;
  features.grams.assign(10000, 0x80000000u);
  const float expected =
      -127 * 10000 * numbers.scale[kInsultHead] * GramScale(10000) +
      numbers.bias[kInsultHead];
  EXPECT_NEAR((*model)->LogOdds(features)[kInsultHead], expected,
              std::abs(expected) * 1e-4);
}

TEST(Model, CalibratesBetweenAndBeyondItsKnots) {
  const auto model = Model::Parse(SmallModel());
  PerHead odds = {};
  odds.fill(-100);
  EXPECT_FLOAT_EQ((*model)->Calibrate(odds)[0], 0);
  odds.fill(100);
  EXPECT_FLOAT_EQ((*model)->Calibrate(odds)[0], 1);
  odds.fill(0.5F * (kKnots - 1));
  EXPECT_NEAR((*model)->Calibrate(odds)[0], 0.5, 1e-5);
}

TEST(Classifier, AbstainsFromLanguagesItHasNotLearned) {
  const Classifier classifier(*Model::Parse(SmallModel()));
  FeatureSet features;
  const std::string text = "one two three four five six seven eight nine ten";
  const TextViews body(text);
  const ClassifierInput input = {body, "", "", {}};
  EXPECT_TRUE(classifier.Assess(input, "en", features).Has(kToxicityHead));
  EXPECT_FALSE(classifier.Assess(input, "de", features).Has(kToxicityHead));
  EXPECT_FALSE(classifier.Assess(input, "en", features).Has(kThreatHead));
  EXPECT_TRUE(classifier.Assess(input, "de", features).Has(kSpamHead));
}

TEST(Classifier, DoesNotTakeAShortTextForAnUnknownLanguage) {
  const Classifier classifier(*Model::Parse(SmallModel()));
  FeatureSet features;
  const TextViews body("ok");
  EXPECT_TRUE(classifier.Assess({body, "", "", {}}, kUndetermined, features)
                  .Has(kToxicityHead));
}

}  // namespace
}  // namespace winnow
