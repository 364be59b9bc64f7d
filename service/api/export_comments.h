// SiteService.ExportComments: a site's comments, one message each. Internal to
// SiteService.

#ifndef WINNOW_SERVICE_API_EXPORT_COMMENTS_H_
#define WINNOW_SERVICE_API_EXPORT_COMMENTS_H_

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/produced_stream.h"
#include "service/api/services.h"
#include "service/store/import_store.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// With addresses, goes through all comments once before it sends the first, to
// write into the audit record how many addresses will leave; it never sends
// more.
// Input: `parts` and `imports` must outlive the producer.
// Errors: InvalidArgument; PermissionDenied for addresses without the
// permission.
absl::StatusOr<Producer<v1::ExportCommentsResponse>> ExportComments(
    const SiteServiceParts& parts, ImportStore& imports, const Caller& who,
    const v1::ExportCommentsRequest& request);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_EXPORT_COMMENTS_H_
