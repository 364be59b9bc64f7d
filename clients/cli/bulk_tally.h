// What became of the lines of a bulk submission, in numbers and as lines of
// JSON.

#ifndef WINNOW_CLIENTS_CLI_BULK_TALLY_H_
#define WINNOW_CLIENTS_CLI_BULK_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// Counts outcomes. Threads: one at a time.
struct BulkTally {
  std::map<v1::Comment::State, int64_t> states;
  int64_t replayed = 0;  // also counted by their state
  int64_t failed = 0;
  std::vector<int64_t> failed_lines;  // the first 20

  int64_t answered() const;

  void CountAnswer(const v1::SubmitCommentResponse& answer);
  void CountFailure(int64_t line);

  // Returns e.g. `120 lines: 100 approved, 15 held, 5 failed, 240/s`.
  std::string Summary(absl::Duration elapsed) const;
};

// The lines that `submit --from --json` writes.
std::string AcceptedJson(absl::string_view request_id,
                         const v1::SubmitCommentResponse& answer);
std::string FailedJson(absl::string_view request_id, const absl::Status& error);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_BULK_TALLY_H_
