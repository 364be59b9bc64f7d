// Where comments live. The one seam between what Winnow decides and what Redis
// keeps; everything that must happen together happens in one call.
//
// Submissions use the two asynchronous calls: no thread waits for Redis. Their
// callbacks run on the store's I/O thread and must be short. Everything else
// blocks its caller and belongs on a worker thread. All calls may be made from
// any thread. Errors everywhere: Unavailable (Redis away; safe to send again),
// ResourceExhausted (too much in flight, or Redis out of memory), Internal.
#ifndef WINNOW_SERVICE_STORE_COMMENT_STORE_H_
#define WINNOW_SERVICE_STORE_COMMENT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/circumstances.h"
#include "service/comment/comment.h"
#include "service/comment/day_count.h"
#include "service/comment/event.h"
#include "service/comment/site.h"
#include "service/store/comment_changes.h"
#include "service/store/comment_edit.h"
#include "service/store/subscription.h"

namespace winnow {

// One submission attempt, as far as its circumstances depend on it.
struct Attempt {
  std::string site;
  std::string request_key;  // 16 bytes; empty: no request id
  std::string thread_key;   // 16 bytes
  std::optional<Uuid> parent;
  AuthorKeys author;
  NetworkKeys network;
  // 16 bytes over author, thread and body; empty: the author is not known.
  std::string body_key;
  bool trusted = false;  // neither counted nor limited
  int64_t author_per_minute_max = 0;
  int64_t network_per_minute_max = 0;
  int64_t site_per_second_max = 0;
  std::string sketch;              // 32 one-byte min-hashes, or empty
  std::vector<std::string> bands;  // at most 5 of 6 bytes
};

// What became of a request id that was seen before.
struct Replay {
  Uuid id;
  std::string fingerprint;
  std::optional<Comment> comment;  // absent once retention took it
};

struct Gathered {
  enum class Outcome {
    kNew,
    kReplay,
    kRateLimited,
    kThreadClosed,
    kNoParent,
    kNoSite,
  };
  Outcome outcome = Outcome::kNew;
  Circumstances circumstances;
  int64_t site_revision = 0;
  std::string thread_print;  // as last stored with the thread; may be empty
  std::string author_mark;   // to be committed with the comment; may be empty
  Replay replay;
  std::string limit;  // "author", "network" or "site"
  absl::Duration retry_after;
};

// A screened comment ready to be stored.
struct Commitment {
  std::string site;
  StoredComment stored;
  std::string request_key;
  std::string fingerprint;  // 16 bytes over the content
  // How long the request id is remembered; zero: as long as the comment.
  absl::Duration request_ttl = absl::Hours(7 * 24);
  std::string thread_key;
  std::string thread_print;     // of the thread's fields
  bool write_thread = false;    // they are new or changed
  std::string body_key;         // empty: the author is not known
  bool repeats_itself = false;  // and the verdict knows it
  std::vector<std::string> bands;
  std::string author_mark;  // as gathered
  // How long its thread stays premoderated from now on because it runs hot;
  // zero changes nothing.
  absl::Duration thread_hot_for;
  std::vector<std::string> bans;  // ids of those that touch it, to be counted
  DayCount verdict_count;
  int64_t held_max = 0;
  int64_t discarded_max = 0;
};

struct Committed {
  enum class Outcome {
    kStored,
    kAlreadyStored,
    kReplay,
    kQueueFull,
    // Nothing was stored: the same author said exactly this in this thread
    // between gather and commit. Judge again and commit with repeats_itself.
    kRepeatsItself,
    // Nothing was stored: the address is sealed under a key that the site has
    // no more. Load the site, seal it again and commit.
    kKeyGone,
  };
  Outcome outcome = Outcome::kStored;
  Replay replay;
};

// One change of state, by a person.
struct Decision {
  std::string site;
  Uuid id;
  int64_t revision = 0;  // that the decider saw
  State from = State::kHeld;
  State to = State::kHeld;
  std::string thread_key;
  std::optional<Uuid> parent;
  std::string author_exact;
  absl::Time arrival;
  absl::Time create_time;
  absl::Time now;
  int priority = 0;
  std::string public_reason;
  // To the author, kept with a refusal until the next change of state.
  std::string public_message;
  // Of an undo: the revision made by the decision that it takes back, whose
  // replaced message returns; 0 for any other.
  int64_t undone_revision = 0;
  std::string decided_by;  // key id
  std::string record;      // for the audit stream
  std::string digest;      // keyed, of the record
  // Batch that can take it back later, 16 bytes; empty: none.
  std::string batch;
  // For the site's adapter (adapter_store.h); empty: it teaches nothing.
  std::string lesson;
  // Of the decider's lease, which must last; empty: they name none.
  std::string lease_token;
  // Audit record and its digest for taking over somebody else's lease, written
  // if there is one; empty: it is not taken.
  std::string steal_record;
  std::string steal_digest;
  std::vector<DayCount> counts;
};

// A place in an index to go on from.
struct PageStart {
  std::string score;
  Uuid id;
};

// How much of each comment a page holds.
enum class Parts {
  kShown,    // what readers see
  kText,     // that, but for its thread's address
  kVerdict,  // also the private part, and its thread's section
  kAll,      // also its thread, its author's record, its lease and reports
};

// One entry of a page; the comment is absent when it vanished meanwhile.
struct PageRow {
  std::string score;
  Uuid id;
  std::optional<StoredComment> stored;
};

struct StateCounts {
  int64_t held = 0;    // leased ones too
  int64_t leased = 0;  // of these
  int64_t approved = 0;
  int64_t rejected = 0;
  int64_t spam = 0;
  int64_t withdrawn = 0;
  absl::Time oldest_held = absl::InfiniteFuture();
};

// One stored audit record.
struct AuditRecord {
  int64_t seq = 0;
  absl::Time time;
  std::string digest;
  std::string record;
};

class CommentStore {
 public:
  virtual ~CommentStore() = default;

