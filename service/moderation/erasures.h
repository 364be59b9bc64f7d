// Erasing an author at their word: every comment they wrote on a site, or all
// that says whose these are, with everything else that leads to them. Works in
// steps, each of which may be repeated; readers' comments pass between them.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// the stores.
#ifndef WINNOW_SERVICE_MODERATION_ERASURES_H_
#define WINNOW_SERVICE_MODERATION_ERASURES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/comment/ban.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/author_comments.h"
#include "service/store/erasure_log.h"
#include "service/store/erasure_store.h"

namespace winnow {

// What an erasure did so far, or would do.
struct ErasureReceipt {
  ErasureProgress progress;
  std::vector<PendingRetractions> pending;  // once all comments are done
  std::vector<std::string> kept;            // a sentence each
  bool rewritten = false;                   // the append-only file
};

class Erasures {
 public:
  // All must outlive this object.
  // `log` may be null: then a backup that is restored undoes erasures.
  Erasures(ErasureStore& store, AuthorComments& authors, LiveSites& sites,
           ErasureLog* log, Clock& clock)
      : store_(store),
        authors_(authors),
        sites_(sites),
        log_(log),
        clock_(clock) {}

  // Counts what erasing an author would do, all of it.
  // Errors: NotFound when nothing is kept of them.
  // Cost: that of reading their comments.
  absl::StatusOr<ErasureReceipt> Preview(const std::string& site,
                                         const std::string& author_exact,
                                         bool keep_text);

  // Begins an erasure, written into the log before anything else, or goes on
  // with the one that the request id began within 7 days, whoever it is that is
  // found now; erases as far as one step goes. Input: an id for a new one;
  // `request_id` may be empty. Errors: those of AuthorComments::AuthorOf;
  // NotFound when nothing is kept of the author; AlreadyExists for a request id
  // that was used otherwise.
  absl::StatusOr<ErasureReceipt> Begin(
      const std::string& site, const Uuid& erasure, const AuthorChoice& author,
      bool keep_text, const std::string& request_id, const Principal& who);

  // Goes on with an erasure until nothing remains and the file is rewritten.
  absl::StatusOr<ErasureReceipt> GoOn(const std::string& site,
                                      const Uuid& erasure,
                                      const Principal& who);

  // Takes the next step of an erasure of the log, from its beginning where
  // Redis does not know it any more and knows the author since before. Returns
  // whether all of it is done.
  absl::StatusOr<bool> Repeat(const LoggedErasure& logged);

 private:
  absl::StatusOr<std::shared_ptr<const LiveSite>> Live(const std::string& site);
  // The ban on an author as their comments name it; empty: none.
  absl::StatusOr<std::string> BanIdOf(const std::string& site,
                                      const std::string& author_exact);
  // What stays of it: whom it is about, what it does and which moderator made
  // it. Absent where it does not stand any more.
  absl::StatusOr<std::optional<Ban>> BareBan(const std::string& site,
                                             const std::string& id);
  ErasedComment Name(const LiveSite& live, const StoredComment& stored) const;
  absl::StatusOr<ErasureReceipt> Step(const LiveSite& live,
                                      ErasureProgress progress,
                                      const Principal& who);

  ErasureStore& store_;
  AuthorComments& authors_;
  LiveSites& sites_;
  ErasureLog* const log_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_ERASURES_H_
