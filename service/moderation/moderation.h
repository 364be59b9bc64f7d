// What people do with comments: find, read, decide, undo. Every change checks
// the revision *and* the state the person saw, and happens in one step with its
// counts, its feed event and its audit record.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// CommentStore, and NotFound for a site or comment that is not there.
#ifndef WINNOW_SERVICE_MODERATION_MODERATION_H_
#define WINNOW_SERVICE_MODERATION_MODERATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/comment/comment.h"
#include "service/comment/explanation.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/filter.h"
#include "service/moderation/history.h"
#include "service/store/comment_store.h"

namespace winnow {

// Comments one page of a search examines at most, and one page returns.
inline constexpr int kExaminedMax = 2000;
inline constexpr int kPageMax = 1000;
// Comments one batch call decides at most.
inline constexpr int kBatchMax = 100;
// A page that examines for longer ends, full or not: who asked gets what there
// is and goes on, and the Redis that readers' comments wait for is not kept
// busy by one search.
inline constexpr absl::Duration kExaminingMax = absl::Milliseconds(4);

struct SearchPage {
  std::vector<StoredComment> comments;
  std::optional<PageStart> next;  // absent: the end
  int examined = 0;
};

// One thing a person wants done.
struct DecisionRequest {
  std::string site;
  Uuid id;
  State to = State::kApproved;  // kApproved, kRejected or kSpam
  // The revision the person saw; absent: whatever is there now.
  std::optional<int64_t> revision;
  std::string reason;        // a code; becomes the public reason of a refusal
  std::string message = {};  // to the author, of a refusal
  std::string batch;
  // By the live policy on a person's order, not by the person.
  bool rescreened = false;
  LeaseClaim lease = {};
};

// The result for one comment of a batch.
struct BatchRow {
  Uuid id;
  absl::Status status = absl::OkStatus();
  State from = State::kHeld;
  State to = State::kHeld;
  int64_t revision = 0;
  // Also where the state stays: words to the author, or reports dismissed.
  bool changed = false;
};

class Moderation {
 public:
  // All must outlive this object.
  Moderation(CommentStore& store, LiveSites& sites, Clock& clock,
             Random& random);

  // One comment with everything known of it, in any state.
  absl::StatusOr<StoredComment> Get(const std::string& site, const Uuid& id);

  // Up to 100 comments as their readers see them; absent ones are absent.
  absl::StatusOr<std::vector<StoredComment>> GetPublic(
      const std::string& site, const std::vector<Uuid>& ids) {
    return store_.Read(site, ids, /*hidden=*/false);
  }

  // Held comments in queue order, others by create_time, newest first.
  // Input: `page_size` 1–kPageMax. Cost: a round trip for each 100 comments
  // examined, and one for those of them that match; after `examining_max` a
  // page ends, full or not.
  absl::StatusOr<SearchPage> Search(
      const std::string& site, const CommentFilter& filter,
      const std::optional<PageStart>& start, int page_size,
      absl::Duration examining_max = kExaminingMax);

  // The near-duplicates of a comment, of any state, newest first. Input:
  // `page_size` 1–kPageMax. Cost: as Search.
  absl::StatusOr<SearchPage> Similar(const std::string& site,
                                     const StoredComment& stored,
                                     const std::optional<PageStart>& start,
                                     int page_size);

  // Decides one comment and answers it as it is then. A comment that already
  // has the wanted state is answered unchanged, but for other words to its
  // author, and for the reports of an approved one, which are dismissed.
  // `seen` is the comment as it was just read, if it was: a round trip less.
  // Errors: Aborted (stale revision); FailedPrecondition (withdrawn, leased to
  // somebody else, or their own lease that the request names has ended).
  absl::StatusOr<StoredComment> Decide(
      const DecisionRequest& request, const Principal& who,
      std::optional<StoredComment> seen = std::nullopt);

  // What the site's shadow policy says of a comment; absent without one.
  // Errors: those of LiveSites. Cost: that of reading the texts.
  absl::StatusOr<std::optional<State>> ShadowState(const std::string& site,
                                                   const StoredComment& stored);

  // How the scores of a comment come about by the model loaded now, and which
  // one that is; nothing without a model. Errors: those of LiveSites.
  struct Explained {
    std::vector<ScoreExplanation> scores;
    std::string model_revision;
  };
  absl::StatusOr<Explained> ExplainScores(const std::string& site,
                                          const StoredComment& stored);

  // Takes back the newest decision that was not itself an undo: the state and
  // public reason before it return. Errors: Aborted; FailedPrecondition when
  // no person decided it, or somebody else has leased it.
  absl::StatusOr<StoredComment> Undo(const std::string& site, const Uuid& id,
                                     std::optional<int64_t> revision,
                                     const Principal& who,
                                     const std::string& batch = "");

