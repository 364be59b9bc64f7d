// Memory for one SubmitComment: request and answer in one allocation. It gives
// the handler a request it may take texts out of, and wipes the reader's
// address before the memory is used again.

#ifndef WINNOW_SERVICE_API_SUBMIT_MESSAGES_H_
#define WINNOW_SERVICE_API_SUBMIT_MESSAGES_H_

#include <grpcpp/support/message_allocator.h>

#include "service/base/wipe.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

class SubmitMessages final
    : public grpc::MessageHolder<v1::SubmitCommentRequest,
                                 v1::SubmitCommentResponse> {
 public:
  SubmitMessages() {
    set_request(&request_);
    set_response(&response_);
  }

  void Release() override {
    Wipe(*request_.mutable_email());
    delete this;
  }

 private:
  v1::SubmitCommentRequest request_;
  v1::SubmitCommentResponse response_;
};

// Thread-safe.
class SubmitMessageAllocator final
    : public grpc::MessageAllocator<v1::SubmitCommentRequest,
                                    v1::SubmitCommentResponse> {
 public:
  grpc::MessageHolder<v1::SubmitCommentRequest, v1::SubmitCommentResponse>*
  AllocateMessages() override {
    return new SubmitMessages;
  }
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SUBMIT_MESSAGES_H_
