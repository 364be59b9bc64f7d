// How the shipped model is made, from a directory of labelled rows to the bytes
// of its file. Folds of an evaluation are made the same way, less what they
// hold out.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_RECIPE_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_RECIPE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/screening/classifier/model_file.h"
#include "service/screening/classifier/training/calibration.h"
#include "service/screening/classifier/training/examples.h"
#include "service/screening/classifier/training/trainer.h"

namespace winnow {

struct RecipeOptions {
  std::string data;   // directory of labelled rows
  std::string lists;  // of hosts that spammers use; empty: made-up hosts
  std::string terms;  // of words worth disguising; empty: long words
  int threads = 2;
  size_t sentences_a_pattern = 40;
  size_t made_spam = 6000;
  double disguised_share = 0.10;
  // A file in which a training is kept after each epoch, and from which it goes
  // on if it was ended; empty: none. It is left there.
  std::string checkpoint;
  TrainingOptions training;
};

// Called with what is being done and the share of it that is done.
using Progress = std::function<void(absl::string_view, double)>;

struct GatheredRows {
  std::vector<TrainingRow> rows;
  std::string record;  // what went into them, as `key: value` lines
};

// All rows and their features.
struct TrainingSet {
  std::vector<TrainingRow> rows;
  ExampleSet examples;
  std::string record;
};

// Reads the rows, merges equal ones, adds made and disguised ones.
// Errors: those of ReadCorpus and ReadListedHosts.
absl::StatusOr<GatheredRows> GatherRows(const RecipeOptions& options,
                                        const Progress& progress);

// Reads their features.
TrainingSet ReadFeatures(GatheredRows gathered, const RecipeOptions& options,
                         const Progress& progress);

// Does both.
absl::StatusOr<TrainingSet> PrepareTraining(const RecipeOptions& options,
                                            const Progress& progress);

// Whether a row belongs to a fold: "SOURCE", or "SOURCE:GROUP" for a part. Rows
// made of one that does belong to it too.
bool IsHeldOut(const TrainingRow& row, absl::string_view fold);

// Trains on the rows that `chosen` numbers, keeping some for calibration, and
// packs the result.
absl::StatusOr<std::string> TrainModel(const TrainingSet& set,
                                       absl::Span<const uint32_t> chosen,
                                       const RecipeOptions& options,
                                       const Progress& progress);

// Fits a head's curve to rows and their log-odds. `odds` are beside `rows`.
CalibrationCurve FitHead(Head head, const std::vector<const TrainingRow*>& rows,
                         const std::vector<PerHead>& odds);

// Packs weights into bytes of a file: each head's on a scale of its own.
absl::StatusOr<std::string> PackModel(
    const TrainedWeights& weights,
    const std::array<CalibrationCurve, kHeads>& curves,
    const std::array<LearnedLanguage, kLanguagesMax>& languages,
    absl::string_view record);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_RECIPE_H_
