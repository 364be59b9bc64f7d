#include "service/screening/classifier/training/recipe.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/training/augment.h"
#include "service/screening/classifier/training/checkpoint.h"
#include "service/screening/classifier/training/corpus.h"
#include "service/screening/classifier/training/row_file.h"
#include "service/screening/classifier/training/sentence_maker.h"
#include "service/screening/classifier/training/spam_maker.h"

namespace winnow {
namespace {

// One row of so many is kept for calibration.
constexpr uint32_t kCalibrationRows = 12;

// Curves are fitted to comments under articles and talk pages, where there are
// some: what a score means is asked there.
constexpr absl::string_view kCalibrationSources[] = {
    "jigsaw_wiki", "toxic_spans_civil", "germeval2018", "youtube_spam",
    "made_spam"};
constexpr size_t kCalibrationPointsMin = 500;

// A language is learned with so many rows of either kind.
constexpr size_t kLanguageRowsMin = 250;

// The largest weights are few and may be cut, for the others' sake.
constexpr double kUncutShare = 0.9999;

bool IsMade(const TrainingRow& row) {
  return absl::StartsWith(row.source, "made_");
}

std::array<LearnedLanguage, kLanguagesMax> FindLanguages(
    const TrainingSet& set, absl::Span<const uint32_t> chosen) {
  struct Count {
    std::array<size_t, kHeads> positive = {};
    std::array<size_t, kHeads> negative = {};
  };
  std::map<std::string, Count> counts;
  for (const uint32_t i : chosen) {
    const TrainingRow& row = set.rows[i];
    // Sentences made for other languages are too few to know them by.
    if (IsMade(row) && row.language != "en") continue;
    Count& count = counts[row.language];
    for (size_t h = 0; h < kHeads; ++h) {
      if (!IsKnown(row.labels[h])) continue;
      (row.labels[h] >= 0.5F ? count.positive : count.negative)[h]++;
    }
  }
  std::array<LearnedLanguage, kLanguagesMax> languages = {};
  size_t used = 0;
  for (const auto& [language, count] : counts) {
    LearnedLanguage learned = {};
    if (language.size() >= learned.language.size()) continue;
    std::memcpy(learned.language.data(), language.data(), language.size());
    for (size_t h = 0; h < kHeads; ++h) {
      if (count.positive[h] >= kLanguageRowsMin &&
          count.negative[h] >= kLanguageRowsMin) {
        learned.heads = static_cast<uint8_t>(learned.heads | 1u << h);
      }
    }
    if (learned.heads != 0 && used < kLanguagesMax) languages[used++] = learned;
  }
  return languages;
}

// Begins where a checkpoint ends, if there is one, and keeps the next ones.
TrainingCourse CourseOf(const TrainingSet& set,
                        const std::vector<uint32_t>& taught,
                        const RecipeOptions& options,
                        const Progress& progress) {
  TrainingCourse course;
  if (progress) {
    course.progress = [&progress](double share) {
      progress("training", share);
    };
  }
  const std::string& path = options.checkpoint;
  if (path.empty()) return course;
  const uint64_t fingerprint =
      FingerprintOf(set.examples, taught, options.training);
  auto found = FindCheckpoint(path, fingerprint);
  if (found.ok()) {
    if (progress) {
      progress(absl::StrCat("going on after epoch ", found->epochs_done), 0);
    }
    course.begin = *std::move(found);
  } else if (progress && !absl::IsNotFound(found.status())) {
    progress(found.status().message(), 0);
  }
  course.after_epoch = [&path, &progress,
                        fingerprint](const TrainingState& state) {
    const absl::Status kept = KeepCheckpoint(path, fingerprint, state);
    if (!kept.ok() && progress) progress(kept.message(), 0);
  };
  return course;
}

}  // namespace

absl::StatusOr<GatheredRows> GatherRows(const RecipeOptions& options,
                                        const Progress& progress) {
  const auto say = [&progress](absl::string_view what, double share) {
    if (progress) progress(what, share);
  };
  auto rows = ReadCorpus(options.data,
                         [&say](double share) { say("reading rows", share); });
  if (!rows.ok()) return rows.status();
  std::vector<std::string> hosts;
  if (!options.lists.empty()) {
    auto listed = ReadListedHosts(options.lists);
    if (!listed.ok()) return listed.status();
    hosts = *std::move(listed);
  }
  const size_t read = rows->size();
  say("merging equal rows", 0);
  const size_t merged = MergeEqualTexts(*rows);
  for (TrainingRow& row : *rows) {
    // A set of two languages is mostly the first.
    if (row.language.size() > 3) row.language.resize(2);
  }
  AddImpliedLabels(*rows);
  const uint64_t seed = options.training.seed;
  std::vector<TrainingRow> made =
      MakeSpam(hosts, *rows, options.made_spam, seed);
  std::vector<TrainingRow> sentences =
      MakeSentences(options.sentences_a_pattern, seed);
  std::move(sentences.begin(), sentences.end(), std::back_inserter(made));
  const size_t made_rows = made.size();
  std::move(made.begin(), made.end(), std::back_inserter(*rows));
  WeighSources(*rows);
  say("disguising", 0);
  std::vector<TrainingRow> copies = DisguiseSome(
      *rows, ReadTerms(options.terms), options.disguised_share, seed);
  const size_t copied = copies.size();
  std::move(copies.begin(), copies.end(), std::back_inserter(*rows));
  GatheredRows gathered;
  gathered.rows = *std::move(rows);
  gathered.record = absl::StrCat(
      "rows read: ", read, "\nrows merged: ", merged,
      "\nrows made: ", made_rows, "\nrows disguised: ", copied,
      "\nseed: ", seed, "\nbuckets: ", options.training.buckets,
      "\nepochs: ", options.training.epochs, "\nrate: ", options.training.rate,
      "\ndecay: ", options.training.decay,
      "\nreplicas: ", options.training.replicas, "\n");
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(options.data)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const auto digest = DigestOf(path);
    if (digest.ok()) {
      absl::StrAppend(&gathered.record, path.filename().string(), ": ", *digest,
                      "\n");
    }
  }
  return gathered;
}

