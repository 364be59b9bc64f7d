// What callers say a text should have been called: the work behind
// AnalysisService.SubmitFeedback. The text is read, hashed and forgotten.
// Blocks; belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_FEEDBACK_H_
#define WINNOW_SERVICE_API_FEEDBACK_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/intake/live_sites.h"
#include "service/store/adapter_store.h"
#include "winnow/v1/analysis_service.pb.h"

namespace winnow {

class FeedbackDesk {
 public:
  // All must outlive this object.
  FeedbackDesk(LiveSites& sites, AdapterStore& adapters, Clock& clock,
               Random& random)
      : sites_(sites), adapters_(adapters), clock_(clock), random_(random) {}

  // Has the site's adapter learn from a text.
  // Errors: InvalidArgument with every bad field; FailedPrecondition when the
  // site's adapter is off or there is no model; AlreadyExists for a request id
  // of other feedback; those of the stores. Idempotent: by request id.
  absl::Status Submit(const Caller& who,
                      const v1::SubmitFeedbackRequest& request);

 private:
  LiveSites& sites_;
  AdapterStore& adapters_;
  Clock& clock_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_FEEDBACK_H_