  // The comment as Undo would answer it. Changes nothing; the same errors.
  absl::StatusOr<StoredComment> WouldUndo(const std::string& site,
                                          const Uuid& id,
                                          std::optional<int64_t> revision);

  // Takes back up to kBatchMax decisions of a batch, from place `from` on, each
  // for itself: one that somebody decided, edited or undid since stays as it
  // is, and one that the same undoing took back before is told again. `undo`
  // names the undoing in history; `may_see` says which comments the person may
  // change. `more` says whether there may be more. Errors: NotFound for a batch
  // that is not known (any more).
  struct UndonePart {
    std::vector<BatchRow> rows;
    bool more = false;
  };
  absl::StatusOr<UndonePart> UndoBatch(
      const std::string& site, const Uuid& batch, int64_t from, bool dry_run,
      const std::string& undo, const Principal& who,
      absl::FunctionRef<bool(const StoredComment&)> may_see);

  // Screens held comments again with the live policy and approves those that it
  // approves now; a row for each of these. One that a person took back by
  // itself stays for a person. Input: at most kBatchMax, as they were read.
  absl::StatusOr<std::vector<BatchRow>> Rescreen(
      const std::string& site, const std::vector<StoredComment>& held,
      bool dry_run, const std::string& batch, const Principal& who);

  // Records of one comment, oldest first.
  absl::StatusOr<std::vector<HistoryRecord>> History(const std::string& site,
                                                     const Uuid& id);

  // Decides up to kBatchMax comments of one site, each for itself; `dry_run`
  // only says what would happen. Cost: two round trips, and one more for each
  // comment that people had decided before.
  std::vector<BatchRow> DecideBatch(
      const std::vector<DecisionRequest>& requests, bool dry_run,
      const Principal& who);

  // The same of comments that were just read, whole and of any order. Cost: a
  // round trip less.
  std::vector<BatchRow> DecideRead(
      const std::vector<DecisionRequest>& requests,
      const absl::StatusOr<std::vector<StoredComment>>& read, bool dry_run,
      const Principal& who);

  absl::StatusOr<StateCounts> Counts(const std::string& site);

  // Approved comments that their reports put before moderators.
  absl::StatusOr<int64_t> CountReported(const std::string& site) {
    return store_.CountReported(site);
  }

  // Threads that are premoderated now because they run hot.
  absl::StatusOr<std::vector<CommentStore::HotThread>> HotThreads(
      const std::string& site);

  // An id for a new batch, or of the one that the same request began within 7
  // days. `content` is what it asks for; an empty request id is always new.
  // Errors: AlreadyExists when it asked for something else then.
  absl::StatusOr<std::string> BeginBatch(const std::string& site,
                                         const std::string& request_id,
                                         const std::string& content);

 private:
  // What the site and the author are told: a code, and words.
  struct PublicWords {
    std::string reason;
    std::string message = {};
  };
  // A comment and the decision on it that an undo takes back.
  struct Standing {
    StoredComment stored;
    HistoryRecord decision;
    std::optional<State> judged_without;  // JudgedAs() once it is taken back
  };
  // What people had said of a comment before a decision, or say without the
  // one that is undone.
  struct Judged {
    std::optional<State> otherwise;
    const HistoryRecord* undone = nullptr;
  };
  absl::StatusOr<std::optional<State>> JudgedBefore(
      const std::string& site, const StoredComment& stored);
  absl::StatusOr<Standing> FindStanding(const std::string& site, const Uuid& id,
                                        std::optional<int64_t> revision);
  // What the store needs to change a comment's state.
  absl::StatusOr<Decision> Prepare(
      const StoredComment& stored, const std::string& site, State to,
      const PublicWords& words, HistoryRecord record, const LeaseClaim& claim,
      const Judged& judged, int64_t undone_revision = 0);
  absl::StatusOr<Decision> PrepareRequested(const DecisionRequest& request,
                                            const StoredComment& stored,
                                            const PublicWords& words,
                                            const Principal& who);
  static PublicWords WordsOf(const DecisionRequest& request);
  // One of a batch, after the others.
  void DecideAlone(const DecisionRequest& request, bool dry_run,
                   const Principal& who, BatchRow& row);
  absl::StatusOr<std::shared_ptr<const LiveSite>> Live(const std::string& site);
  // Takes back the decision that made `revision`, or says in `row` why not.
  void UndoOne(const std::string& site, const StoredComment& stored,
               int64_t revision, bool dry_run, const std::string& undo,
               const Principal& who, BatchRow& row);
  // Says that an approved comment's reports were wrong.
  absl::StatusOr<StoredComment> DismissReports(const StoredComment& stored,
                                               const DecisionRequest& request,
                                               const Principal& who);
  // Whether a held comment waits for a person because a person said so.
  absl::StatusOr<bool> IsInHand(const std::string& site,
                                const StoredComment& stored);

  CommentStore& store_;
  LiveSites& sites_;
  Clock& clock_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_MODERATION_H_
