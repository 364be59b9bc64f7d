// Streams over generated stubs. Only the .cc files beside it include this
// header: it needs gRPC's, and is not installed.

#ifndef WINNOW_CLIENTS_CPP_STUB_STREAM_H_
#define WINNOW_CLIENTS_CPP_STUB_STREAM_H_

#include <memory>
#include <utility>

#include "clients/cpp/stream.h"
#include "clients/cpp/wire.h"

namespace winnow {

// What both kinds do. The context is made first and destroyed last: gRPC keeps
// pointers into it.
template <typename Base, typename CallType, typename Response>
class StubCall : public Base {
 public:
  ~StubCall() override {
    if (call_ != nullptr && !finished_) {
      context_.TryCancel();
      // Finish() waits for the last message to be read.
      Response unread;
      while (call_->Read(&unread)) {
      }
      call_->Finish();
    }
  }

  grpc::ClientContext& context() { return context_; }
  void set_call(std::unique_ptr<CallType> call) { call_ = std::move(call); }

  bool Read(Response* response) override { return call_->Read(response); }
  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    finished_ = true;
    return FromGrpc(call_->Finish());
  }

 protected:
  CallType& call() { return *call_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<CallType> call_;
  bool finished_ = false;
};

// A stream over a generated stub.
template <typename Request, typename Response>
class StubStream final
    : public StubCall<Stream<Request, Response>,
                      grpc::ClientReaderWriter<Request, Response>, Response> {
 public:
  bool Write(const Request& request) override {
    return this->call().Write(request);
  }
  bool WritesDone() override { return this->call().WritesDone(); }
};

// One on which only the server sends.
template <typename Response>
class StubReadStream final
    : public StubCall<ReadStream<Response>, grpc::ClientReader<Response>,
                      Response> {};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_STUB_STREAM_H_
