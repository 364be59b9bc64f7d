// What a moderator has in hand in `winnow review`: the comment being read,
// those to be read next, and what was decided and can be taken back.
//
// A comment is read anew when its turn comes, so that a decision is always
// about what the server has now, and is sent with the revision that was shown.

#ifndef WINNOW_CLIENTS_CLI_REVIEW_DESK_H_
#define WINNOW_CLIENTS_CLI_REVIEW_DESK_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/review_source.h"
#include "clients/cli/session.h"
#include "winnow/v1/moderation.pb.h"
#include "winnow/v1/moderation_decisions.pb.h"
#include "winnow/v1/moderation_records.pb.h"

namespace winnow {

// Threads: one at a time. Cost: each method but the getters makes calls and
// waits for them. Errors everywhere: those of the calls.
class ReviewDesk {
 public:
  // `session` must outlive this.
  ReviewDesk(Session& session, std::string site,
             std::unique_ptr<ReviewSource> source);

  // The comment being read; null when nothing waits.
  const v1::ModeratedComment* item() const { return item_ ? &*item_ : nullptr; }
  // The newest near-duplicates of the comment, a few.
  const std::vector<v1::ListSimilarResponse::Similar>& similar() const {
    return similar_;
  }
  // Comments after this one that nobody else worked on when the last ones were
  // taken.
  int64_t waiting_count() const {
    return source_->waiting_count() + static_cast<int64_t>(next_.size());
  }
  int64_t decided_count() const { return decided_count_; }
  bool can_undo() const { return !done_.empty(); }

  // Takes the next comment if none is being read. Those passed over come again
  // once nothing else is left.
  absl::Status Fill();

  // Decides the comment and takes the next. On Aborted and FailedPrecondition
  // nothing was decided and the comment is read anew, or is gone.
  absl::Status Decide(v1::Comment::State state, const std::string& reason,
                      const std::string& message);

  // Leaves the comment as it is and takes the next.
  absl::Status PassOver();

  // Takes back the last decision or batch of this review; a comment comes back
  // to be read. Returns what was undone, as a sentence.
  absl::StatusOr<std::string> Undo();

  // Adds a note to the comment.
  absl::Status AddNote(const std::string& text);

  // Bans, or counts what a ban would touch.
  absl::StatusOr<v1::CreateBanResponse> Ban(v1::CreateBanRequest request);

  // Held comments that are like the one decided last, or by its author.
  enum class Others { kSimilar, kByAuthor };
  // The filter that finds them; empty if nothing was decided.
  std::string FilterFor(Others others) const;
  // How many there are at most, as far as was known at the decision.
  int64_t CountFor(Others others) const;
  v1::Comment::State last_state() const { return last_.state; }
  // Decides them as the last one was; counts only with `dry_run`.
  struct BatchCounts {
    int64_t changed = 0;
    int64_t failed = 0;
  };
  absl::StatusOr<BatchCounts> DecideOthers(Others others, bool dry_run);

  // Keeps from others what lies here. Returns false if somebody has taken the
  // comment over; then another is being read.
  absl::StatusOr<bool> Keep();

  // Gives everything back, as far as the server can be reached.
  void GiveBack();

 private:
  // What `u` takes back: a comment's name or a batch id; of an answer to
  // reports that there is nothing to take back.
  struct Done {
    enum Kind { kDecision, kBatch, kAnswer };
    std::string what;
    Kind kind = kDecision;
    std::string etag = {};  // of a comment, once it was decided
  };
  struct Last {
    std::string name;
    std::string cluster;
    int64_t similar = 0;
    int64_t by_author = 0;
    v1::Comment::State state = v1::Comment::STATE_UNSPECIFIED;
    std::string reason;
  };

  absl::Status TakeMore();
  // Reads a comment. False: it is not one to be decided any more.
  absl::StatusOr<bool> Read(InHand held);
  void ReadSimilar();
  absl::Status ReadAgain(const absl::Status& why);
  // Whether the comment was decided so after all: the answer may have been
  // lost on its way. Returns the comment then.
  std::optional<v1::ModeratedComment> FindOwnDecision(v1::Comment::State state);
  std::string Principal();
  absl::StatusOr<v1::ModeratedComment> SendDecision(v1::Comment::State state,
                                                    const std::string& reason,
                                                    const std::string& message);
  absl::StatusOr<std::string> UndoBatch(const std::string& batch);

  Session& session_;
  const std::string site_;
  const std::unique_ptr<ReviewSource> source_;
  std::optional<v1::ModeratedComment> item_;
  std::vector<v1::ListSimilarResponse::Similar> similar_;
  InHand in_hand_;         // that comment
  std::string principal_;  // whose key this is; empty: not asked yet
  std::deque<InHand> next_;
  std::vector<InHand> passed_over_;
  std::vector<Done> done_;
  Last last_;
  int64_t decided_count_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_REVIEW_DESK_H_
