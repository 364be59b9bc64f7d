// The part of SiteService that moves what is stored: comments in and out,
// decisions and what is kept of one author out. Apart, because a service is one
// class and its methods are many.

#ifndef WINNOW_SERVICE_API_TRANSFER_METHODS_H_
#define WINNOW_SERVICE_API_TRANSFER_METHODS_H_

#include <atomic>
#include <memory>

#include "service/api/adapter_admin.h"
#include "service/api/admission.h"
#include "service/api/gate.h"
#include "service/api/rotation_methods.h"
#include "service/api/services.h"
#include "service/moderation/importer.h"
#include "service/store/import_store.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

// What moving comments takes beside the rest of SiteService. All must outlive
// the service and every call under way.
struct ImportParts {
  ImportStore& store;
  Importer& importer;
  const Admission& admission;
};

// SiteService with everything that it does.
std::shared_ptr<grpc::Service> MakeSiteService(SiteServiceParts parts,
                                               ImportParts imports);

class TransferMethods : public RotationMethods {
 public:
  grpc::ServerBidiReactor<v1::ImportCommentsRequest,
                          v1::ImportCommentsResponse>*
  ImportComments(grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<v1::ExportCommentsResponse>* ExportComments(
      grpc::CallbackServerContext* context,
      const v1::ExportCommentsRequest* request) override;
  grpc::ServerWriteReactor<v1::ExportAuthorResponse>* ExportAuthor(
      grpc::CallbackServerContext* context,
      const v1::ExportAuthorRequest* request) override;
  grpc::ServerWriteReactor<v1::ExportAdapterResponse>* ExportAdapter(
      grpc::CallbackServerContext* context,
      const v1::ExportAdapterRequest* request) override;
  grpc::ServerWriteReactor<v1::ExportDecisionsResponse>* ExportDecisions(
      grpc::CallbackServerContext* context,
      const v1::ExportDecisionsRequest* request) override;

 protected:
  // Both must outlive this object and every call under way.
  TransferMethods(const SiteServiceParts& parts, ImportParts imports,
                  AdapterAdmin& adapters)
      : RotationMethods(parts),
        parts_(parts),
        imports_(imports),
        adapters_(adapters) {}

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::SiteService::service_full_name(), method);
  }

  const SiteServiceParts& parts_;
  const ImportParts imports_;
  AdapterAdmin& adapters_;
  std::atomic<int> open_imports_ = 0;
  const Access& import_comments_ = Row("ImportComments");
  const Access& export_comments_ = Row("ExportComments");
  const Access& export_author_ = Row("ExportAuthor");
  const Access& export_adapter_ = Row("ExportAdapter");
  const Access& export_decisions_ = Row("ExportDecisions");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_TRANSFER_METHODS_H_
