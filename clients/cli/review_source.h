// Where `winnow review` gets its comments from: the queue, or what readers have
// reported.

#ifndef WINNOW_CLIENTS_CLI_REVIEW_SOURCE_H_
#define WINNOW_CLIENTS_CLI_REVIEW_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/session.h"
#include "winnow/v1/moderation.pb.h"

namespace winnow {

// A comment that lies on the desk.
struct InHand {
  std::string name;
  std::string token = {};  // of the lease; empty where nothing is leased
  v1::Lease lease = {};    // as it was handed out: whose, and since when
  absl::Time renew_time = absl::InfiniteFuture();
};

// Threads: one at a time. Cost: each method but the getters makes calls and
// waits for them. Errors everywhere: those of the calls.
class ReviewSource {
 public:
  virtual ~ReviewSource() = default;

  // Returns the next few, none of those passed over; none when nothing waits.
  virtual absl::StatusOr<std::vector<InHand>> TakeMore(
      const std::vector<InHand>& passed_over) = 0;
  // How many waited after those, at that time.
  virtual int64_t waiting_count() const = 0;

  // Whether a comment, as it is now, can still be decided from this desk.
  virtual bool IsToBeDecided(const v1::ModeratedComment& now,
                             const InHand& held) const = 0;

  // Keeps it from others for longer, or looks what they did with it, if it is
  // time to. Returns false if it is not ours any more.
  virtual absl::StatusOr<bool> Keep(InHand& held) = 0;

  // Takes back in hand what was decided, after that was undone.
  virtual absl::StatusOr<InHand> TakeAgain(const std::string& name) = 0;

  // Lets others have it. Returns false if the server cannot be reached.
  virtual bool GiveBack(const InHand& held) = 0;
};

// Held comments that match, through leases: nobody else is handed what lies on
// the desk. `watch_session` is the name that a WatchQueue stream was opened
// with, so that the leases end with it; empty for none.
std::unique_ptr<ReviewSource> MakeQueueSource(Session& session,
                                              std::string site,
                                              std::string filter,
                                              std::string watch_session);

// Published comments that match and that their reports put before moderators,
// longest first. Nobody leases them: what a colleague decides goes from the
// desk within seconds.
std::unique_ptr<ReviewSource> MakeReportedSource(Session& session,
                                                 std::string site,
                                                 const std::string& filter);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_REVIEW_SOURCE_H_
