// One submission under way: what its steps hand on. Internal to Intake.
#ifndef WINNOW_SERVICE_INTAKE_INTAKE_CALL_H_
#define WINNOW_SERVICE_INTAKE_INTAKE_CALL_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/intake/intake.h"

namespace winnow {

struct Intake::Call {
  Call(Submission&& taken, Done&& answer, Wanted&& is_wanted)
      : submission(std::move(taken)),
        done(std::move(answer)),
        wanted(std::move(is_wanted)) {}

  Submission submission;
  Done done;
  Wanted wanted;  // may be empty

  std::shared_ptr<const LiveSite> live;
  Draft draft;
  std::vector<Warning> warnings;
  std::string fingerprint;
  Attempt attempt;
  std::optional<Reading> reading;
  // Of the shadow policy, where its filters are others.
  std::optional<Reading> shadow_reading;
  absl::StatusOr<Gathered> gathered = absl::UnknownError("not gathered");
  absl::Duration screen_time;  // so far
  int seals = 1;               // of the address
  int64_t seal_revision = 0;   // of the site, whose key the last one has
  // Text and store each add one; who makes it two goes on.
  std::atomic<int> ready = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_INTAKE_CALL_H_
