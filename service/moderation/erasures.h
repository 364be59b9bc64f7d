// Erasing an author at their word: every comment they wrote on a site, or all
// that says whose these are, with everything else that leads to them. Works in
// steps, each of which may be repeated; readers' comments pass between them.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// the stores.
#ifndef WINNOW_SERVICE_MODERATION_ERASURES_H_
#define WINNOW_SERVICE_MODERATION_ERASURES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/store/ban_store.h"
#include "service/store/comment_store.h"
#include "service/store/erasure_store.h"

namespace winnow {

// Who is meant: by one of their comments, or by their address.
struct AuthorChoice {
  std::optional<Uuid> comment;
  std::string email;  // in plain, any spelling; nothing keeps it
};

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
  Erasures(ErasureStore& store, CommentStore& comments, BanStore& bans,
           LiveSites& sites, Clock& clock)
      : store_(store),
        comments_(comments),
        bans_(bans),
        sites_(sites),
        clock_(clock) {}

  // The key of the author that is meant.
  // Errors: NotFound for an unknown comment; FailedPrecondition for one whose
  // author is not known; InvalidArgument for what is no address.
  absl::StatusOr<std::string> AuthorOf(const std::string& site,
                                       const AuthorChoice& author);

  // Counts what erasing an author would do, all of it.
  // Errors: NotFound when nothing is kept of them.
  // Cost: that of reading their comments.
  absl::StatusOr<ErasureReceipt> Preview(const std::string& site,
                                         const std::string& author_exact,
                                         bool keep_text);

  // Begins an erasure, or goes on with the one that the request id began within
  // 7 days, whoever it is that is found now; erases as far as one step goes.
  // Input: an id for a new one; `request_id` may be empty.
  // Errors: as AuthorOf; NotFound when nothing is kept of the author;
  // AlreadyExists for a request id that was used otherwise.
  absl::StatusOr<ErasureReceipt> Begin(
      const std::string& site, const Uuid& erasure, const AuthorChoice& author,
      bool keep_text, const std::string& request_id, const Principal& who);

  // Goes on with an erasure until nothing remains and the file is rewritten.
  absl::StatusOr<ErasureReceipt> GoOn(const std::string& site,
                                      const Uuid& erasure,
                                      const Principal& who);

 private:
  absl::StatusOr<std::shared_ptr<const LiveSite>> Live(const std::string& site);
  // Some comments of the author, those that are kept with all that is known of
  // them, the others by their id.
  absl::StatusOr<std::vector<StoredComment>> Some(const std::string& site,
                                                  const std::string& author,
                                                  std::string& cursor);
  absl::StatusOr<std::vector<StoredComment>> ReadEach(
      const std::string& site, const std::vector<Uuid>& ids);
  ErasedComment Name(const LiveSite& live, const StoredComment& stored) const;
  absl::StatusOr<ErasureReceipt> Step(const LiveSite& live,
                                      ErasureProgress progress,
                                      const Principal& who);

  ErasureStore& store_;
  CommentStore& comments_;
  BanStore& bans_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_ERASURES_H_
