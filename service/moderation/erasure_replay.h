// Erases again who was erased before, when Redis does not know of it: a backup
// was restored, or whoever began the erasure never came back.
//
// Compares the log of erasures with what Redis has settled, every few seconds.
// An erasure that is younger than some minutes is left to whoever waits for it.
// Any number of servers may do this, with one log or several.
//
// Owns one thread.
#ifndef WINNOW_SERVICE_MODERATION_ERASURE_REPLAY_H_
#define WINNOW_SERVICE_MODERATION_ERASURE_REPLAY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/base/periodic_thread.h"
#include "service/moderation/erasures.h"
#include "service/store/erasure_log.h"
#include "service/store/erasure_store.h"

namespace winnow {

// Redis remembers settled erasures for longer than old lines are looked at, or
// a person who came back would be erased again.
inline constexpr absl::Duration kErasureRepeatedFor = absl::Hours(24 * 730);

class ErasureReplay {
 public:
  // All must outlive this object. `pause` and `patience` are shorter in tests.
  ErasureReplay(ErasureLog& log, Erasures& erasures, ErasureStore& store,
                Clock& clock, Metrics& metrics,
                absl::Duration pause = absl::Seconds(5),
                absl::Duration patience = absl::Minutes(10));

 private:
  void Look();
  void ReadLog();
  void LookAt(const std::string& site,
              const std::vector<LoggedErasure>& erasures);
  void Repeat(const LoggedErasure& logged);

  ErasureLog& log_;
  Erasures& erasures_;
  ErasureStore& store_;
  Clock& clock_;
  const absl::Duration patience_;
  Counter& repeated_;
  // Of the thread alone.
  std::map<std::string, std::vector<LoggedErasure>> by_site_;
  int64_t bytes_read_ = -1;
  int left_in_look_ = 0;
  // Each is told once: erasures, and the log itself as "".
  std::set<std::string> failing_;
  PeriodicThread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_ERASURE_REPLAY_H_
