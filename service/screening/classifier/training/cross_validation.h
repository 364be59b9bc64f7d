// How well models tell the rows of sources that they never saw: each source is
// left out once and asked about (leave one source out). Rows of one source are
// alike, so a model that is tested with rows held out at random looks better
// than it will be on the next site.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CROSS_VALIDATION_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CROSS_VALIDATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/model.h"
#include "service/screening/classifier/training/metrics.h"
#include "service/screening/classifier/training/recipe.h"

namespace winnow {

// A source with fewer rows of either kind says too little.
inline constexpr size_t kTestedRowsMin = 20;

// Rows of `set` by number.
struct FoldSplit {
  std::vector<uint32_t> taught;
  std::vector<uint32_t> tested;  // as readers wrote them: no copies, none made
};

// Input: `fold` as IsHeldOut takes it.
FoldSplit SplitFold(const TrainingSet& set, absl::string_view fold);

// Whether a row can be asked about this head: somebody labelled it, and not
// halfway.
bool IsTested(const TrainingRow& row, Head head);

// Scores rows for one head, as probabilities.
std::vector<Scored> ScoreRows(const Model& model, Head head,
                              const std::vector<const TrainingRow*>& rows);

// The sources that can be left out and tested, in the order of the rows.
std::vector<std::string> FoldsOf(const std::vector<TrainingRow>& rows);

// Whether each of these folds has rows, and if they are to be tested, enough.
// Input: folds as IsHeldOut takes them, from a person.
// Errors: InvalidArgument names the first that has not, and those that have.
absl::Status CheckFolds(const std::vector<TrainingRow>& rows,
                        const std::vector<std::string>& folds, bool are_tested);

struct FoldResult {
  Head head;
  Metrics metrics;
};

// Trains without a fold and measures every head that its rows are labelled for.
// Cost: that of TrainModel.
absl::StatusOr<std::vector<FoldResult>> RunFold(const TrainingSet& set,
                                                absl::string_view fold,
                                                const RecipeOptions& options,
                                                const Progress& progress);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CROSS_VALIDATION_H_
