#include "service/api/submit_stream.h"

#include <string>
#include <utility>

#include "service/api/convert.h"

namespace winnow {

absl::Status CheckSubmission(const Principal& principal,
                             const v1::SubmitCommentRequest& request) {
  absl::Status allowed = CheckSite(principal, request.site());
  if (!allowed.ok() || !request.has_import_origin()) return allowed;
  if (principal.role != Role::kOperator) {
    return absl::PermissionDeniedError(
        "import_origin needs an operator's key; leave it out");
  }
  return absl::UnimplementedError(
      "SiteService.ImportComments imports; leave import_origin out");
}

void SubmitStream::Work(v1::SubmitCommentsRequest& request,
                        const std::shared_ptr<ItemStream>& self) {
  auto answer = std::make_unique<v1::SubmitCommentsResponse>();
  answer->set_index(request.index());
  absl::Status allowed = CheckSubmission(principal(), request.comment());
  if (allowed.ok()) allowed = admission_.Check();
  if (!allowed.ok()) {
    FillItemError(allowed, request.comment().request_id(),
                  *answer->mutable_error());
    return Send(std::move(answer));
  }
  Submission submission =
      TakeSubmission(*request.mutable_comment(), principal().trusted);
  std::string site = submission.site;
  std::string request_id = submission.request_id;
  intake_.Submit(
      std::move(submission),
      [self, answer = std::move(answer), site = std::move(site),
       request_id =
           std::move(request_id)](absl::StatusOr<Submitted> result) mutable {
        if (result.ok()) {
          FillSubmitted(*std::move(result), site, *answer->mutable_response());
        } else {
          FillItemError(result.status(), request_id, *answer->mutable_error());
        }
        self->Send(std::move(answer));
      },
      [self] { return self->CheckWanted(); });
}

}  // namespace winnow
