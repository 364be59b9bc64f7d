// How long a batch of decisions takes, and what readers who post at the same
// time feel of it.

#ifndef WINNOW_TESTS_BENCH_MODERATION_BATCH_H_
#define WINNOW_TESTS_BENCH_MODERATION_BATCH_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "tests/bench/comment_import.h"
#include "tests/bench/load.h"
#include "tests/bench/moderation_figures.h"

namespace winnow {

class ModerationBatch {
 public:
  // Input: a client with a moderator's key; the load, in the open loop; the
  // import, which puts other comments where decided ones were.
  ModerationBatch(Client& moderator, LoadOptions load, CommentImport& import,
                  ModerationFigures& figures)
      : moderator_(moderator),
        load_(std::move(load)),
        import_(import),
        figures_(figures) {}

  // Runs the load alone, then beside batches of `decisions` by filter and by
  // name, and prints and adds what that took.
  // Input: comments held now; no fewer than `decisions`.
  absl::Status Measure(int64_t held, int64_t decisions, int rounds);

 private:
  enum class By { kFilter, kName };

  // Rejects comments of the queue's front beside the load; its latencies are
  // appended. Returns the time.
  absl::StatusOr<absl::Duration> RunBeside(By by, int64_t decisions,
                                           std::vector<uint32_t>& felt);
  absl::Status RejectByFilter(int64_t decisions);
  absl::Status RejectByName(const std::vector<v1::BatchDecideRequest>& calls);
  absl::StatusOr<std::vector<v1::BatchDecideRequest>> NameComments(
      int64_t decisions);

  Client& moderator_;
  LoadOptions load_;
  CommentImport& import_;
  ModerationFigures& figures_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_MODERATION_BATCH_H_
