#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>

#include "service/api/feed_stream.h"
#include "service/api/feed_wait.h"
#include "service/api/served.h"
#include "service/api/services.h"
#include "service/api/subscriptions.h"
#include "winnow/v1/feed_service.grpc.pb.h"

namespace winnow {
namespace {

class FeedService final : public Served<v1::FeedService> {
 public:
  FeedService(Gate& gate, OpenStreams& streams, Feed& feed, StatusStore& status,
              WatchFeed watch)
      : gate_(gate),
        streams_(streams),
        feed_(feed),
        status_(status),
        watch_(std::move(watch)) {}

  grpc::ServerWriteReactor<v1::StreamEventsResponse>* StreamEvents(
      grpc::CallbackServerContext* context,
      const v1::StreamEventsRequest* request) override {
    auto stream =
        std::make_shared<FeedStream>(*context, gate_, stream_, feed_, *request);
    stream->Begin(streams_, watch_);
    return stream.get();
  }

  grpc::ServerUnaryReactor* ListEvents(
      grpc::CallbackServerContext* context,
      const v1::ListEventsRequest* request,
      v1::ListEventsResponse* response) override {
    auto wait = std::make_shared<FeedWait>(*context, gate_, list_, feed_,
                                           *request, *response);
    wait->Begin(streams_, watch_);
    return wait.get();
  }

  grpc::ServerUnaryReactor* AcknowledgeEvents(
      grpc::CallbackServerContext* context,
      const v1::AcknowledgeEventsRequest* request,
      v1::Subscription* response) override {
    return gate_.RunBlocking(context, acknowledge_, *request,
                             [this, request, response](const Caller& who) {
                               return Acknowledge(who.site, *request,
                                                  *response);
                             });
  }

  grpc::ServerUnaryReactor* ListSubscriptions(
      grpc::CallbackServerContext* context,
      const v1::ListSubscriptionsRequest* request,
      v1::ListSubscriptionsResponse* response) override {
    return gate_.RunBlocking(context, list_subscriptions_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::ListSubscriptions(
                                   status_, who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* UpdateSubscription(
      grpc::CallbackServerContext* context,
      const v1::UpdateSubscriptionRequest* request,
      v1::Subscription* response) override {
    return gate_.RunBlocking(context, update_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::UpdateSubscription(
                                   feed_, status_, who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* DeleteSubscription(
      grpc::CallbackServerContext* context,
      const v1::DeleteSubscriptionRequest* request,
      google::protobuf::Empty* /*response*/) override {
    return gate_.RunBlocking(context, delete_, *request,
                             [this, request](const Caller& who) {
                               return Delete(who.site, *request);
                             });
  }

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::FeedService::service_full_name(), method);
  }

  absl::Status Acknowledge(const std::string& site,
                           const v1::AcknowledgeEventsRequest& request,
                           v1::Subscription& response) {
    std::string cursor = request.cursor();
    if (cursor == kLatest) {
      auto latest = feed_.Begin(site, {.cursor = cursor});
      if (!latest.ok()) return latest.status();
      cursor = std::move(latest->cursor);
    }
    if (cursor.empty()) cursor = kBeforeAll;
    auto kept = feed_.Acknowledge(site, request.subscription(), cursor);
    if (!kept.ok()) return kept.status();
    response.set_name(SubscriptionName(site, request.subscription()));
    response.set_acknowledged_cursor(*std::move(kept));
    return absl::OkStatus();
  }

  absl::Status Delete(const std::string& site,
                      const v1::DeleteSubscriptionRequest& request) {
    const auto name = ParseSubscriptionName(request.name(), site, "name");
    if (!name.ok()) return name.status();
    return feed_.Forget(site, *name);
  }

  Gate& gate_;
  OpenStreams& streams_;
  Feed& feed_;
  StatusStore& status_;
  const WatchFeed watch_;
  const Access& stream_ = Row("StreamEvents");
  const Access& list_ = Row("ListEvents");
  const Access& acknowledge_ = Row("AcknowledgeEvents");
  const Access& list_subscriptions_ = Row("ListSubscriptions");
  const Access& update_ = Row("UpdateSubscription");
  const Access& delete_ = Row("DeleteSubscription");
};

}  // namespace

std::shared_ptr<grpc::Service> MakeFeedService(Gate& gate, OpenStreams& streams,
                                               Feed& feed, StatusStore& status,
                                               WatchFeed watch) {
  return std::make_shared<FeedService>(gate, streams, feed, status,
                                       std::move(watch));
}

}  // namespace winnow
