// Training rows come from files that somebody found: a row that parses has
// labels that are shares or unknown, and text that training can read.
//
// The first byte chooses: an object of JSON, or CSV whose first line is the
// header.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/base/utf8.h"
#include "service/screening/classifier/training/examples.h"
#include "service/screening/classifier/training/row_parser.h"

namespace winnow {
namespace {

void Check(const absl::StatusOr<TrainingRow>& row) {
  if (!row.ok()) return;
  for (const float label : row->labels) {
    if (IsKnown(label) && !(label >= 0 && label <= 1)) std::abort();
  }
  if (!IsValidUtf8(row->text)) std::abort();
  FeatureSet features;
  ExtractRow(*row, features);
}

void ReadCsv(absl::string_view text) {
  const size_t end = text.find('\n');
  const auto header = SplitCsv(text.substr(0, end));
  if (!header.ok() || end == absl::string_view::npos) return;
  Check(ParseCsvRow(*header, text.substr(end + 1)));
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(bytes) + 1,
                               size - 1);
  if (bytes[0] % 2 == 0) {
    winnow::Check(winnow::ParseJsonRow(text));
  } else {
    winnow::ReadCsv(text);
  }
  return 0;
}
