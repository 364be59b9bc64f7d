// Makes labelled sentences from sentence_patterns.h.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_MAKER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_MAKER_H_

#include <cstdint>
#include <vector>

#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Sources of the rows.
inline constexpr char kMadeSentences[] = "made_sentences";

// Makes `each` sentences of every English pattern and half as many of the
// others; equal ones are made once.
std::vector<TrainingRow> MakeSentences(size_t each, uint64_t seed);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_MAKER_H_
