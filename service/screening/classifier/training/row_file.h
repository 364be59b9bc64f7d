// Reads files of training rows line by line: .jsonl and .csv, also compressed
// (.xz). Never more than one row and one buffer in memory.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_FILE_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_FILE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Longer lines are no comments.
inline constexpr size_t kLineBytesMax = 1 << 20;

// Calls `take` with each row. `progress` is called now and then with the share
// of the file that is read, 0–1; may be empty.
// Errors: NotFound and the like; InvalidArgument with file and line of the
// first row that cannot be read, without its text.
absl::Status ReadRows(const std::string& path,
                      const std::function<void(TrainingRow)>& take,
                      const std::function<void(double)>& progress);

// Returns a checksum of a file (CRC-64), for the training record.
absl::StatusOr<std::string> DigestOf(const std::string& path);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_FILE_H_
