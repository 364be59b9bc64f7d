// What operators do with what their moderators have taught: the work behind
// SiteService's methods about adapters and about decisions as training data,
// and behind AnalysisService.SubmitFeedback. Blocks; belongs on worker threads.
// Thread-safe.

#ifndef WINNOW_SERVICE_API_ADAPTER_ADMIN_H_
#define WINNOW_SERVICE_API_ADAPTER_ADMIN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/produced_stream.h"
#include "service/api/services.h"
#include "winnow/v1/site.pb.h"
#include "winnow/v1/site_data.pb.h"
#include "winnow/v1/site_lists.pb.h"

namespace winnow {

class AdapterAdmin {
 public:
  // `parts` must outlive this object.
  explicit AdapterAdmin(const SiteServiceParts& parts) : parts_(parts) {}

  // Errors everywhere: FailedPrecondition without a model.
  absl::Status Get(const Caller& who, const v1::GetAdapterRequest& request,
                   v1::Adapter& response);
  absl::Status Reset(const Caller& who, const v1::ResetAdapterRequest& request,
                     v1::Adapter& response);

  // The adapter's file in pieces.
  absl::StatusOr<Producer<v1::ExportAdapterResponse>> Export(
      const Caller& who, const v1::ExportAdapterRequest& request);

  // Decisions of people, one at a time.
  absl::StatusOr<Producer<v1::ExportDecisionsResponse>> ExportDecisions(
      const Caller& who, const v1::ExportDecisionsRequest& request);

 private:
  const SiteServiceParts& parts_;
};

// Everything about an adapter but its features. Errors: those of the stores.
absl::Status FillAdapter(SiteStore& store, const LiveSite& live,
                         const Learner::Taught& taught, v1::Adapter& out);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ADAPTER_ADMIN_H_
