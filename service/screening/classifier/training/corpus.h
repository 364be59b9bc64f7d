// Brings rows of many sets into one shape: equal texts become one row, labels
// that follow from others are added, and sources are weighed so that no large
// or noisy one drowns the rest.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CORPUS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Reads every file of rows in a directory, in order of their names.
// Errors: NotFound where there is none; those of ReadRows.
absl::StatusOr<std::vector<TrainingRow>> ReadCorpus(
    const std::string& directory, const std::function<void(double)>& progress);

// Merges rows of equal text, whatever their case and punctuation; labels known
// to both are averaged. Returns how many rows went.
size_t MergeEqualTexts(std::vector<TrainingRow>& rows);

// Adds what follows: where nothing is toxic nobody is threatened; comments of
// the abuse sets are no spam; words that are there without any doubt.
void AddImpliedLabels(std::vector<TrainingRow>& rows);

// Weighs every row by source, language and head.
void WeighSources(std::vector<TrainingRow>& rows);

// The letters and digits of a text, folded: equal for equal texts.
std::string TextKey(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CORPUS_H_
