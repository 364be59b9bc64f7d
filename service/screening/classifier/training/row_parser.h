// Reads rows of training data: JSON lines and CSV.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_PARSER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_PARSER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Parses `{"text": …, "labels": {"spam": 1, …}, "source"?, "lang"?, "video"?,
// "name"?, "website"?}`; other members are passed over.
// Input: one object, untrusted.
// Errors: InvalidArgument that says what is wrong, without the text.
absl::StatusOr<TrainingRow> ParseJsonRow(absl::string_view line);

// Splits a record of CSV (RFC 4180).
// Errors: absent quote.
absl::StatusOr<std::vector<std::string>> SplitCsv(absl::string_view record);

// Makes a row of a record. `header` names the columns: `text` and at least one
// score, whose empty cells are unknown; `source`, `lang`, `name` and `website`
// where there are.
absl::StatusOr<TrainingRow> ParseCsvRow(const std::vector<std::string>& header,
                                        absl::string_view record);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_ROW_PARSER_H_
