// A labelled text, as training reads it.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINING_ROW_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINING_ROW_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "service/screening/classifier/heads.h"

namespace winnow {

// What is not labelled is unknown, which is not the same as 0.
inline constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
inline bool IsKnown(float label) { return !std::isnan(label); }

struct TrainingRow {
  std::string source;  // the set it is of: what is held out together
  std::string group;   // a part of the set, as the video it stands under
  std::string language;
  std::string text;
  std::string name;  // of the author; mostly unknown
  std::string website;
  bool is_copy = false;  // of another row, disguised: never tested with
  // Share of people who would agree, 0–1.
  PerHead labels = {kUnknown, kUnknown, kUnknown, kUnknown,
                    kUnknown, kUnknown, kUnknown, kUnknown};
  PerHead weights = {1, 1, 1, 1, 1, 1, 1, 1};
  // A bit for each head whose label no set gave: other labels imply it.
  uint8_t implied = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINING_ROW_H_
