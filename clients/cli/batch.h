// Many decisions in one go: paging, reporting, counting.

#ifndef WINNOW_CLIENTS_CLI_BATCH_H_
#define WINNOW_CLIENTS_CLI_BATCH_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/session.h"
#include "winnow/v1/moderation_decisions.pb.h"

namespace winnow {

// What a batch came to so far.
struct BatchTally {
  std::string batch;  // empty in a dry run
  int64_t changed = 0;
  int64_t unchanged = 0;
  int64_t failed = 0;
};

// Shows and counts the results of one answer, but for those that changed: with
// --json each as a line, and a failed one on stderr in any case.
void ReportResults(
    Session& session,
    const google::protobuf::RepeatedPtrField<v1::BatchResult>& results,
    BatchTally& tally);

// Sends a batch, call by call, until it is done. `quiet` reports and counts no
// results.
// Errors: those of BatchDecide; the tally has what was done before.
absl::Status RunBatch(Session& session, v1::BatchDecideRequest request,
                      bool quiet, BatchTally& tally);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_BATCH_H_
