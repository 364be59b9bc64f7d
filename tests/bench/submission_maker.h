// Makes the comments that a load consists of: English-looking texts of a fixed
// length, all different, by authors who come back a few times.
//
// What it makes depends on the seed and the number alone, so two runs with one
// seed send the same. Threads: any; it never changes.

#ifndef WINNOW_TESTS_BENCH_SUBMISSION_MAKER_H_
#define WINNOW_TESTS_BENCH_SUBMISSION_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "winnow/v1/comment_service.pb.h"

namespace winnow {

struct SubmissionShape {
  // Comments go around the sites.
  std::vector<std::string> sites;
  size_t body_bytes = 280;
  // Authors and articles come and go: so many at a time on each site, and the
  // next ones when these have had their comments.
  uint64_t comments_per_author = 5;
  uint64_t authors_at_once = 1000;
  uint64_t comments_per_thread = 20;
  uint64_t threads_at_once = 100;
  // Another seed makes other texts, authors and request ids.
  uint64_t seed = 1;
};

class SubmissionMaker {
 public:
  explicit SubmissionMaker(SubmissionShape shape) : shape_(std::move(shape)) {}

  // Returns which site comment `number` goes to.
  size_t SiteOf(uint64_t number) const { return number % shape_.sites.size(); }

  // Fills `request`, which may hold an earlier one, with comment `number`.
  // Cost: about a microsecond, so that the load does not measure itself.
  void Make(uint64_t number, v1::SubmitCommentRequest& request) const;

 private:
  const SubmissionShape shape_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_SUBMISSION_MAKER_H_
