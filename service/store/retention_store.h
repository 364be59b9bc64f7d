// What is kept for a time only: finding what is due and taking it away, and who
// does that now. What time it is says the store, so that a server whose clock
// is ahead takes nothing away early; when something was decided says the server
// that did it.
//
// Any thread may call; blocks. Errors everywhere: those of comment_store.h.
#ifndef WINNOW_SERVICE_STORE_RETENTION_STORE_H_
#define WINNOW_SERVICE_STORE_RETENTION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/retention.h"
#include "service/comment/verdict.h"
#include "service/store/audit_store.h"
#include "service/store/comment_store.h"

namespace winnow {

// What is done with a comment. The letters are those of 7_retention.lua.
enum class DueKind : char {
  kComment = 'd',      // it goes, with all that leads to it
  kPrivatePart = 'p',  // address, network, account and spans go
  kNetwork = 'n',      // only the network goes
  kAuthor = 'a',       // what its author's comments counted goes
  kText = 't',         // the site has it: all goes but its place and author
};

struct DueComment {
  Uuid id;
  int64_t revision = 0;
  DueKind kind = DueKind::kComment;
  // Of kPrivatePart and kText, as it was found; it is kept as it is given back.
  // Absent where there is none, or none that can be read: that stays as it is.
  std::optional<Verdict> verdict = std::nullopt;
};

// One index to walk.
struct SweptIndex {
  absl::string_view name;
  absl::Duration kept;  // comments of this state; infinite: for good
  // Comments that are younger have nothing due, and the index is in the order
  // of their creation; absent: it is not.
  std::optional<absl::Duration> youngest;
  // Published comments that changed last before have been with the site for
  // long enough.
  std::optional<absl::Time> had_before = std::nullopt;
};

// After so long without an acknowledgement a subscription that has something to
// acknowledge is silent: what it reads waits for it no longer.
inline constexpr absl::Duration kSilentAfter = absl::Hours(7 * 24);
// For so long the site has had what leaves.
inline constexpr absl::Duration kHadFor = absl::Hours(30 * 24);

struct DuePage {
  std::vector<DueComment> due;
  std::optional<PageStart> next;  // absent: the end
  int64_t examined = 0;
};

// What was taken away.
struct SweptCounts {
  int64_t comments = 0;
  int64_t private_parts = 0;
  int64_t networks = 0;
  int64_t authors = 0;
  int64_t bans = 0;
  int64_t texts = 0;

  void Add(const SweptCounts& more) {
    comments += more.comments;
    private_parts += more.private_parts;
    networks += more.networks;
    authors += more.authors;
    bans += more.bans;
    texts += more.texts;
  }
};

// Where a run is in a site.
struct SweepPlace {
  absl::Time run = absl::InfinitePast();  // which one: when it began
  size_t step = 0;
  std::optional<PageStart> after;
};

// How sweeping stands, for all sites together.
struct SweepState {
  bool held = false;  // by who asked
  absl::Time now;
  std::optional<absl::Time> began;  // of the run under way
  std::string site;                 // the last one that it has finished
  // Of the last run that was finished; absent: none was.
  std::optional<absl::Time> last_began;
  std::optional<absl::Time> last_ended;
};

class RetentionStore {
 public:
  virtual ~RetentionStore() = default;

  // Makes `who` the one that sweeps for the time given, unless another is; who
  // holds it already holds it anew. Zero gives it up. Idempotent.
  virtual absl::StatusOr<SweepState> Hold(const std::string& who,
                                          absl::Duration length) = 0;

  // Begins a run over all sites, notes that it has finished one, ends it.
  // Errors: Aborted when `who` is no longer the one that sweeps.
  virtual absl::StatusOr<absl::Time> BeginRun(const std::string& who) = 0;
  virtual absl::Status FinishSite(const std::string& who,
                                  const std::string& site) = 0;
  virtual absl::Status FinishRun(const std::string& who) = 0;

  // Where a run stopped in a site.
  virtual absl::StatusOr<SweepPlace> Place(const std::string& site) = 0;
  virtual absl::Status KeepPlace(const std::string& site,
                                 const SweepPlace& place) = 0;

  // What is due of the next 100 comments of an index. Changes nothing.
  virtual absl::StatusOr<DuePage> FindDue(const std::string& site,
                                          const SweptIndex& index,
                                          const std::optional<PageStart>& after,
                                          const RetentionClocks& clocks) = 0;

  // Takes away what is due of up to 100 comments, in one step. One that changed
  // since it was found stays as it is. Idempotent.
  virtual absl::StatusOr<SweptCounts> Sweep(const std::string& site,
                                            const std::vector<DueComment>& due,
                                            const RetentionClocks& clocks) = 0;

  // Notes what all required subscriptions but silent ones have acknowledged by
  // now; answers up to when published comments may leave, absent for not yet.
  // Where no subscription is required none leaves.
  virtual absl::StatusOr<std::optional<absl::Time>> NoteAcknowledged(
      const std::string& site) = 0;

  // Takes away some of what belongs to no comment: records of authors without
  // one, bans that have ended. `more`: call again. Idempotent.
  virtual absl::StatusOr<SweptCounts> SweepRest(const std::string& site,
                                                const RetentionClocks& clocks,
                                                bool& more) = 0;

  // Takes away a site's audit records and checkpoints up to this one, of which
  // the caller has read at most 1,000, and keeps a checkpoint in their place;
  // answers how many went.
  // Input: `cut` as a checkpoint, with the cursor of the last entry to go.
  // Errors: Aborted when that entry is gone already.
  virtual absl::StatusOr<int64_t> CutAudit(const std::string& site,
                                           const ChainEntry& cut) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_RETENTION_STORE_H_
