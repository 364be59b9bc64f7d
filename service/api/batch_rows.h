// What the calls about batches share: beginning one, and saying what became of
// each comment. Internal to ModerationService.

#ifndef WINNOW_SERVICE_API_BATCH_ROWS_H_
#define WINNOW_SERVICE_API_BATCH_ROWS_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/base/status_details.h"
#include "service/base/uuid.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_decisions.pb.h"

namespace winnow {

// The id of the batch that a request begins; the same one for the same
// request_id.
// Errors: InvalidArgument; AlreadyExists when the request_id had other content.
template <typename Request>
absl::StatusOr<std::string> BeginBatch(Moderation& moderation,
                                       const Request& request) {
  if (absl::Status valid = CheckRequestId(request.request_id()); !valid.ok()) {
    return valid;
  }
  Request content = request;
  content.clear_request_id();
  return moderation.BeginBatch(request.site(), request.request_id(),
                               absl::StrCat(Request::descriptor()->name(), "\n",
                                            content.SerializeAsString()));
}

// Puts into the response the batch that a request goes on with, or else begins;
// none in a dry run.
// Errors: those of BeginBatch; InvalidArgument for what is no batch.
template <typename Request, typename Response>
absl::Status JoinBatch(Moderation& moderation, const Request& request,
                       Response& response) {
  if (!request.batch().empty() && !ParseUuid(request.batch())) {
    return InvalidFields(
        {{.field = "batch",
          .description = "must be the batch of an earlier answer"}});
  }
  if (request.dry_run()) return absl::OkStatus();
  if (!request.batch().empty()) {
    response.set_batch(request.batch());
    return absl::OkStatus();
  }
  auto begun = BeginBatch(moderation, request);
  if (!begun.ok()) return begun.status();
  response.set_batch(*std::move(begun));
  return absl::OkStatus();
}

// Adds a row's result and counts it when it changed the comment, or would.
// `request_id` is for the log.
template <typename Response>
void AddResult(const BatchRow& row, absl::string_view site,
               absl::string_view request_id, Response& response) {
  v1::BatchResult& result = *response.add_results();
  result.set_name(CommentName(site, row.id));
  if (!row.status.ok()) {
    FillItemError(row.status, request_id, *result.mutable_error());
    return;
  }
  result.set_from_state(ToProto(row.from));
  result.set_to_state(ToProto(row.to));
  result.set_etag(absl::StrCat(row.revision));
  if (row.from == row.to && !row.changed) return;
  response.set_changed_count(response.changed_count() + 1);
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_BATCH_ROWS_H_
