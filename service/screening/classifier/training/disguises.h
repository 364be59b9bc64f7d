// Writes a term as people do who do not want it to be found.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_DISGUISES_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_DISGUISES_H_

#include <array>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

struct Disguise {
  absl::string_view name;
  // Returns the term disguised, or nothing where that is not possible: a term
  // without any vowel mark cannot lose one. Different seeds, different places.
  std::string (*write)(absl::string_view term, unsigned seed);
};

extern const std::array<Disguise, 18> kDisguises;

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_DISGUISES_H_
