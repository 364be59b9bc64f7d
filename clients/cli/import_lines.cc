// A file with a JSON object a line: submission_line.h says which.
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/import_source.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/submission_line.h"

namespace winnow {
namespace {

class ImportLines final : public ImportSource {
 public:
  explicit ImportLines(std::istream& input)
      : reader_(input, kImportLineBytesMax) {}

  bool Next(SourceComment& comment) override {
    while (reader_.Next(text_)) {
      if (!reader_.too_long() &&
          text_.find_first_not_of(" \t\r") == std::string::npos) {
        continue;
      }
      comment.place = absl::StrCat("line ", reader_.number());
      auto request =
          reader_.too_long()
              ? absl::InvalidArgumentError("the line is longer than 1 MB")
              : ParseImportLine(text_);
      comment.error = request.status();
      if (request.ok()) comment.request = *std::move(request);
      return true;
    }
    return false;
  }

  int64_t bytes_read() const override { return reader_.bytes_read(); }

 private:
  LineReader reader_;
  std::string text_;
};

}  // namespace

std::unique_ptr<ImportSource> ReadImportLines(std::istream& input) {
  return std::make_unique<ImportLines>(input);
}

}  // namespace winnow
