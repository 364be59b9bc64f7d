// Reads the lists that people publish:
//
//   lines      an entry a line; `#` at the start of a line or after white space
//              begins a comment
//   WordPress  moderation or disallowed keys: a line each, nothing is a comment
//   CSV        the first column, separated by comma, semicolon or tab, perhaps
//              in quotes; a heading as "domain" is known for one
//   domains    a domain a line, hosts files ("0.0.0.0 bad.example"), and the
//              plain rules of ad blockers ("||bad.example^")
//
// A file is given in pieces that may end anywhere, also inside a character. A
// line that has no entry, or something that cannot be one, is counted and named
// with the reason; the rest of the file is taken.
//
// Threads: one at a time. Cost: 5 ns a byte; it keeps the entries, nothing
// else.

#ifndef WINNOW_SERVICE_INTAKE_TERM_FILE_H_
#define WINNOW_SERVICE_INTAKE_TERM_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace winnow {

enum class TermFileFormat { kLines, kWordPressKeys, kCsv, kDomains };

// Lines left out: all are counted, the first are named.
struct SkippedLines {
  static constexpr size_t kNamedMax = 100;

  struct Named {
    int64_t line = 0;
    std::string why;  // "is not UTF-8"
  };

  int64_t count = 0;
  std::vector<Named> named;

  void Add(int64_t line, absl::string_view why);
  // Takes those of another look at the same file; named are the first of all.
  void Merge(SkippedLines other);
};

// What stands on a line, not looked at yet.
struct WrittenTerm {
  int64_t line = 0;
  std::string text;
};

class TermFile {
 public:
  // Without a format it is found out from the first lines.
  explicit TermFile(std::optional<TermFileFormat> format) : format_(format) {}

  // Takes the next piece.
  // Errors: InvalidArgument for UTF-16 and for more than kEntriesMax entries.
  // Nothing more is read then.
  absl::Status Add(absl::string_view piece);

  // Says that there are no more. Errors: as above.
  absl::Status End();

  // After End().
  std::vector<WrittenTerm>& entries() { return entries_; }
  const SkippedLines& skipped() const { return skipped_; }
  TermFileFormat format() const {
    return format_.value_or(TermFileFormat::kLines);
  }

  // More than a site may have, because files repeat themselves.
  static constexpr size_t kEntriesMax = 200000;
  static constexpr size_t kLineBytesMax = 8192;

 private:
  void TakeLine(absl::string_view line);
  void TakeFirstLines();
  void Read(int64_t number, absl::string_view line);
  void ReadCsv(int64_t number, absl::string_view line);
  void ReadDomains(int64_t number, absl::string_view line);
  void Keep(int64_t number, absl::string_view text);

  std::optional<TermFileFormat> format_;
  std::vector<std::string> first_lines_;  // while the format is not known
  char separator_ = 0;                    // of CSV, once known
  std::string begun_;                     // a line whose end has not come yet
  bool too_long_ = false;                 // that line is
  int64_t line_ = 0;                      // lines ended so far
  std::vector<WrittenTerm> entries_;
  SkippedLines skipped_;
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_TERM_FILE_H_
