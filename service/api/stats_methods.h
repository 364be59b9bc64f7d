// The part of ModerationService about figures. Apart, because a service is one
// class and its methods are many.

#ifndef WINNOW_SERVICE_API_STATS_METHODS_H_
#define WINNOW_SERVICE_API_STATS_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "service/api/gate.h"
#include "service/api/queue_methods.h"
#include "service/api/site_figures.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

class StatsMethods : public QueueMethods {
 public:
  grpc::ServerUnaryReactor* GetStats(grpc::CallbackServerContext* context,
                                     const v1::GetStatsRequest* request,
                                     v1::GetStatsResponse* response) override;
  grpc::ServerUnaryReactor* GetRuleStats(
      grpc::CallbackServerContext* context,
      const v1::GetRuleStatsRequest* request,
      v1::GetRuleStatsResponse* response) override;
  grpc::ServerUnaryReactor* GetCalibration(
      grpc::CallbackServerContext* context,
      const v1::GetCalibrationRequest* request,
      v1::GetCalibrationResponse* response) override;

 protected:
  // All must outlive this object and every call under way.
  StatsMethods(Gate& gate, Moderation& moderation, Marks& marks,
               Reports& reports, Leases& leases, QueueStore& queue,
               WatchParts watch, SiteFigures& figures)
      : QueueMethods(gate, moderation, marks, reports, leases, queue, watch),
        gate_(gate),
        figures_(figures) {}

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::ModerationService::service_full_name(), method);
  }

  Gate& gate_;
  SiteFigures& figures_;
  const Access& stats_ = Row("GetStats");
  const Access& rules_ = Row("GetRuleStats");
  const Access& calibration_ = Row("GetCalibration");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_STATS_METHODS_H_
