// The method of ModerationService about near-duplicates, for the service to
// build on.
//
// Thread-safe.

#ifndef WINNOW_SERVICE_API_SIMILAR_METHODS_H_
#define WINNOW_SERVICE_API_SIMILAR_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "service/api/gate.h"
#include "service/api/mark_methods.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

class SimilarMethods : public MarkMethods {
 public:
  grpc::ServerUnaryReactor* ListSimilar(
      grpc::CallbackServerContext* context,
      const v1::ListSimilarRequest* request,
      v1::ListSimilarResponse* response) override;

 protected:
  // All must outlive this object.
  SimilarMethods(Gate& gate, Moderation& moderation, Marks& marks)
      : MarkMethods(gate, moderation, marks),
        gate_(gate),
        moderation_(moderation) {}

 private:
  absl::Status List(const Caller& who, const v1::ListSimilarRequest& request,
                    v1::ListSimilarResponse& response);

  Gate& gate_;
  Moderation& moderation_;
  const Access& list_ =
      Gate::Row(v1::ModerationService::service_full_name(), "ListSimilar");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SIMILAR_METHODS_H_
