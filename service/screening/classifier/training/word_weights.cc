#include "service/screening/classifier/training/word_weights.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "service/screening/classifier/features.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

constexpr int kTextsMin = 3;
// Words longer than this are seldom words.
constexpr size_t kWordBytesMax = 30;

}  // namespace

void WordWeights::Add(absl::string_view text) {
  const std::string folded = Fold(text);
  WordReader words(folded);
  absl::string_view word;
  std::set<absl::string_view> seen;
  while (words.Next(word)) {
    if (word.size() > kWordBytesMax || !seen.insert(word).second) continue;
    ++count_[std::string(word)];
  }
}

std::vector<std::pair<std::string, double>> WordWeights::Top(
    size_t most) const {
  std::vector<std::pair<std::string, double>> all;
  FeatureSet features;
  for (const auto& [word, count] : count_) {
    if (count < kTextsMin) continue;
    const TextViews body(word);
    ExtractFeatures({body, "", "", {}}, /*with_places=*/false, features);
    double weight = 0;
    for (const uint32_t gram : features.grams) {
      weight += model_.GramWeight(gram, head_, features.grams.size());
    }
    all.push_back({word, weight});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::abs(a.second) > std::abs(b.second);
  });
  all.resize(std::min(all.size(), most));
  return all;
}

}  // namespace winnow
