#include "service/api/queue_methods.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>

#include "service/api/lease_calls.h"
#include "service/api/queue_stream.h"
#include "service/api/queue_verification.h"

namespace winnow {

grpc::ServerWriteReactor<v1::WatchQueueResponse>* QueueMethods::WatchQueue(
    grpc::CallbackServerContext* context,
    const v1::WatchQueueRequest* request) {
  auto stream =
      std::make_shared<QueueStream>(*context, gate_, watch_row_, watch_.watch,
                                    moderation_, watch_.sites, *request);
  stream->Begin(watch_.streams);
  return stream.get();
}

grpc::ServerUnaryReactor* QueueMethods::VerifyQueue(
    grpc::CallbackServerContext* context, const v1::VerifyQueueRequest* request,
    v1::VerifyQueueResponse* response) {
  return gate_.RunBlocking(
      context, verify_, *request, [this, request, response](const Caller& who) {
        return winnow::VerifyQueue(queue_, who, *request, *response);
      });
}

grpc::ServerUnaryReactor* QueueMethods::LeaseNext(
    grpc::CallbackServerContext* context, const v1::LeaseNextRequest* request,
    v1::LeaseNextResponse* response) {
  return gate_.RunBlocking(context, next_, *request,
                           [this, request, response](const Caller& who) {
                             return winnow::LeaseNext(leases_, moderation_, who,
                                                      *request, *response);
                           });
}

grpc::ServerUnaryReactor* QueueMethods::RenewLease(
    grpc::CallbackServerContext* context, const v1::RenewLeaseRequest* request,
    v1::Lease* response) {
  return gate_.RunBlocking(
      context, renew_, *request, [this, request, response](const Caller& who) {
        return winnow::RenewLease(leases_, who, *request, *response);
      });
}

grpc::ServerUnaryReactor* QueueMethods::ReleaseLease(
    grpc::CallbackServerContext* context,
    const v1::ReleaseLeaseRequest* request,
    google::protobuf::Empty* /*response*/) {
  return gate_.RunBlocking(
      context, release_, *request, [this, request](const Caller& who) {
        return winnow::ReleaseLease(leases_, who, *request);
      });
}

grpc::ServerUnaryReactor* QueueMethods::StealLease(
    grpc::CallbackServerContext* context, const v1::StealLeaseRequest* request,
    v1::Lease* response) {
  return gate_.RunBlocking(
      context, steal_, *request, [this, request, response](const Caller& who) {
        return winnow::StealLease(leases_, moderation_, who, *request,
                                  *response);
      });
}

grpc::ServerUnaryReactor* QueueMethods::ListLeases(
    grpc::CallbackServerContext* context, const v1::ListLeasesRequest* request,
    v1::ListLeasesResponse* response) {
  return gate_.RunBlocking(
      context, list_, *request, [this, request, response](const Caller& who) {
        return winnow::ListLeases(leases_, who, *request, *response);
      });
}

}  // namespace winnow
