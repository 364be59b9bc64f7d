// Gives a site's addresses a new key while comments go on arriving: adds the
// key, seals every address again, and when none is left under an older key
// takes the older ones away. Decision record 19 says why nothing is lost on the
// way.
//
// Works in steps. Where it is stands in the store, so any server goes on from
// there, and two at once only share the work.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// the stores and of LiveSites.
#ifndef WINNOW_SERVICE_MODERATION_EMAIL_KEY_ROTATION_H_
#define WINNOW_SERVICE_MODERATION_EMAIL_KEY_ROTATION_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/privacy/master_key.h"
#include "service/store/seal_store.h"
#include "service/store/site_store.h"

namespace winnow {

struct EmailKeyProgress {
  std::string key_name = {};  // of the new key, as "email.2"
  int64_t resealed = 0;       // addresses, in all
  int64_t remaining = 0;      // comments still to be looked at; 0: it has ended
  int64_t unreadable =
      0;  // addresses that open under no key and stay as they are
};

class EmailKeyRotation {
 public:
  // All must outlive this object.
  EmailKeyRotation(SiteStore& site_store, SealStore& seals, LiveSites& sites,
                   const MasterKey& master, Clock& clock, Random& random)
      : site_store_(site_store),
        seals_(seals),
        sites_(sites),
        master_(master),
        clock_(clock),
        random_(random) {}

  // Adds a key and takes the first step.
  // Errors: FailedPrecondition when a rotation is under way; Aborted when
  // somebody changed the keys meanwhile.
  absl::StatusOr<EmailKeyProgress> Begin(const std::string& site,
                                         const Principal& who);

  // Takes the next step, of up to 5,000 comments. Of a rotation that has ended
  // it answers what was done.
  // Errors: FailedPrecondition when none was begun.
  absl::StatusOr<EmailKeyProgress> GoOn(const std::string& site,
                                        const Principal& who);

 private:
  absl::StatusOr<EmailKeyProgress> Progress(const std::string& site);
  absl::Status EndPass(const LiveSite& live, const SealRotation& rotation,
                       const Principal& who);
  // Without a fresh seal where the address opens under no key.
  // Errors: Internal when what was sealed does not open.
  absl::StatusOr<NewSeal> SealAgain(const LiveSite& live,
                                    const SealPage::Found& found);

  SiteStore& site_store_;
  SealStore& seals_;
  LiveSites& sites_;
  const MasterKey& master_;
  Clock& clock_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_EMAIL_KEY_ROTATION_H_