TrainingSet ReadFeatures(GatheredRows gathered, const RecipeOptions& options,
                         const Progress& progress) {
  if (progress) progress("reading features", 0);
  TrainingSet set;
  set.examples = ExampleSet::Make(gathered.rows, options.threads);
  set.rows = std::move(gathered.rows);
  set.record = std::move(gathered.record);
  return set;
}

absl::StatusOr<TrainingSet> PrepareTraining(const RecipeOptions& options,
                                            const Progress& progress) {
  auto gathered = GatherRows(options, progress);
  if (!gathered.ok()) return gathered.status();
  return ReadFeatures(*std::move(gathered), options, progress);
}

bool IsHeldOut(const TrainingRow& row, absl::string_view fold) {
  const size_t colon = fold.find(':');
  if (colon == absl::string_view::npos) {
    return row.source == fold || (IsMade(row) && row.group == fold);
  }
  return row.source == fold.substr(0, colon) &&
         row.group == fold.substr(colon + 1);
}

CalibrationCurve FitHead(Head head, const std::vector<const TrainingRow*>& rows,
                         const std::vector<PerHead>& odds) {
  std::vector<CalibrationPoint> all;
  std::vector<CalibrationPoint> comments;
  for (size_t i = 0; i < rows.size(); ++i) {
    const float label = rows[i]->labels[head];
    if (!IsKnown(label)) continue;
    const CalibrationPoint point = {odds[i][head], label, 1};
    all.push_back(point);
    if (std::find(std::begin(kCalibrationSources),
                  std::end(kCalibrationSources),
                  rows[i]->source) != std::end(kCalibrationSources)) {
      comments.push_back(point);
    }
  }
  const bool enough = comments.size() >= kCalibrationPointsMin;
  return FitCurve(enough ? std::move(comments) : std::move(all),
                  kNaturalRates[head]);
}

absl::StatusOr<std::string> TrainModel(const TrainingSet& set,
                                       absl::Span<const uint32_t> chosen,
                                       const RecipeOptions& options,
                                       const Progress& progress) {
  std::vector<uint32_t> taught;
  std::vector<uint32_t> kept;
  for (const uint32_t i : chosen) {
    // By number, so that folds keep the same rows.
    const bool is_kept =
        i * 2654435761u % kCalibrationRows == 0 && !set.rows[i].is_copy;
    (is_kept ? kept : taught).push_back(i);
  }
  const TrainedWeights weights =
      TrainWeights(set.examples, taught, options.training,
                   CourseOf(set, taught, options, progress));
  std::vector<const TrainingRow*> rows;
  std::vector<PerHead> odds;
  for (const uint32_t i : kept) {
    rows.push_back(&set.rows[i]);
    odds.push_back(weights.LogOdds(set.examples.At(i)));
  }
  std::array<CalibrationCurve, kHeads> curves;
  for (size_t h = 0; h < kHeads; ++h) {
    curves[h] = FitHead(static_cast<Head>(h), rows, odds);
  }
  return PackModel(weights, curves, FindLanguages(set, chosen), set.record);
}

absl::StatusOr<std::string> PackModel(
    const TrainedWeights& weights,
    const std::array<CalibrationCurve, kHeads>& curves,
    const std::array<LearnedLanguage, kLanguagesMax>& languages,
    absl::string_view record) {
  ModelNumbers numbers = {};
  numbers.bias = weights.bias;
  numbers.calibration = curves;
  numbers.languages = languages;
  std::copy(weights.marks.begin(), weights.marks.end(), numbers.marks.begin());
  std::vector<int8_t> table(weights.table.size());
  std::vector<float> sizes(weights.buckets);
  for (size_t h = 0; h < kHeads; ++h) {
    for (size_t b = 0; b < weights.buckets; ++b) {
      sizes[b] = std::abs(weights.table[b * kHeads + h]);
    }
    const auto uncut = sizes.begin() +
                       static_cast<ptrdiff_t>(
                           kUncutShare * static_cast<double>(sizes.size() - 1));
    std::nth_element(sizes.begin(), uncut, sizes.end());
    const float scale = std::max(*uncut, 1e-6F) / 127;
    numbers.scale[h] = scale;
    for (size_t b = 0; b < weights.buckets; ++b) {
      const float steps = weights.table[b * kHeads + h] / scale;
      table[b * kHeads + h] =
          static_cast<int8_t>(std::clamp(std::lround(steps), -127L, 127L));
    }
  }
  return WriteModelFile(numbers, record, table);
}

}  // namespace winnow
