#include "service/screening/classifier/classifier.h"

#include "service/screening/text/language.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// Texts of so few words may be in any language; most are in the site's.
constexpr int kShortWords = 8;
// So few words say little, whatever they are.
constexpr int kFewWords = 3;

constexpr float kLearned = 1.0F;
constexpr float kShortUndetermined = 0.7F;
constexpr float kLongUndetermined = 0.4F;
// Advertisements are known by their form in any language.
constexpr float kFormAlone = 0.5F;
constexpr float kNotLearned = 0.1F;
constexpr float kFewWordsFactor = 0.7F;

float ConfidenceIn(const Model& model, absl::string_view language, Head head,
                   int words) {
  float confidence = kNotLearned;
  if (language == kUndetermined) {
    confidence = words < kShortWords ? kShortUndetermined : kLongUndetermined;
  } else if (model.Knows(language, head)) {
    confidence = kLearned;
  } else if (head == kSpamHead) {
    confidence = kFormAlone;
  }
  return words < kFewWords ? confidence * kFewWordsFactor : confidence;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Classifier>> Classifier::Open(
    const std::string& path) {
  auto model = Model::Open(path);
  if (!model.ok()) return model.status();
  return std::make_unique<const Classifier>(*std::move(model));
}

Assessment Classifier::Assess(const ClassifierInput& input,
                              absl::string_view language,
                              FeatureSet& features) const {
  ExtractFeatures(input, /*with_places=*/false, features);
  Assessment assessment;
  assessment.log_odds = model_->LogOdds(features);
  assessment.probability = model_->Calibrate(assessment.log_odds);
  const int words = CountWords(input.body.folded().text(), kShortWords);
  for (size_t h = 0; h < kHeads; ++h) {
    assessment.confidence[h] =
        ConfidenceIn(*model_, language, static_cast<Head>(h), words);
  }
  return assessment;
}

}  // namespace winnow
