#include "service/screening/classifier/training/corpus.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/training/row_file.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// How far a set's labels are believed, and how much of its style should be
// learned; from its description (README beside it) and from what leaving it out
// of training does to the others.
struct SourceTrust {
  absl::string_view source;
  float trust;
};
constexpr SourceTrust kTrust[] = {
    {"davidson", 0.5F},      {"mlma", 0.4F},
    {"toldbr", 0.7F},        {"edos", 0.8F},
    {"implicit_hate", 0.8F}, {"smokedetector_titles", 0.5F},
    {"judol_gbennnn", 0.7F},
};

// A source of more rows than this counts as the square root of more.
constexpr double kRowsFull = 10000;

// Labels that other labels imply are weaker.
constexpr float kImpliedWeight = 0.4F;
constexpr float kImpliedHamWeight = 0.25F;

bool IsRowFile(const std::string& name) {
  for (const absl::string_view end :
       {".jsonl", ".jsonl.xz", ".csv", ".csv.xz"}) {
    if (absl::EndsWith(name, end)) return true;
  }
  return false;
}

void Merge(TrainingRow& into, const TrainingRow& from) {
  for (size_t h = 0; h < kHeads; ++h) {
    float& label = into.labels[h];
    if (!IsKnown(label)) {
      label = from.labels[h];
    } else if (IsKnown(from.labels[h])) {
      label = (label + from.labels[h]) / 2;
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<TrainingRow>> ReadCorpus(
    const std::string& directory, const std::function<void(double)>& progress) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    if (IsRowFile(entry.path().string())) paths.push_back(entry.path());
  }
  if (error || paths.empty()) {
    return absl::NotFoundError(
        absl::StrCat(directory,
                     " has no training rows: name a directory with .jsonl or "
                     ".csv files (also .xz)"));
  }
  std::sort(paths.begin(), paths.end());
  std::vector<TrainingRow> rows;
  for (size_t i = 0; i < paths.size(); ++i) {
    absl::Status read = ReadRows(
        paths[i],
        [&rows](TrainingRow row) {
          if (!row.text.empty()) rows.push_back(std::move(row));
        },
        [&](double share) {
          if (progress) {
            progress((static_cast<double>(i) + share) /
                     static_cast<double>(paths.size()));
          }
        });
    if (!read.ok()) return read;
  }
  return rows;
}

std::string TextKey(absl::string_view text) {
  const std::string folded = Fold(text);
  WordReader words(folded);
  std::string key;
  absl::string_view word;
  while (words.Next(word)) absl::StrAppend(&key, word, " ");
  return key;
}

size_t MergeEqualTexts(std::vector<TrainingRow>& rows) {
  absl::flat_hash_map<std::string, size_t> first;
  std::vector<TrainingRow> kept;
  for (TrainingRow& row : rows) {
    std::string key = TextKey(row.text);
    // Texts of signs alone are told apart as they are written.
    if (key.empty()) key = row.text;
    const auto [at, is_new] = first.try_emplace(std::move(key), kept.size());
    if (is_new) {
      kept.push_back(std::move(row));
    } else {
      Merge(kept[at->second], row);
    }
  }
  const size_t gone = rows.size() - kept.size();
  rows = std::move(kept);
  return gone;
}

void AddImpliedLabels(std::vector<TrainingRow>& rows) {
  for (TrainingRow& row : rows) {
    const float toxicity = row.labels[kToxicityHead];
    const bool is_about_abuse =
        IsKnown(toxicity) || IsKnown(row.labels[kIdentityAttackHead]);
    if (IsKnown(toxicity) && toxicity <= 0.1F) {
      for (const Head head :
           {kSevereToxicityHead, kInsultHead, kProfanityHead, kThreatHead,
            kIdentityAttackHead, kSexuallyExplicitHead}) {
        if (IsKnown(row.labels[head])) continue;
        row.labels[head] = 0;
        row.weights[head] = kImpliedWeight;
      }
    }
    if (is_about_abuse && !IsKnown(row.labels[kSpamHead])) {
      row.labels[kSpamHead] = 0;
      row.weights[kSpamHead] = kImpliedHamWeight;
    }
  }
}

void WeighSources(std::vector<TrainingRow>& rows) {
  std::map<std::pair<std::string, std::string>, double> count;
  for (const TrainingRow& row : rows) ++count[{row.source, row.language}];
  for (TrainingRow& row : rows) {
    double weight = 1;
    for (const SourceTrust& known : kTrust) {
      if (known.source == row.source) weight = known.trust;
    }
    const double n = count[{row.source, row.language}];
    weight *= std::sqrt(std::min(1.0, kRowsFull / n));
    for (float& w : row.weights) w *= static_cast<float>(weight);
  }
}

}  // namespace winnow
