// The file of a model, little-endian:
//
//   ModelHeader     64 bytes: magic, versions, sizes, checksum
//   ModelNumbers    scales, biases, weights of marks, calibration, languages
//   training record `key: value` lines of UTF-8
//   zeros           up to a multiple of 64
//   table           buckets × kHeads weights of one signed byte
//
// The checksum covers everything but itself. Files come from an operator and
// may be damaged or hostile: ReadModelFile believes nothing.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_FILE_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_FILE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/heads.h"
#include "service/screening/classifier/marks.h"

namespace winnow {

inline constexpr size_t kModelBytesMax = 16'000'000;
inline constexpr size_t kRecordBytesMax = 65'536;
inline constexpr uint32_t kBucketsMin = 64;

// Points of a calibration curve.
inline constexpr size_t kKnots = 24;
inline constexpr size_t kLanguagesMax = 32;

// From log-odds to probability: straight lines between knots, level beyond.
struct CalibrationCurve {
  std::array<float, kKnots> log_odds;     // rising
  std::array<float, kKnots> probability;  // never falling, 0–1
};

struct LearnedLanguage {
  std::array<char, 7> language;  // BCP 47, zeros behind
  uint8_t heads;                 // a bit for each, the first the lowest
};

// Everything but the table.
struct ModelNumbers {
  PerHead scale;  // of a weight in the table
  PerHead bias;
  std::array<PerHead, kMarks> marks;
  std::array<CalibrationCurve, kHeads> calibration;
  std::array<LearnedLanguage, kLanguagesMax> languages;  // zeros: none
};

// A hash of 64 bits, against damage and not against attackers: those would
// write a file of their own. Cost: 0.15 ns a byte.
uint64_t Checksum(absl::string_view bytes);

// What a file holds. Borrows the bytes it was read from.
struct ModelContents {
  ModelNumbers numbers;
  absl::string_view record;
  const int8_t* table = nullptr;
  uint32_t buckets = 0;
  uint64_t checksum = 0;
};

// Input: untrusted bytes.
// Cost: reads all once, 4 ms for 16 MB.
// Errors: InvalidArgument that says what is wrong and what to do.
absl::StatusOr<ModelContents> ReadModelFile(absl::string_view bytes);

// Returns the bytes of a file.
// Input: a table of a multiple of kHeads weights.
// Errors: InvalidArgument when it would be larger than kModelBytesMax.
absl::StatusOr<std::string> WriteModelFile(const ModelNumbers& numbers,
                                           absl::string_view record,
                                           const std::vector<int8_t>& table);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_FILE_H_
