// Keeps a training on disk between its epochs, so that one which was ended goes
// on where it was and gives the same model, bit for bit.
//
// A file belongs to one training: its examples, which of them are chosen, its
// options, and the trainer itself, all in one fingerprint. Written beside and
// renamed, so that it is whole whenever the process ends; a damaged one counts
// as none.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CHECKPOINT_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "service/screening/classifier/training/examples.h"
#include "service/screening/classifier/training/trainer.h"

namespace winnow {

// Returns what a training depends on, as one number.
// Cost: reads all features, 0.3 s for 300,000 examples.
uint64_t FingerprintOf(const ExampleSet& examples,
                       absl::Span<const uint32_t> chosen,
                       const TrainingOptions& options);

// Reads the state of the training of this fingerprint.
// Errors: NotFound without a file; FailedPrecondition for another training's,
// DataLoss for a damaged one. Their sentences say that it begins anew, which is
// what a caller should do.
absl::StatusOr<TrainingState> FindCheckpoint(const std::string& path,
                                             uint64_t fingerprint);

// Cost: 64 bytes a bucket and replica on disk.
// Errors: Unavailable when it cannot be written.
absl::Status KeepCheckpoint(const std::string& path, uint64_t fingerprint,
                            const TrainingState& state);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CHECKPOINT_H_