  // Reads everything a verdict depends on and counts the attempt in the rates.
  // Cost: one round trip.
  virtual void Gather(
      const Attempt& attempt,
      absl::AnyInvocable<void(absl::StatusOr<Gathered>) &&> done) = 0;

  // Stores a screened comment with all its indexes, at once or not at all.
  // Idempotent: the same commitment may be sent again.
  virtual void Commit(
      const Commitment& commitment,
      absl::AnyInvocable<void(absl::StatusOr<Committed>) &&> done) = 0;

  // Gets up to 100 comments; absent ones are absent from the answer.
  // `hidden` asks for the private part and the thread too.
  virtual absl::StatusOr<std::vector<StoredComment>> Read(
      const std::string& site, const std::vector<Uuid>& ids, bool hidden) = 0;

  // Lists a site's comments of one state. Held ones come in queue order, leased
  // ones in their places; the others by create_time, which `newest_first` turns
  // round. At most 100 rows.
  virtual absl::StatusOr<std::vector<PageRow>> PageByState(
      const std::string& site, State state, bool newest_first,
      const std::optional<PageStart>& after, int limit, Parts parts) = 0;

  // Lists a thread's approved comments by create_time, and among them the
  // shells of withdrawn ones that have answers. At most 100 rows.
  virtual absl::StatusOr<std::vector<PageRow>> PageByThread(
      const std::string& site, const std::string& thread_key, bool newest_first,
      const std::optional<PageStart>& after, int limit, Parts parts) = 0;

  // Lists the near-duplicates that a comment of this id began, itself too,
  // newest first. At most 100 rows, none where it stands alone.
  virtual absl::StatusOr<std::vector<PageRow>> PageByCluster(
      const std::string& site, const Uuid& cluster,
      const std::optional<PageStart>& after, int limit) = 0;

  // Lists approved comments that their reports put before moderators, the one
  // that waits longest first. At most 100 rows; and how many there are.
  virtual absl::StatusOr<std::vector<PageRow>> PageReported(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) = 0;
  virtual absl::StatusOr<int64_t> CountReported(const std::string& site) = 0;

  // Counts the approved comments of up to 100 threads, in their order.
  virtual absl::StatusOr<std::vector<int64_t>> CountThreads(
      const std::string& site, const std::vector<std::string>& thread_keys) = 0;

  virtual absl::StatusOr<StateCounts> CountStates(const std::string& site) = 0;

  // Changes a comment's state, its indexes, its author's record, the feed and
  // the audit stream in one step, and answers it as it is then.
  // Errors: NotFound; Aborted when revision or state are no longer those;
  // FailedPrecondition when the batch has no room, somebody else has leased the
  // comment, or the decider's lease has ended.
  // Idempotent: no; a lost answer shows as Aborted on the second try.
  virtual absl::StatusOr<StoredComment> Decide(const Decision& decision) = 0;

  // Makes decisions as Decide() does, each for itself, all on their way at
  // once; answers the new revisions in their order. At most 100.
  virtual std::vector<absl::StatusOr<int64_t>> DecideAll(
      const std::vector<Decision>& decisions) = 0;

