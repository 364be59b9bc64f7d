#include "service/base/clock.h"

#include "absl/time/clock.h"

namespace winnow {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
};

}  // namespace

Clock& RealClock() {
  // Leaked, so that threads still running at exit may ask for the time.
  static SystemClock* const clock = new SystemClock;
  return *clock;
}

}  // namespace winnow
