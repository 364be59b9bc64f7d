// Fills a site through ImportComments, as a site that moves in does: nine in
// ten comments go to the queue, the others were decided where they come from.
//
// Threads: one calls; a second one writes while this one reads.

#ifndef WINNOW_TESTS_BENCH_COMMENT_IMPORT_H_
#define WINNOW_TESTS_BENCH_COMMENT_IMPORT_H_

#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/options.h"
#include "tests/bench/submission_maker.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

struct Imported {
  int64_t comments = 0;
  int64_t held = 0;
  // From the first that was sent to the last answer.
  absl::Duration time;
};

class CommentImport {
 public:
  // Input: options with the key of an operator; a shape of one site.
  CommentImport(ClientOptions options, SubmissionShape shape)
      : options_(std::move(options)), maker_(std::move(shape)) {}

  // Imports until `held` more are held.
  // Errors: those of the stream, and of the first comment that was refused.
  absl::StatusOr<Imported> HoldMore(int64_t held);

  // Threads that its comments are in, `article-0` and so on.
  uint64_t threads() const { return next_ / kCommentsPerThread; }

  static constexpr uint64_t kCommentsPerThread = 20;

 private:
  // Makes the next comment and says whether it is to be held.
  bool MakeNext(v1::ImportCommentsRequest& request);

  const ClientOptions options_;
  const SubmissionMaker maker_;
  // Written a second apart, the first one three weeks ago.
  const absl::Time first_time_ = absl::Now() - absl::Hours(21 * 24);
  uint64_t next_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_COMMENT_IMPORT_H_