  // What a request id was used for, its comment left out; absent: for nothing.
  virtual absl::StatusOr<std::optional<Replay>> Request(
      const std::string& site, const std::string& request_key) = 0;

  // Changes a comment's text, its indexes, the feed and the audit stream in one
  // step.
  // Errors: NotFound; Aborted when revision or state are no longer those;
  // FailedPrecondition when another moderator has leased the comment.
  // Idempotent: with a request id; else a lost answer shows as Aborted.
  virtual absl::StatusOr<EditOutcome> Change(const Edit& edit) = 0;

  // The changes of comment_changes.h, each in one step.
  // Errors: NotFound; Aborted when revision or state are no longer those.
  // Idempotent: with a request id; else a lost answer shows as Aborted where
  // the revision grows, and a note is there twice.
  virtual absl::StatusOr<ChangeOutcome> Withdraw(
      const Withdrawal& withdrawal) = 0;
  virtual absl::StatusOr<ChangeOutcome> Appeal(const AppealFiling& filing) = 0;
  virtual absl::StatusOr<ChangeOutcome> AddNote(
      const NoteAddition& addition) = 0;
  virtual absl::StatusOr<ChangeOutcome> ChangeTags(const TagChange& change) = 0;
  virtual absl::StatusOr<ChangeOutcome> Pick(const PickChange& change) = 0;
  virtual absl::StatusOr<ChangeOutcome> DismissReports(
      const ReportDismissal& dismissal) = 0;

  // What a batch decided, in its order: the revisions that its decisions made.
  // At most 100 from place `from` on; nothing for a batch that is not known
  // any more, 30 days after its last decision.
  struct BatchEntry {
    Uuid id;
    int64_t revision = 0;
  };
  virtual absl::StatusOr<std::vector<BatchEntry>> Batch(const std::string& site,
                                                        const Uuid& batch,
                                                        int64_t from) = 0;

  // The batch that a request began: `batch`, unless the same request (16 bytes)
  // began another within 7 days. `content` are 16 bytes over what it asks for.
  // Errors: AlreadyExists when it asked for something else then. Idempotent.
  virtual absl::StatusOr<Uuid> BeginBatch(const std::string& site,
                                          const std::string& request_key,
                                          const std::string& content,
                                          const Uuid& batch) = 0;

  // What is known now of up to 100 threads, in their order.
  virtual absl::StatusOr<std::vector<ThreadNow>> ThreadsNow(
      const std::string& site, const std::vector<std::string>& thread_keys) = 0;

  // The threads that a spike of comments keeps premoderated now, at most 100,
  // the one that cools last first.
  struct HotThread {
    ThreadInfo thread;
    absl::Time until;
  };
  virtual absl::StatusOr<std::vector<HotThread>> HotThreads(
      const std::string& site) = 0;

  // The audit records of one comment, oldest first; at most 200.
  virtual absl::StatusOr<std::vector<AuditRecord>> History(
      const std::string& site, const Uuid& id) = 0;

  // Up to 100 events after a cursor ("" is the beginning), joined with the
  // comments as they are now. Events whose comment is gone or no longer what
  // they announce are dropped; `next` is the cursor to go on from.
  // Errors: OutOfRange when entries after the cursor may be gone already.
  struct EventPage {
    std::vector<Event> events;
    std::string next;
    bool more = false;
  };
  virtual absl::StatusOr<EventPage> EventsAfter(const std::string& site,
                                                const std::string& cursor,
                                                int limit) = 0;

  // The cursor of the newest event; "0-0" when there is none.
  virtual absl::StatusOr<std::string> LatestCursor(const std::string& site) = 0;

  // Keeps a named subscription's place; answers the place kept, which never
  // moves back. What it asks for stays.
  virtual absl::StatusOr<std::string> Acknowledge(
      const std::string& site, const std::string& subscription,
      const std::string& cursor, absl::Time now) = 0;

  // Where a subscription stands, and what it asks for.
  // Cost: one round trip.
  virtual absl::StatusOr<KeptSubscription> FindSubscription(
      const std::string& site, const std::string& subscription) = 0;

  // Changes what a subscription asks for; makes it if it is new, and then it
  // stands before all events.
  // Input: a change of one term at least.
  // Errors: ResourceExhausted past 100 subscriptions. Idempotent.
  virtual absl::Status ChangeSubscription(const std::string& site,
                                          const std::string& subscription,
                                          const SubscriptionChange& change,
                                          absl::Time now) = 0;

  // Forgets a subscription and its place. Errors: NotFound.
  virtual absl::Status ForgetSubscription(const std::string& site,
                                          const std::string& subscription) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_COMMENT_STORE_H_
