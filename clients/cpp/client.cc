#include "clients/cpp/client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/retry_pacer.h"
#include "clients/cpp/wire.h"

namespace winnow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageLite;

// Sets a string field that the message has and that is empty.
void FillField(Message& message, const char* name, const std::string& value) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (value.empty() || field == nullptr ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING ||
      field->is_repeated() ||
      !message.GetReflection()->GetString(message, field).empty()) {
    return;
  }
  message.GetReflection()->SetString(&message, field, value);
}

// One attempt. The generic stub's blocking form does not exist, so this waits
// for the callback; the context must outlive it.
absl::Status CallOnce(const std::shared_ptr<grpc::Channel>& channel,
                      grpc::ClientContext& context, const char* path,
                      const Message& request, Message& response) {
  grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(channel);
  std::promise<grpc::Status> done;
  stub.UnaryCall(
      &context, path, grpc::StubOptions(), &request, &response,
      [&done](grpc::Status status) { done.set_value(std::move(status)); });
  return FromGrpc(done.get_future().get());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(ClientOptions options) {
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = OpenChannel(options);
  if (!channel.ok()) return channel.status();
  auto wire = std::make_unique<Wire>();
  wire->channel = *std::move(channel);
  wire->key = options.key;
  wire->traceparent = options.traceparent;
  return std::unique_ptr<Client>(
      new Client(std::move(options), std::move(wire)));
}

Client::Client(ClientOptions options, std::unique_ptr<Wire> wire)
    : options_(std::move(options)), wire_(std::move(wire)) {}

Client::~Client() = default;

absl::Status Client::CallMethod(const char* path, bool repeatable,
                                bool site_may_be_empty, Message& request,
                                Message& response, const CallOptions& call) {
  if (!site_may_be_empty) FillField(request, "site", options_.site);
  FillField(request, "request_id", NewRequestId());
  const absl::Time give_up =
      absl::Now() + call.retry_for.value_or(options_.retry_for);
  RetryPacer pacer;
  CallThrottle& throttle = wire_->throttles.Of(path);
  while (true) {
    absl::Status status;
    if (!throttle.MaySend(absl::Now())) {
      status = HeldBackError();
    } else {
      grpc::ClientContext context;
      wire_->Prepare(context, call.traceparent);
      context.set_deadline(absl::ToChronoTime(
          absl::Now() + call.call_timeout.value_or(options_.call_timeout)));
      status = CallOnce(wire_->channel, context, path, request, response);
      throttle.Observe(IsServerBusy(status), absl::Now());
    }
    // What failed may have been done all the same, and only its answer lost.
    if (status.ok() || !repeatable || !IsWorthRetrying(status)) return status;
    const absl::Duration pause = pacer.Next(RetryDelay(status));
    if (absl::Now() + pause > give_up) return status;
    absl::SleepFor(pause);
  }
}

absl::StatusOr<v1::SubmitCommentResponse> Client::Submit(
    v1::SubmitCommentRequest request, const CallOptions& call) {
  return Call(kSubmitComment, std::move(request), call);
}

absl::StatusOr<v1::Comment> Client::Get(const std::string& name,
                                        const CallOptions& call) {
  v1::GetCommentRequest request;
  request.set_name(name);
  return Call(kGetComment, std::move(request), call);
}

absl::StatusOr<v1::ListCommentsResponse> Client::List(
    v1::ListCommentsRequest request, const CallOptions& call) {
  return Call(kListComments, std::move(request), call);
}

absl::StatusOr<std::vector<int64_t>> Client::Count(
    const std::vector<std::string>& thread_ids, const CallOptions& call) {
  v1::CountCommentsRequest request;
  for (const std::string& id : thread_ids) request.add_thread_ids(id);
  absl::StatusOr<v1::CountCommentsResponse> answer =
      Call(kCountComments, std::move(request), call);
  if (!answer.ok()) return answer.status();
  std::vector<int64_t> counts;
  for (const auto& count : answer->counts()) {
    counts.push_back(count.approved_count());
  }
  return counts;
}

}  // namespace winnow
