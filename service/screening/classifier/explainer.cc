#include "service/screening/classifier/explainer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/screening/classifier/marks.h"

namespace winnow {
namespace {

constexpr char kAuthorWords[] = "author's name and website";

// A pair may have anything between its words.
std::string WordsAt(absl::string_view text, Span span) {
  const absl::string_view words =
      text.substr(span.begin, span.end - span.begin);
  if (words.size() <= kContributionBytesMax) return std::string(words);
  constexpr absl::string_view kMore = "…";
  size_t end = kContributionBytesMax - kMore.size();
  while (end > 0 && (static_cast<uint8_t>(words[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(words.substr(0, end), kMore);
}

}  // namespace

Explainer::Explainer(const Model& model, const ClassifierInput& input)
    : model_(model) {
  ExtractFeatures(input, /*with_places=*/true, features_);
  // A word's pieces stand where the word does.
  std::map<std::tuple<bool, uint32_t, uint32_t>, std::vector<uint32_t>> found;
  for (size_t i = 0; i < features_.grams.size(); ++i) {
    const GramPlace& place = features_.places[i];
    found[{place.is_squeezed, place.range.begin, place.range.end}].push_back(
        features_.grams[i]);
  }
  const View squeezed = Squeezed(input.body);
  for (auto& [place, grams] : found) {
    const auto& [is_squeezed, begin, end] = place;
    const View& view = is_squeezed ? squeezed : input.body.skeleton();
    const ByteRange range = view.ToOriginal({begin, end});
    const Span span = {range.begin, range.end};
    places_.push_back(
        {WordsAt(input.body.original(), span), span, std::move(grams)});
  }
}

std::vector<Contribution> Explainer::Explain(Head head) const {
  std::vector<Contribution> all;
  for (const Place& place : places_) {
    double weight = 0;
    for (const uint32_t gram : place.grams) {
      weight += model_.GramWeight(gram, head, features_.grams.size());
    }
    all.push_back({place.text, weight, {place.span}});
  }
  for (const uint16_t mark : features_.marks) {
    all.push_back({DescribeMark(mark), model_.MarkWeight(mark, head)});
  }
  if (head == kSpamHead && !features_.author_grams.empty()) {
    double weight = 0;
    for (const uint32_t gram : features_.author_grams) {
      weight += model_.GramWeight(gram, head, features_.author_grams.size());
    }
    all.push_back({kAuthorWords, weight});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Contribution& a, const Contribution& b) {
                     return std::abs(a.weight) > std::abs(b.weight);
                   });
  return all;
}

std::vector<ScoreExplanation> ExplainScores(const Classifier& classifier,
                                            const ClassifierInput& input,
                                            absl::string_view language,
                                            size_t most) {
  FeatureSet features;
  const Assessment assessment = classifier.Assess(input, language, features);
  const Explainer explainer(classifier.model(), input);
  std::vector<ScoreExplanation> scores;
  for (size_t h = 0; h < kHeads; ++h) {
    ScoreExplanation score = {
        .score = std::string(kHeadNames[h]),
        .confidence = assessment.confidence[h],
        .probability = assessment.probability[h],
        .log_odds = assessment.log_odds[h],
        .bias = classifier.model().numbers().bias[h],
        .strongest = explainer.Explain(static_cast<Head>(h))};
    const size_t named =
        std::min({score.strongest.size(), most, kContributionsMax});
    for (size_t i = named; i < score.strongest.size(); ++i) {
      score.others += score.strongest[i].weight;
    }
    score.strongest.resize(named);
    scores.push_back(std::move(score));
  }
  return scores;
}

}  // namespace winnow
