// Whose comments arrive, as far as this server took them in the last half day
// to day: how many of a site's come from one network, how many without an
// address that could be a reader's, and when screening last failed. It is how
// a site learns that it sends its proxy's address for everybody's.
//
// Networks are known here by their keyed hashes, sixteen of a site at a time,
// in memory only; nothing of it is ever told but shares.
//
// Threads: any.
#ifndef WINNOW_SERVICE_INTAKE_ARRIVAL_TALLY_H_
#define WINNOW_SERVICE_INTAKE_ARRIVAL_TALLY_H_

#include <array>
#include <cstdint>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// Sites that are counted; of further ones nothing is known.
inline constexpr size_t kTalliedSitesMax = 1000;
// Two of these are looked at: the running one and the one before.
inline constexpr absl::Duration kTallyWindow = absl::Hours(12);

// Fewer say nothing of where a site's comments come from: one reader who is
// keen is no proxy.
inline constexpr int64_t kArrivalsTold = 100;

struct ArrivalShares {
  int64_t comments = 0;
  // Of the comments, 0–1; never more than it is, and less by one part in
  // sixteen at most.
  double busiest_network = 0;
  // With an address that is no reader's: loopback, private and the like.
  double unusable_address = 0;
  absl::Time fault_time = absl::InfinitePast();
};

class ArrivalTally {
 public:
  // Counts a comment that was stored. Cost: a short lock, 0.1 µs.
  // Input: `network` is a keyed hash; empty where the address is not known.
  void Count(absl::string_view site, absl::string_view network,
             bool unusable_address, absl::Time now);
  // Notes that a comment of the site could not be screened.
  void CountFault(absl::string_view site, absl::Time now);

  ArrivalShares Of(absl::string_view site, absl::Time now) const;

 private:
  // Space-saving (Metwally, Agrawal, El Abbadi 2005): what is counted more
  // often than one time in sixteen is always among the slots.
  struct Slot {
    std::string network;
    int64_t count = 0;
    int64_t count_inherited = 0;  // of those that stood here before
  };
  struct Window {
    int64_t number = -1;  // of half days since 1970
    int64_t comments = 0;
    int64_t unusable = 0;
    std::array<Slot, 16> slots;
  };
  struct Site {
    Window running;
    Window before;
    absl::Time fault_time = absl::InfinitePast();
  };

  Site* Find(absl::string_view site);
  static void Turn(Site& site, int64_t number);
  static void CountNetwork(absl::string_view network, Window& window);

  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, Site> sites_;  // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_ARRIVAL_TALLY_H_
