#include "service/screening/classifier/training/cross_validation.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow {
namespace {

struct Kinds {
  size_t positives = 0;
  size_t negatives = 0;

  bool IsEnough() const {
    return positives >= kTestedRowsMin && negatives >= kTestedRowsMin;
  }
};

// Copies and made rows say how well they were made.
bool IsReaders(const TrainingRow& row) {
  return !row.is_copy && !absl::StartsWith(row.source, "made_");
}

void Count(const TrainingRow& row, std::array<Kinds, kHeads>& kinds) {
  for (size_t h = 0; h < kHeads; ++h) {
    if (!IsTested(row, static_cast<Head>(h))) continue;
    ++(row.labels[h] > 0 ? kinds[h].positives : kinds[h].negatives);
  }
}

bool IsEnoughOfAny(const std::array<Kinds, kHeads>& kinds) {
  return std::any_of(kinds.begin(), kinds.end(),
                     [](const Kinds& k) { return k.IsEnough(); });
}

std::vector<std::string> SourcesOf(const std::vector<TrainingRow>& rows) {
  std::set<std::string> sources;
  for (const TrainingRow& row : rows) sources.insert(row.source);
  return {sources.begin(), sources.end()};
}

}  // namespace

bool IsTested(const TrainingRow& row, Head head) {
  const float label = row.labels[head];
  const bool is_implied = (row.implied >> head & 1) != 0;
  return IsKnown(label) && !is_implied && (label == 0 || label >= 0.5F);
}

FoldSplit SplitFold(const TrainingSet& set, absl::string_view fold) {
  FoldSplit split;
  for (uint32_t i = 0; i < set.rows.size(); ++i) {
    const TrainingRow& row = set.rows[i];
    if (!IsHeldOut(row, fold)) {
      split.taught.push_back(i);
    } else if (IsReaders(row)) {
      split.tested.push_back(i);
    }
  }
  return split;
}

std::vector<Scored> ScoreRows(const Model& model, Head head,
                              const std::vector<const TrainingRow*>& rows) {
  std::vector<Scored> scored;
  FeatureSet features;
  for (const TrainingRow* const row : rows) {
    ExtractRow(*row, features);
    const PerHead odds = model.LogOdds(features);
    // Curves are level at their ends; log-odds tell apart what lies there.
    scored.push_back({model.Calibrate(odds)[head] + odds[head] * 1e-5F,
                      row->labels[head] >= 0.5F});
  }
  return scored;
}

std::vector<std::string> FoldsOf(const std::vector<TrainingRow>& rows) {
  std::map<std::string, std::array<Kinds, kHeads>> counts;
  std::vector<std::string> in_order;
  for (const TrainingRow& row : rows) {
    if (!IsReaders(row)) continue;
    const auto [at, is_new] = counts.try_emplace(row.source);
    if (is_new) in_order.push_back(row.source);
    Count(row, at->second);
  }
  std::vector<std::string> folds;
  for (const std::string& source : in_order) {
    if (IsEnoughOfAny(counts[source])) folds.push_back(source);
  }
  return folds;
}

absl::Status CheckFolds(const std::vector<TrainingRow>& rows,
                        const std::vector<std::string>& folds,
                        bool are_tested) {
  for (const std::string& fold : folds) {
    bool has_rows = false;
    std::array<Kinds, kHeads> kinds;
    for (const TrainingRow& row : rows) {
      if (!IsHeldOut(row, fold)) continue;
      has_rows = true;
      if (IsReaders(row)) Count(row, kinds);
    }
    if (has_rows && (!are_tested || IsEnoughOfAny(kinds))) continue;
    const std::string lack = has_rows
                                 ? absl::StrCat("fewer than ", kTestedRowsMin,
                                                " rows of either kind are")
                                 : "no row is";
    return absl::InvalidArgumentError(absl::StrCat(
        lack, " of the fold \"", fold,
        "\"; take one of these, or SOURCE:GROUP for a part of one: ",
        absl::StrJoin(are_tested ? FoldsOf(rows) : SourcesOf(rows), ", ")));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FoldResult>> RunFold(const TrainingSet& set,
                                                absl::string_view fold,
                                                const RecipeOptions& options,
                                                const Progress& progress) {
  const FoldSplit split = SplitFold(set, fold);
  const auto bytes = TrainModel(set, split.taught, options, progress);
  if (!bytes.ok()) return bytes.status();
  const auto model = Model::Parse(*bytes);
  if (!model.ok()) return model.status();
  std::vector<FoldResult> results;
  for (size_t h = 0; h < kHeads; ++h) {
    const auto head = static_cast<Head>(h);
    std::vector<const TrainingRow*> rows;
    Kinds kinds;
    for (const uint32_t i : split.tested) {
      const TrainingRow& row = set.rows[i];
      if (!IsTested(row, head)) continue;
      ++(row.labels[h] > 0 ? kinds.positives : kinds.negatives);
      rows.push_back(&row);
    }
    if (!kinds.IsEnough()) continue;
    results.push_back({head, Measure(ScoreRows(**model, head, rows))});
  }
  return results;
}

}  // namespace winnow
