// A policy run over stored comments, newest first, to see what it would have
// changed. Changes nothing. Blocks; one thread at a time.

#ifndef WINNOW_SERVICE_API_POLICY_REPLAY_H_
#define WINNOW_SERVICE_API_POLICY_REPLAY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/api/policy_difference.h"
#include "service/moderation/moderation.h"
#include "service/screening/screener.h"
#include "winnow/v1/site_policies.pb.h"

namespace winnow {

class PolicyReplay {
 public:
  // Input: `moderation` must outlive this object.
  // Errors: InvalidArgument for a bad filter or bound.
  static absl::StatusOr<std::unique_ptr<PolicyReplay>> Make(
      Moderation& moderation, const v1::ReplayPolicyRequest& request,
      std::shared_ptr<const Screener> screener);

  // Runs comments, 100 read at a time, until `end` or all are done. A filter
  // that few comments match is gone on with in the next call.
  // Errors: those of CommentStore.
  // Cost: past `end` at most one page of each state's index.
  absl::Status Run(absl::Time end);

  bool done() const { return done_; }
  int64_t examined() const { return examined_; }
  int64_t total_count() const { return total_; }
  void Fill(v1::PolicyDifference& out) const { tally_.Fill(out); }

 private:
  // The comments of one state that come next, newest first.
  struct Source {
    CommentFilter filter;
    std::optional<PageStart> next = {};
    bool read_all = false;
    std::vector<StoredComment> comments = {};
    size_t at = 0;
  };

  PolicyReplay(Moderation& moderation, std::string site,
               std::shared_ptr<const Screener> screener, int64_t comments_max,
               int examples_max);
  // Reads one page of each source that has no comment left; answers whether all
  // that are not at their end have one now.
  absl::StatusOr<bool> ReadPages();
  // The source with the newest comment; null at the end.
  Source* Newest();

  Moderation& moderation_;
  const std::string site_;
  const std::shared_ptr<const Screener> screener_;
  int64_t total_;
  DifferenceTally tally_;
  std::vector<Source> sources_;
  int64_t examined_ = 0;
  bool done_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_POLICY_REPLAY_H_
