// The part of SiteService that gives a site's addresses a new key, and all
// sites' keys a new master key.

#ifndef WINNOW_SERVICE_API_ROTATION_METHODS_H_
#define WINNOW_SERVICE_API_ROTATION_METHODS_H_

#include "service/api/gate.h"
#include "service/api/served.h"
#include "service/api/services.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

class RotationMethods : public Served<v1::SiteService> {
 public:
  grpc::ServerUnaryReactor* RotateDataKey(
      grpc::CallbackServerContext* context,
      const v1::RotateDataKeyRequest* request,
      v1::RotateDataKeyResponse* response) override;
  grpc::ServerUnaryReactor* RotateMasterKey(
      grpc::CallbackServerContext* context,
      const v1::RotateMasterKeyRequest* request,
      v1::RotateMasterKeyResponse* response) override;

 protected:
  // `parts` must outlive this object and every call under way.
  explicit RotationMethods(const SiteServiceParts& parts) : parts_(parts) {}

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::SiteService::service_full_name(), method);
  }

  const SiteServiceParts& parts_;
  const Access& rotate_data_key_ = Row("RotateDataKey");
  const Access& rotate_master_key_ = Row("RotateMasterKey");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ROTATION_METHODS_H_
