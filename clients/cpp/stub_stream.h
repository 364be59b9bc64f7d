// Streams over generated stubs. Only the .cc files beside it include this
// header: it needs gRPC's, and is not installed.

#ifndef WINNOW_CLIENTS_CPP_STUB_STREAM_H_
#define WINNOW_CLIENTS_CPP_STUB_STREAM_H_

#include <memory>
#include <utility>

#include "clients/cpp/stream.h"
#include "clients/cpp/wire.h"

namespace winnow {

// A stream over a generated stub. The context is made first and destroyed last:
// gRPC keeps pointers into it.
template <typename Request, typename Response>
class StubStream final : public Stream<Request, Response> {
 public:
  using Call = grpc::ClientReaderWriter<Request, Response>;

  ~StubStream() override {
    if (call_ != nullptr && !finished_) {
      context_.TryCancel();
      Response unread;
      while (call_->Read(&unread)) {
      }
      call_->Finish();
    }
  }

  grpc::ClientContext& context() { return context_; }
  void set_call(std::unique_ptr<Call> call) { call_ = std::move(call); }

  bool Write(const Request& request) override { return call_->Write(request); }
  bool WritesDone() override { return call_->WritesDone(); }
  bool Read(Response* response) override { return call_->Read(response); }
  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    finished_ = true;
    return FromGrpc(call_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<Call> call_;
  bool finished_ = false;
};

template <typename Response>
class StubReadStream final : public ReadStream<Response> {
 public:
  using Call = grpc::ClientReader<Response>;

  ~StubReadStream() override {
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
  void set_call(std::unique_ptr<Call> call) { call_ = std::move(call); }

  bool Read(Response* response) override { return call_->Read(response); }
  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    finished_ = true;
    return FromGrpc(call_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<Call> call_;
  bool finished_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_STUB_STREAM_H_
