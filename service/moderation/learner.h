// The Learner turns decisions into adapters: of each site that this server
// knows, it reads the lessons that wait, has the site's adapter learn them and
// writes it. All servers do, without leases: an adapter is written only over
// the one that it was made of, and who comes second reads the first one's.
// So all end with the same bytes.
//
// One thread asks once a second for what is new: one small read for each site.
// It also tells this server of changed settings, so that an adapter that is
// turned on or off is so everywhere within a second.
// A busy site's adapter (up to 130 KB) is written every kWritePause at most.
// While Redis is away nothing is learned and nothing is lost.
//
// Thread-safe. One site's learning holds up nobody who asks about another.

#ifndef WINNOW_SERVICE_MODERATION_LEARNER_H_
#define WINNOW_SERVICE_MODERATION_LEARNER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/intake/live_sites.h"
#include "service/screening/classifier/adapter.h"
#include "service/store/adapter_store.h"
#include "service/store/comment_store.h"

namespace winnow {

inline constexpr absl::Duration kWritePause = absl::Seconds(2);

class Learner {
 public:
  // All must outlive this object.
  Learner(AdapterStore& adapters, CommentStore& comments, LiveSites& sites,
          Clock& clock, Metrics& metrics);
  ~Learner();

  // A site's adapter with all that was taught until now, which this server
  // screens with from here on. Of a site whose adapter is off it is what was
  // learned before. Blocks.
  // Errors: FailedPrecondition without a model; those of stores and LiveSites.
  struct Taught {
    std::shared_ptr<const Adapter> adapter;
    int64_t revision = -1;  // none yet
    absl::Time update_time;
    int64_t site_revision = 0;
  };
  absl::StatusOr<Taught> Newest(const std::string& site);

  // The same as this server knew it last, a second or two ago: nothing is
  // learned for it. Waits for no learning; reads the store only where this
  // server has not learned yet. Errors: as Newest().
  absl::StatusOr<Taught> Latest(const std::string& site);

 private:
  // What this server knows of one site.
  struct SiteLearning {
    std::mutex learning;    // held while it is learned; stores are asked
    Taught known;           // Guarded by learning.
    absl::Time write_time;  // Likewise.
    Taught latest;          // Guarded by Learner::mutex_.
  };
  // What learning one step of a site came to.
  struct Tally {
    int learned = 0;
    int passed_over = 0;
    int damaged = 0;
  };

  void Run();
  bool IsStopping();
  // One look at a site. Errors: those of stores and LiveSites.
  absl::Status Look(const LiveSite& live);
  std::shared_ptr<SiteLearning> Find(const std::string& site);
  // Forgets the sites that nobody learns for any more.
  void KeepOnly(const std::set<std::string>& sites);
  // Learns what waits for a site. `at_once`: without a pause after the last.
  absl::StatusOr<Taught> Learn(const LiveSite& live, bool at_once);
  // Reads what is new to `known`; answers the lessons that wait.
  absl::StatusOr<std::vector<WaitingLesson>> Read(const LiveSite& live,
                                                  Taught& known);
  // Has an adapter learn. Errors: those of the store.
  absl::StatusOr<Tally> Teach(const LiveSite& live,
                              const std::vector<WaitingLesson>& waiting,
                              Adapter& adapter);
  void Count(const LiveSite& live, const Tally& tally);

  AdapterStore& adapters_;
  CommentStore& comments_;
  LiveSites& sites_;
  Clock& clock_;
  Counter& learned_;
  Counter& passed_over_;

  std::mutex mutex_;  // Never held while a store is asked.
  std::condition_variable wake_;
  bool stopping_ = false;  // Guarded by mutex_.
  // Of the sites of LiveSites whose adapters learn; guarded likewise.
  std::map<std::string, std::shared_ptr<SiteLearning>> learning_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_LEARNER_H_
