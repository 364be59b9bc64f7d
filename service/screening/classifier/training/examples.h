// Training rows as numbers: what a trainer walks over again and again. Made
// once, then constant; threads may share one.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_EXAMPLES_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_EXAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// One example's numbers, borrowed from an ExampleSet.
struct Example {
  absl::Span<const uint32_t> grams;
  absl::Span<const uint32_t> author_grams;
  absl::Span<const uint16_t> marks;
  const PerHead& labels;
  const PerHead& weights;
  size_t source;
};

class ExampleSet {
 public:
  // Reads the features of every row.
  // Cost: 8 µs a row and thread; 4 bytes a gram.
  static ExampleSet Make(const std::vector<TrainingRow>& rows, int threads);

  size_t size() const { return labels_.size(); }
  Example At(size_t i) const;

  // Names of the sources; Example::source numbers them.
  const std::vector<std::string>& sources() const { return sources_; }
  size_t SourceOf(size_t i) const { return source_[i]; }
  const PerHead& LabelsOf(size_t i) const { return labels_[i]; }

 private:
  // Numbers of consecutive rows, made by one thread.
  struct Block {
    std::vector<uint32_t> grams;
    std::vector<uint32_t> author_grams;
    std::vector<uint16_t> marks;
    std::vector<size_t> gram_end, author_end, mark_end;
  };
  static Block MakeBlock(absl::Span<const TrainingRow> rows);

  size_t rows_a_block_ = 1;
  std::vector<Block> blocks_;
  std::vector<PerHead> labels_;
  std::vector<PerHead> weights_;
  std::vector<uint16_t> source_;
  std::vector<std::string> sources_;
};

// Reads the features of one row as the classifier would.
void ExtractRow(const TrainingRow& row, FeatureSet& features);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_EXAMPLES_H_
