// The part of ModerationService that hands the queue out and proves it. Apart,
// because a service is one class and its methods are many.

#ifndef WINNOW_SERVICE_API_QUEUE_METHODS_H_
#define WINNOW_SERVICE_API_QUEUE_METHODS_H_

#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/api/report_methods.h"
#include "service/intake/live_sites.h"
#include "service/moderation/leases.h"
#include "service/moderation/moderation.h"
#include "service/moderation/queue_watch.h"
#include "service/store/queue_store.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

// What WatchQueue is made of.
struct WatchParts {
  OpenStreams& streams;
  QueueWatch& watch;
  LiveSites& sites;
};

class QueueMethods : public ReportMethods {
 public:
  grpc::ServerWriteReactor<v1::WatchQueueResponse>* WatchQueue(
      grpc::CallbackServerContext* context,
      const v1::WatchQueueRequest* request) override;
  grpc::ServerUnaryReactor* VerifyQueue(
      grpc::CallbackServerContext* context,
      const v1::VerifyQueueRequest* request,
      v1::VerifyQueueResponse* response) override;
  grpc::ServerUnaryReactor* LeaseNext(grpc::CallbackServerContext* context,
                                      const v1::LeaseNextRequest* request,
                                      v1::LeaseNextResponse* response) override;
  grpc::ServerUnaryReactor* RenewLease(grpc::CallbackServerContext* context,
                                       const v1::RenewLeaseRequest* request,
                                       v1::Lease* response) override;
  grpc::ServerUnaryReactor* ReleaseLease(
      grpc::CallbackServerContext* context,
      const v1::ReleaseLeaseRequest* request,
      google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* StealLease(grpc::CallbackServerContext* context,
                                       const v1::StealLeaseRequest* request,
                                       v1::Lease* response) override;
  grpc::ServerUnaryReactor* ListLeases(
      grpc::CallbackServerContext* context,
      const v1::ListLeasesRequest* request,
      v1::ListLeasesResponse* response) override;

 protected:
  // All must outlive this object and every call under way.
  QueueMethods(Gate& gate, Moderation& moderation, Marks& marks,
               Reports& reports, Leases& leases, QueueStore& queue,
               WatchParts watch)
      : ReportMethods(gate, moderation, marks, reports),
        gate_(gate),
        moderation_(moderation),
        leases_(leases),
        queue_(queue),
        watch_(watch) {}

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::ModerationService::service_full_name(), method);
  }

  Gate& gate_;
  Moderation& moderation_;
  Leases& leases_;
  QueueStore& queue_;
  const WatchParts watch_;
  const Access& watch_row_ = Row("WatchQueue");
  const Access& verify_ = Row("VerifyQueue");
  const Access& next_ = Row("LeaseNext");
  const Access& renew_ = Row("RenewLease");
  const Access& release_ = Row("ReleaseLease");
  const Access& steal_ = Row("StealLease");
  const Access& list_ = Row("ListLeases");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_QUEUE_METHODS_H_
