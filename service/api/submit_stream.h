// One SubmitComments stream. Internal to CommentService.

#ifndef WINNOW_SERVICE_API_SUBMIT_STREAM_H_
#define WINNOW_SERVICE_API_SUBMIT_STREAM_H_

#include <memory>

#include "absl/status/status.h"
#include "service/api/admission.h"
#include "service/api/item_stream.h"
#include "service/intake/intake.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// Whether the caller may submit this request: its site, imports for operators.
absl::Status CheckSubmission(const Principal& principal,
                             const v1::SubmitCommentRequest& request);

class SubmitStream final
    : public ItemStream<v1::SubmitCommentsRequest, v1::SubmitCommentsResponse> {
 public:
  SubmitStream(grpc::CallbackServerContext& context, Gate& gate,
               const Access& access, const Admission& admission, Intake& intake)
      : ItemStream(context, gate, access),
        admission_(admission),
        intake_(intake) {}

 private:
  void Work(v1::SubmitCommentsRequest& request,
            const std::shared_ptr<ItemStream>& self) override;

  const Admission& admission_;
  Intake& intake_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SUBMIT_STREAM_H_
