// Comments from elsewhere: those of WordPress, Disqus or another Winnow, with
// their dates, their places in conversations and what was decided about them.
//
//   approved, rejected, spam   as decided there, unscreened: rule `imported`
//   held                       screened, so that it says why, and held
//   withdrawn                  an empty shell
//   nothing                    the policy decides
//
// What was required of a reader is not required of an old comment: name and
// address may be missing, and an address, website or network address that makes
// no sense is left out.
//
// Thread-safe. All that is given must outlive the calls under way.
#ifndef WINNOW_SERVICE_MODERATION_IMPORTER_H_
#define WINNOW_SERVICE_MODERATION_IMPORTER_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/base/worker_pool.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/intake/submission.h"
#include "service/moderation/history.h"
#include "service/store/comment_store.h"
#include "service/store/import_store.h"

namespace winnow {

// What the audit records of imports and exports say was done. Their revision is
// the number of comments or addresses.
inline constexpr auto kImported = static_cast<HistoryAction>(21);
inline constexpr auto kCommentsExported = static_cast<HistoryAction>(47);

// The rule of what people decided before a comment was imported.
inline constexpr char kRuleImported[] = "imported";

inline constexpr size_t kSourceIdBytesMax = 128;

struct Import {
  // Its request id stands in for a source id where there is none.
  Submission submission;
  std::string source_id;
  std::string parent_source_id;
  std::optional<State> decision;  // absent: the policy decides
  bool body_is_html = false;
  bool dry_run = false;
  bool no_training = false;
};

struct Imported {
  std::optional<Uuid> id;  // absent in a dry run
  State state = State::kHeld;
  bool replayed = false;
  // Nothing was stored: the comment it answers has not been imported, or stands
  // in another thread.
  bool parent_missing = false;
};

class Importer {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Imported>) &&>;

  Importer(CommentStore& comments, ImportStore& store, LiveSites& sites,
           WorkerPool& workers, Clock& clock, Random& random)
      : comments_(comments),
        store_(store),
        sites_(sites),
        workers_(workers),
        clock_(clock),
        random_(random) {}

  // Takes a comment and calls `done` once, on any thread. Neither counts nor
  // heeds rates, and a closed thread takes it, too.
  // Errors: InvalidArgument with every bad field; NotFound (site);
  // AlreadyExists (source id used for other content); ResourceExhausted (queue
  // full, too much at once); Unavailable.
  // Idempotent: by source id, for as long as the comment is kept.
  void Take(Import import, const std::string& key_id, Done done);

  // Writes the audit record of what this key has imported since the last one,
  // if it has. Blocks. Errors: those of LiveSites and ImportStore.
  absl::Status Record(const std::string& site, const Principal& who);

 private:
  struct Call;

  void Start(const std::shared_ptr<Call>& call);
  void Check(const std::shared_ptr<Call>& call);
  void Screen(const std::shared_ptr<Call>& call);
  void Judge(Call& call, const Gathered& gathered);
  void Store(const std::shared_ptr<Call>& call);
  // Hands the entry to the store.
  void Write(const std::shared_ptr<Call>& call);
  // Seals the address under the site's newest key and writes again.
  void SealAgain(const std::shared_ptr<Call>& call);
  // Runs `step` on the worker pool, or ends the call when that is full.
  void Defer(const std::shared_ptr<Call>& call,
             void (Importer::*step)(const std::shared_ptr<Call>&));

  CommentStore& comments_;
  ImportStore& store_;
  LiveSites& sites_;
  WorkerPool& workers_;
  Clock& clock_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_IMPORTER_H_
