#include "clients/cpp/queue_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/wire.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

// The context is made first and destroyed last: gRPC keeps pointers into it.
class OpenStream final : public QueueStream {
 public:
  // The library gives channels with equal arguments one connection.
  OpenStream(const std::shared_ptr<grpc::Channel>& channel,
             const std::string& key, const v1::WatchQueueRequest& request) {
    if (!key.empty()) {
      context_.AddMetadata("authorization", absl::StrCat("Bearer ", key));
    }
    call_ =
        v1::ModerationService::NewStub(channel)->WatchQueue(&context_, request);
  }

  ~OpenStream() override {
    if (finished_) return;
    context_.TryCancel();
    // Finish() waits for the last message to be read.
    v1::WatchQueueResponse unread;
    while (call_->Read(&unread)) {
    }
    call_->Finish();
  }

  bool Read(v1::WatchQueueResponse* response) override {
    return call_->Read(response);
  }
  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    finished_ = true;
    return FromGrpc(call_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchQueueResponse>> call_;
  bool finished_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<QueueStream>> OpenQueueStream(
    const Client& client, v1::WatchQueueRequest request) {
  const ClientOptions& options = client.options();
  if (request.site().empty()) request.set_site(options.site);
  const auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  return std::make_unique<OpenStream>(*channel, options.key, request);
}

}  // namespace winnow
