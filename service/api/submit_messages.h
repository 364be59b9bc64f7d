// Memory for one SubmitComment: request and answer, their parts and their short
// texts in one allocation, where each would be one. It gives the handler a
// request it may take texts out of, and wipes the reader's address before the
// memory is used again.

#ifndef WINNOW_SERVICE_API_SUBMIT_MESSAGES_H_
#define WINNOW_SERVICE_API_SUBMIT_MESSAGES_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/message_allocator.h>

#include <cstddef>

#include "service/base/wipe.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

class SubmitMessages final
    : public grpc::MessageHolder<v1::SubmitCommentRequest,
                                 v1::SubmitCommentResponse> {
 public:
  SubmitMessages() : arena_(block_, sizeof(block_)) {
    set_request(
        google::protobuf::Arena::CreateMessage<v1::SubmitCommentRequest>(
            &arena_));
    set_response(
        google::protobuf::Arena::CreateMessage<v1::SubmitCommentResponse>(
            &arena_));
  }

  void Release() override {
    Wipe(*request()->mutable_email());
    delete this;
  }

 private:
  // A comment as most are takes 2 KB; what does not fit is allocated.
  static constexpr size_t kBlockBytes = 2560;

  alignas(std::max_align_t) char block_[kBlockBytes];
  google::protobuf::Arena arena_;
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
