// A Model is a trained classifier: a table of weights in a memory-mapped file
// (model_file.h), used as it lies there. Immutable; all threads may use one at
// once.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/heads.h"
#include "service/screening/classifier/model_file.h"

namespace winnow {

class Model {
 public:
  // Maps a file into memory.
  // Cost: a few milliseconds; memory of the file's size, shared by processes.
  // Errors: NotFound, PermissionDenied; InvalidArgument for a file that is no
  // model, cut short, damaged, or made for another version, each naming it.
  static absl::StatusOr<std::unique_ptr<const Model>> Open(
      const std::string& path);

  // The same of bytes in memory, which it takes.
  // Input: untrusted.
  static absl::StatusOr<std::unique_ptr<const Model>> Parse(std::string bytes);

  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  // Returns the log-odds of every head, before calibration.
  // Cost: 2 ns a gram; nothing allocated.
  PerHead LogOdds(const FeatureSet& features) const;

  // Returns calibrated probabilities, 0–1: of the texts a site sees that are
  // given 0.8, four of five are what the head is named after.
  PerHead Calibrate(const PerHead& log_odds) const;

  // What one gram of the body, or one mark, adds to a head's log-odds.
  // Input: `grams` are those of the whole text.
  float GramWeight(uint32_t gram, Head head, size_t grams) const;
  float MarkWeight(uint16_t mark, Head head) const;

  // Whether it was taught this head in this language (BCP 47).
  bool Knows(absl::string_view language, Head head) const;

  // Everything but the table.
  const ModelNumbers& numbers() const { return numbers_; }

  // Eight hexadecimal digits of the file's checksum.
  const std::string& revision() const { return revision_; }

  // How it was made, as `key: value` lines.
  absl::string_view training_record() const { return record_; }

 private:
  Model() = default;
  absl::Status Adopt(absl::string_view bytes);

  std::string owned_;
  void* mapped_ = nullptr;
  size_t mapped_bytes_ = 0;
  ModelNumbers numbers_;
  const int8_t* table_ = nullptr;
  uint32_t buckets_ = 0;
  absl::string_view record_;
  std::string revision_;
};

// How much each of so many grams counts: long texts have more of everything.
float GramScale(size_t grams);

// The bucket of a gram in a table of so many.
inline uint32_t BucketOf(uint32_t gram, uint32_t buckets) {
  return static_cast<uint32_t>((uint64_t{gram} * buckets) >> 32);
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_MODEL_H_
