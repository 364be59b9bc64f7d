#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/errors.h"
#include "service/api/services.h"

namespace winnow {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::unique_ptr<Message> ParseRequest(const MethodDescriptor& method,
                                      const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return nullptr;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(method.input_type())
          ->New());
  return request->ParseFromString(bytes) ? std::move(request) : nullptr;
}

// One call; deletes itself when it is done.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  Refusal(grpc::GenericCallbackServerContext& context, Gate& gate)
      : context_(context), gate_(gate), access_(FindAccess(context.method())) {}

  void Begin() {
    if (access_ == nullptr) {
      return End(absl::UnimplementedError("no such call"));
    }
    method_ = &DescriptorOf(*access_);
    const auto key = gate_.Identify(context_, *access_);
    if (!key.ok()) return End(key.status());
    // A stream of requests may never send one.
    if (method_->client_streaming()) return EndUnserved();
    StartRead(&buffer_);
  }

  void OnReadDone(bool ok) override {
    const auto request = ok ? ParseRequest(*method_, buffer_) : nullptr;
    if (!request) {
      return End(absl::InvalidArgumentError("the request cannot be parsed"));
    }
    const auto caller = gate_.Enter(context_, *access_, *request);
    if (!caller.ok()) return End(caller.status());
    EndUnserved();
  }

  void OnDone() override { delete this; }

 private:
  void EndUnserved() {
    End(absl::UnimplementedError(absl::StrCat(
        access_->method, " is not available in this version of winnowd")));
  }

  void End(const absl::Status& status) {
    if (access_ != nullptr) {
      gate_.Observe(*access_, context_, status, start_, {});
    }
    Finish(ToGrpcStatus(status, context_));
  }

  grpc::GenericCallbackServerContext& context_;
  Gate& gate_;
  const Access* const access_;
  const absl::Time start_ = absl::Now();
  const MethodDescriptor* method_ = nullptr;
  grpc::ByteBuffer buffer_;
};

class UnservedMethods final : public grpc::CallbackGenericService {
 public:
  explicit UnservedMethods(Gate& gate) : gate_(gate) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    auto* refusal = new Refusal(*context, gate_);
    refusal->Begin();
    return refusal;
  }

 private:
  Gate& gate_;
};

}  // namespace

std::shared_ptr<grpc::CallbackGenericService> MakeUnservedMethods(Gate& gate) {
  return std::make_shared<UnservedMethods>(gate);
}

}  // namespace winnow
