#include "service/api/stats_methods.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

namespace winnow {

grpc::ServerUnaryReactor* StatsMethods::GetStats(
    grpc::CallbackServerContext* context, const v1::GetStatsRequest* request,
    v1::GetStatsResponse* response) {
  return gate_.RunBlocking(context, stats_, *request,
                           [this, request, response](const Caller& who) {
                             return figures_.GetStats(who, *request, *response);
                           });
}

grpc::ServerUnaryReactor* StatsMethods::GetRuleStats(
    grpc::CallbackServerContext* context,
    const v1::GetRuleStatsRequest* request,
    v1::GetRuleStatsResponse* response) {
  return gate_.RunBlocking(
      context, rules_, *request, [this, request, response](const Caller& who) {
        return figures_.GetRuleStats(who, *request, *response);
      });
}

grpc::ServerUnaryReactor* StatsMethods::GetCalibration(
    grpc::CallbackServerContext* context,
    const v1::GetCalibrationRequest* request,
    v1::GetCalibrationResponse* response) {
  return gate_.RunBlocking(context, calibration_, *request,
                           [this, request, response](const Caller& who) {
                             return figures_.GetCalibration(who, *request,
                                                            *response);
                           });
}

}  // namespace winnow
