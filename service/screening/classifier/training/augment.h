// Copies of training rows as people write them who do not want to be found, so
// that a disguise hides nothing and proves nothing.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_AUGMENT_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_AUGMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Reads the terms of every list (*.txt) in a directory, for the words that are
// worth disguising; none where there is no such directory.
std::vector<std::string> ReadTerms(const std::string& directory);

// Returns disguised copies of about `share` of the rows. Words of `terms` are
// disguised where there are any, else some long ones. Copies keep their source
// and labels and weigh half.
std::vector<TrainingRow> DisguiseSome(const std::vector<TrainingRow>& rows,
                                      const std::vector<std::string>& terms,
                                      double share, uint64_t seed);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_AUGMENT_H_
