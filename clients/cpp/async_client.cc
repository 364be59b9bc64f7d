#include "clients/cpp/async_client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/wire.h"

namespace winnow {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageLite;

}  // namespace

struct AsyncClient::Wire {
  using Context = std::shared_ptr<grpc::ClientContext>;

  explicit Wire(std::shared_ptr<grpc::Channel> opened)
      : stub(std::move(opened)) {}

  // Returns false if no call may begin any more.
  bool Enter(const Context& context) {
    const std::lock_guard lock(mutex);
    if (ending) return false;
    return calls.insert(context).second;
  }
  // The context goes here and not with the callback that has it: it keeps the
  // channel, and a channel that ends on gRPC's own thread has that thread wait
  // for itself.
  void Leave(Context context) {
    const std::lock_guard lock(mutex);
    calls.erase(context);
    context.reset();
    if (calls.empty()) none.notify_all();
  }
  void End() {
    std::set<Context> cancelled;
    {
      const std::lock_guard lock(mutex);
      ending = true;
      cancelled = calls;
    }
    // Not with the lock held: gRPC may end a call right here.
    for (const Context& context : cancelled) context->TryCancel();
    std::unique_lock lock(mutex);
    none.wait(lock, [this] { return calls.empty(); });
  }

  grpc::TemplatedGenericStub<MessageLite, MessageLite> stub;
  MethodThrottles throttles;
  std::mutex mutex;
  std::condition_variable none;
  std::set<Context> calls;  // in flight; guarded by mutex, as is the next
  bool ending = false;
};

absl::StatusOr<std::unique_ptr<AsyncClient>> AsyncClient::Connect(
    ClientOptions options, Executor executor) {
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = OpenChannel(options);
  if (!channel.ok()) return channel.status();
  auto wire = std::make_unique<Wire>(*std::move(channel));
  return std::unique_ptr<AsyncClient>(new AsyncClient(
      std::move(options), std::move(executor), std::move(wire)));
}

AsyncClient::AsyncClient(ClientOptions options, Executor executor,
                         std::unique_ptr<Wire> wire)
    : options_(std::move(options)),
      executor_(std::move(executor)),
      wire_(std::move(wire)) {}

AsyncClient::~AsyncClient() { wire_->End(); }

void AsyncClient::CallMethod(const char* path, const Message& request,
                             Message& response, const AsyncCall& call,
                             std::function<void(const absl::Status&)> done) {
  const std::string& key = call.key.empty() ? options_.key : call.key;
  const std::string& trace =
      call.traceparent.empty() ? options_.traceparent : call.traceparent;
  const auto refuse = [&](absl::Status why) {
    executor_([done = std::move(done), why = std::move(why)] { done(why); });
  };
  if (!key.empty() && !IsSendableKey(key)) {
    return refuse(absl::UnauthenticatedError("this is no API key"));
  }
  CallThrottle& throttle = wire_->throttles.Of(path);
  if (!throttle.MaySend(absl::Now())) return refuse(HeldBackError());
  auto context = std::make_shared<grpc::ClientContext>();
  PrepareCall(*context, key, trace);
  const absl::Duration timeout = call.timeout > absl::ZeroDuration()
                                     ? call.timeout
                                     : options_.call_timeout;
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!wire_->Enter(context)) {
    return refuse(absl::CancelledError("the client is being ended"));
  }
  // The context is made first and destroyed last: gRPC keeps pointers into it.
  wire_->stub.UnaryCall(
      context.get(), path, grpc::StubOptions(), &request, &response,
      [this, context, &throttle,
       done = std::move(done)](const grpc::Status& ended) mutable {
        absl::Status status = FromGrpc(ended);
        throttle.Observe(IsServerBusy(status), absl::Now());
        // Moved, so that what it holds is destroyed where the executor runs it.
        executor_([done = std::move(done), status = std::move(status)] {
          done(status);
        });
        // The last touch of this object, which may be gone after it.
        wire_->Leave(std::move(context));
      });
}

}  // namespace winnow
