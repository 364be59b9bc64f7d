// SiteService.ExportAuthor: all that is kept about one author. Internal to
// SiteService.

#ifndef WINNOW_SERVICE_API_EXPORT_AUTHOR_H_
#define WINNOW_SERVICE_API_EXPORT_AUTHOR_H_

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/produced_stream.h"
#include "service/api/services.h"
#include "service/store/import_store.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// Goes through all of the author's comments before the first message, and
// writes the audit record then; a dry run leaves none and shows no address. The
// caller has the permission.
// Input: `parts` and `imports` must outlive the producer.
// Errors: InvalidArgument; those of AuthorComments::AuthorOf.
absl::StatusOr<Producer<v1::ExportAuthorResponse>> ExportAuthor(
    const SiteServiceParts& parts, ImportStore& imports, const Caller& who,
    const v1::ExportAuthorRequest& request);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_EXPORT_AUTHOR_H_
