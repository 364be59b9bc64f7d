#include "service/screening/classifier/adapter_words.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"

namespace winnow {
namespace {

// So many grams a comment of 300 bytes has.
constexpr size_t kGramsUsual = 900;

}  // namespace

std::vector<WordWeight> AdapterWords(const ClassifierInput& input,
                                     const Adapter& adapter) {
  FeatureSet features;
  ExtractFeatures(input, /*with_places=*/true, features);
  // A word's pieces stand where it does. What is squeezed stands elsewhere and
  // would be taken for it.
  std::map<std::pair<uint32_t, uint32_t>, PerAdapterHead> by_place;
  for (size_t i = 0; i < features.grams.size(); ++i) {
    const GramPlace& place = features.places[i];
    if (place.is_squeezed || place.kind == GramPlace::Kind::kSign) continue;
    PerAdapterHead& sum = by_place[{place.range.begin, place.range.end}];
    for (size_t h = 0; h < kAdapterHeads; ++h) {
      sum[h] += adapter.GramWeight(features.grams[i], h, kGramsUsual);
    }
  }
  const absl::string_view text = input.body.skeleton().text();
  std::map<std::string, PerAdapterHead> by_word;
  for (const auto& [place, weight] : by_place) {
    by_word.emplace(absl::AsciiStrToLower(
                        text.substr(place.first, place.second - place.first)),
                    weight);
  }
  std::vector<WordWeight> words;
  words.reserve(by_word.size());
  for (const auto& [word, weight] : by_word) words.push_back({word, weight});
  return words;
}

}  // namespace winnow
