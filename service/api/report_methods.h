// The methods about readers' reports: the one of CommentService that takes them
// and the one of ModerationService that lists them, for the services to build
// on.
//
// Thread-safe.

#ifndef WINNOW_SERVICE_API_REPORT_METHODS_H_
#define WINNOW_SERVICE_API_REPORT_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "service/api/admission.h"
#include "service/api/gate.h"
#include "service/api/served.h"
#include "service/api/similar_methods.h"
#include "service/moderation/moderation.h"
#include "service/moderation/reports.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

class ReaderMethods : public Served<v1::CommentService> {
 public:
  grpc::ServerUnaryReactor* ReportComment(
      grpc::CallbackServerContext* context,
      const v1::ReportCommentRequest* request,
      v1::ReportCommentResponse* response) override;

 protected:
  // All must outlive this object.
  ReaderMethods(Gate& gate, const Admission& admission, Reports& reports)
      : gate_(gate), admission_(admission), reports_(reports) {}

 private:
  absl::Status File(const Caller& who, const v1::ReportCommentRequest& request,
                    v1::ReportCommentResponse& response);

  Gate& gate_;
  const Admission& admission_;
  Reports& reports_;
  const Access& report_ =
      Gate::Row(v1::CommentService::service_full_name(), "ReportComment");
};

class ReportMethods : public SimilarMethods {
 public:
  grpc::ServerUnaryReactor* ListReports(
      grpc::CallbackServerContext* context,
      const v1::ListReportsRequest* request,
      v1::ListReportsResponse* response) override;

 protected:
  // All must outlive this object.
  ReportMethods(Gate& gate, Moderation& moderation, Marks& marks,
                Reports& reports)
      : SimilarMethods(gate, moderation, marks),
        gate_(gate),
        moderation_(moderation),
        reports_(reports) {}

 private:
  absl::Status List(const Caller& who, const v1::ListReportsRequest& request,
                    v1::ListReportsResponse& response);

  Gate& gate_;
  Moderation& moderation_;
  Reports& reports_;
  const Access& list_ =
      Gate::Row(v1::ModerationService::service_full_name(), "ListReports");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_REPORT_METHODS_H_
