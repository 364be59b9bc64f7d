// How many comments came to a site and what became of them, by day: what the
// day counts say. A decision that was taken back is in no figure but that of
// those.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_MODERATION_VOLUMES_H_
#define WINNOW_SERVICE_MODERATION_VOLUMES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/comment/state.h"
#include "service/store/count_store.h"

namespace winnow {

// What people decided.
struct Decisions {
  int64_t approved = 0;
  int64_t rejected = 0;
  int64_t spam = 0;
  int64_t undone = 0;

  int64_t standing() const { return approved + rejected + spam; }
};

struct Volume {
  std::map<State, int64_t> screened;  // by what the policy said
  Decisions decisions;
  std::map<int, int64_t> waits;  // by WaitClassOf()
  std::map<std::string, Decisions> by_key;

  int64_t submitted() const;
};

// Adds a day's counts. What is not known, of a newer server, is passed over.
void AddDay(const CountedDay& day, Volume& volume);

// The wait within which `share` (0–1) of the decisions came, to 5 %; absent
// without any.
std::optional<absl::Duration> WaitWithin(double share,
                                         const std::map<int, int64_t>& waits);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_VOLUMES_H_
