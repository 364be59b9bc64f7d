// A model small enough to be made in a test.

#ifndef WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SMALL_MODEL_H_
#define WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SMALL_MODEL_H_

#include <cstring>
#include <string>
#include <vector>

#include "service/screening/classifier/model_file.h"

namespace winnow {

inline constexpr uint32_t kSmallBuckets = 256;

// Curves that rise from 0 to 1; English toxicity, insult and spam are known.
inline ModelNumbers SmallNumbers() {
  ModelNumbers numbers = {};
  numbers.scale.fill(0.1F);
  numbers.bias.fill(-0.5F);
  for (size_t mark = 0; mark < kMarks; ++mark) {
    numbers.marks[mark].fill(static_cast<float>(mark % 5) * 0.1F);
  }
  for (CalibrationCurve& curve : numbers.calibration) {
    for (size_t i = 0; i < kKnots; ++i) {
      curve.log_odds[i] = static_cast<float>(i);
      curve.probability[i] = static_cast<float>(i) / (kKnots - 1);
    }
  }
  std::memcpy(numbers.languages[0].language.data(), "en", 2);
  numbers.languages[0].heads =
      1u << kToxicityHead | 1u << kInsultHead | 1u << kSpamHead;
  return numbers;
}

inline std::string SmallModel() {
  std::vector<int8_t> table(kSmallBuckets * kHeads);
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<int8_t>(static_cast<int>(i * 37 % 255) - 127);
  }
  return *WriteModelFile(SmallNumbers(), "made: by a test\n", table);
}

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SMALL_MODEL_H_
