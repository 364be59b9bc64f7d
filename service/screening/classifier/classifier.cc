#include "service/screening/classifier/classifier.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
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

Span SpanOf(ByteRange range) { return {range.begin, range.end}; }

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

std::vector<Contribution> Classifier::ExplainAll(const ClassifierInput& input,
                                                 Head head) const {
  FeatureSet features;
  ExtractFeatures(input, /*with_places=*/true, features);
  // By where it stands: a word's pieces are added to the word.
  std::map<std::tuple<bool, uint32_t, uint32_t>, double> by_place;
  for (size_t i = 0; i < features.grams.size(); ++i) {
    const GramPlace& place = features.places[i];
    by_place[{place.is_squeezed, place.range.begin, place.range.end}] +=
        model_->GramWeight(features.grams[i], head, features.grams.size());
  }
  std::vector<Contribution> all;
  const View squeezed = Squeezed(input.body);
  for (const auto& [place, weight] : by_place) {
    const auto& [is_squeezed, begin, end] = place;
    const View& view = is_squeezed ? squeezed : input.body.skeleton();
    const ByteRange range = view.ToOriginal({begin, end});
    all.push_back({std::string(input.body.original().substr(
                       range.begin, range.end - range.begin)),
                   weight,
                   {SpanOf(range)}});
  }
  for (const uint16_t mark : features.marks) {
    all.push_back({DescribeMark(mark), model_->MarkWeight(mark, head)});
  }
  if (head == kSpamHead && !features.author_grams.empty()) {
    double weight = 0;
    for (const uint32_t gram : features.author_grams) {
      weight += model_->GramWeight(gram, head, features.author_grams.size());
    }
    all.push_back({"author's name and website", weight});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Contribution& a, const Contribution& b) {
                     return std::abs(a.weight) > std::abs(b.weight);
                   });
  return all;
}

std::vector<Contribution> Classifier::Explain(const ClassifierInput& input,
                                              Head head, size_t most) const {
  std::vector<Contribution> all = ExplainAll(input, head);
  all.resize(std::min(all.size(), std::min(most, kContributionsMax)));
  return all;
}

std::vector<Span> SpansOf(const std::vector<Contribution>& contributions) {
  std::vector<Span> spans;
  for (const Contribution& one : contributions) {
    if (one.weight <= 0) continue;
    spans.insert(spans.end(), one.spans.begin(), one.spans.end());
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  return spans;
}

}  // namespace winnow
