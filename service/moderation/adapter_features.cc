#include "service/moderation/adapter_features.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "service/intake/second_look.h"
#include "service/moderation/lessons.h"

namespace winnow {
namespace {

constexpr size_t kCommentsRead = 300;
constexpr size_t kCommentsInCall = 100;
// Weights that round to nothing.
constexpr double kWeightMin = 0.001;

struct Found {
  uint32_t author = 0;  // of the first comment; 0: not known
  // What one person says in all their comments, such as their name, is nobody
  // else's business.
  bool of_several = false;
  PerAdapterHead weight = {};
};

std::map<std::string, double> Greatest(
    const std::map<std::string, Found>& words, size_t head) {
  std::vector<std::pair<std::string, double>> all;
  for (const auto& [word, found] : words) {
    const double weight = found.weight[head];
    if (!found.of_several || std::abs(weight) < kWeightMin) {
      continue;
    }
    all.emplace_back(word, weight);
  }
  const auto kept = all.begin() + static_cast<std::ptrdiff_t>(std::min(
                                      all.size(), kAdapterFeaturesMax));
  std::partial_sort(all.begin(), kept, all.end(),
                    [](const auto& a, const auto& b) {
                      return std::abs(a.second) > std::abs(b.second);
                    });
  return {all.begin(), kept};
}

}  // namespace

absl::StatusOr<std::array<std::map<std::string, double>, kAdapterHeads>>
FindAdapterFeatures(CommentStore& comments, const LiveSite& live,
                    const Adapter& adapter) {
  const auto& lessons = adapter.state().lessons;
  std::vector<Uuid> ids;
  for (auto at = lessons.rbegin();
       at != lessons.rend() && ids.size() < kCommentsRead; ++at) {
    if (!at->IsTakenBack()) ids.push_back(Uuid{.value = at->about});
  }
  std::map<std::string, Found> words;
  for (size_t begin = 0; begin < ids.size(); begin += kCommentsInCall) {
    const size_t end = std::min(ids.size(), begin + kCommentsInCall);
    const auto read =
        comments.Read(live.site.id,
                      {ids.begin() + static_cast<std::ptrdiff_t>(begin),
                       ids.begin() + static_cast<std::ptrdiff_t>(end)},
                      /*hidden=*/true);
    if (!read.ok()) return read.status();
    for (const StoredComment& stored : *read) {
      const uint32_t author = AuthorHashOf(stored.hidden);
      for (WordWeight& word :
           live.screener->AdapterWords(DraftOf(stored), adapter)) {
        const auto [at, is_new] = words.try_emplace(std::move(word.word));
        Found& found = at->second;
        if (is_new) found.author = author;
        found.of_several = found.of_several || found.author != author;
        found.weight = word.weight;
      }
    }
  }
  std::array<std::map<std::string, double>, kAdapterHeads> features;
  for (size_t h = 0; h < kAdapterHeads; ++h) features[h] = Greatest(words, h);
  return features;
}

}  // namespace winnow
