// What became of the comments of an import, in numbers and as lines of JSON.

#ifndef WINNOW_CLIENTS_CLI_IMPORT_TALLY_H_
#define WINNOW_CLIENTS_CLI_IMPORT_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// Failures that are told one by one at the end.
inline constexpr size_t kImportFailuresTold = 20;

// Threads: one at a time.
struct ImportTally {
  std::map<v1::Comment::State, int64_t> states;
  int64_t replayed = 0;  // also counted by their state
  int64_t orphans = 0;   // imported without what they answer
  int64_t failed = 0;
  std::vector<std::string> failures;  // the first ones, a sentence each

  int64_t answered() const;
  void CountAnswer(const v1::ImportCommentsResponse::Imported& imported);
  void CountFailure(absl::string_view place, absl::string_view why);

  // Returns e.g. `120 comments: 100 approved, 15 held, 5 failed, 240/s`.
  std::string Summary(absl::Duration elapsed) const;
};

// The lines that `import --json` writes. Input: the id of the comment where it
// comes from, and its place in the file.
std::string ImportedJson(absl::string_view source_id, absl::string_view place,
                         const v1::ImportCommentsResponse::Imported& imported);
std::string NotImportedJson(absl::string_view source_id,
                            absl::string_view place, const absl::Status& error);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_IMPORT_TALLY_H_
