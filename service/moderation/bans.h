// Bans as moderators make and end them: whom or what a site refuses or holds
// from now on, and what that touches of what is there.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// the stores and of LiveSites.
#ifndef WINNOW_SERVICE_MODERATION_BANS_H_
#define WINNOW_SERVICE_MODERATION_BANS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/comment/ban.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/banned_comments.h"
#include "service/moderation/moderation.h"
#include "service/store/ban_store.h"

namespace winnow {

// Reason code of comments that a ban rejects afterwards.
inline constexpr absl::string_view kBannedReason = "banned";

struct BanRequest {
  std::string site;
  Ban ban;  // target, comment or value (clean), effect, reason
  absl::Duration duration = absl::InfiniteDuration();
  absl::Duration reject_last;  // zero: nothing; at most kBanLooksBack
  bool dry_run = false;
  std::string request_id;
  std::string content;  // what the request asks for, less its id
};

struct BanOutcome {
  Ban ban = {};  // without id in a dry run
  BannedComments touched = {};
  std::string batch = {};  // empty: nothing was to be rejected
  int64_t rejected = 0;
  int64_t kept = 0;  // that somebody works on or changed meanwhile
};

class Bans {
 public:
  // All must outlive this object.
  Bans(BanStore& bans, CommentStore& comments, Moderation& moderation,
       LiveSites& sites, Clock& clock, Random& random)
      : bans_(bans),
        comments_(comments),
        moderation_(moderation),
        sites_(sites),
        clock_(clock),
        random_(random) {}

  // Makes a ban, or only says what it would touch, and rejects what it touches
  // of the time asked for, each comment for itself, as one batch. In force on
  // every server with its next submission.
  // Errors: NotFound (comment); AlreadyExists; FailedPrecondition when author
  // or network of the comment are not known, when no rule of the site's policy
  // asks for such bans, and beyond kBansMax.
  // Idempotent: by request id; what is left to reject is rejected.
  // Cost: that of FindBannedComments, and 0.3 ms for each rejection.
  absl::StatusOr<BanOutcome> Create(const BanRequest& request,
                                    const Principal& who);

  // Ends a ban. Errors: NotFound. Idempotent: by request id.
  absl::Status Delete(const std::string& site, const Uuid& ban,
                      const std::string& request_id, const Principal& who);

  // Newest first, up to `limit` (1–1,000) of those that stand.
  absl::StatusOr<BanPage> List(const std::string& site,
                               const std::optional<PageStart>& after,
                               int limit);

 private:
  // Sets the key that is banned; answers the exact key of an author.
  absl::StatusOr<std::string> Identify(const std::string& site, Ban& ban);
  absl::Status Reject(const BanRequest& request, const Principal& who,
                      BanOutcome& outcome);

  BanStore& bans_;
  CommentStore& comments_;
  Moderation& moderation_;
  LiveSites& sites_;
  Clock& clock_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_BANS_H_
