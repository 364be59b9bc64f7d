#include "service/api/rotation_methods.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

namespace winnow {

grpc::ServerUnaryReactor* RotationMethods::RotateDataKey(
    grpc::CallbackServerContext* context,
    const v1::RotateDataKeyRequest* request,
    v1::RotateDataKeyResponse* response) {
  return parts_.gate.RunBlocking(
      context, rotate_data_key_, *request,
      [this, request, response](const Caller& who) -> absl::Status {
        EmailKeyRotation& keys = parts_.email_keys;
        const auto progress = request->resume()
                                  ? keys.GoOn(who.site, who.principal())
                                  : keys.Begin(who.site, who.principal());
        if (!progress.ok()) return progress.status();
        response->set_key_id(progress->key_name);
        response->set_resealed_count(progress->resealed);
        response->set_remaining_count(progress->remaining);
        response->set_unreadable_count(progress->unreadable);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* RotationMethods::RotateMasterKey(
    grpc::CallbackServerContext* context,
    const v1::RotateMasterKeyRequest* request,
    v1::RotateMasterKeyResponse* response) {
  return parts_.gate.RunBlocking(
      context, rotate_master_key_, *request,
      [this, response](const Caller& who) -> absl::Status {
        const auto progress = parts_.master_keys.Step(who.principal());
        if (!progress.ok()) return progress.status();
        response->set_site_count(progress->sites);
        response->set_remaining_count(progress->remaining);
        return absl::OkStatus();
      });
}

}  // namespace winnow
