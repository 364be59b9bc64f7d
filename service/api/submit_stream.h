// One SubmitComments stream. Internal to CommentService.

#ifndef WINNOW_SERVICE_API_SUBMIT_STREAM_H_
#define WINNOW_SERVICE_API_SUBMIT_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "service/api/admission.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/intake/intake.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// Whether the caller may submit this request: its site, imports for operators.
absl::Status CheckSubmission(const Principal& principal,
                             const v1::SubmitCommentRequest& request);

// Comments of one stream worked on at once, their unsent answers included;
// beyond it nothing more is read, and flow control slows the client down.
inline constexpr int kStreamItemsMax = 256;

// Owns itself until the RPC library is done with it. Ends when the client has
// sent its last comment and has every answer; a cut stream ends once the work
// under way is done.
class SubmitStream final
    : public grpc::ServerBidiReactor<v1::SubmitCommentsRequest,
                                     v1::SubmitCommentsResponse>,
      public OpenStream,
      public std::enable_shared_from_this<SubmitStream> {
 public:
  SubmitStream(grpc::CallbackServerContext& context, Gate& gate,
               const Access& access, const Admission& admission,
               Intake& intake);

  // Identifies the caller and begins to read.
  void Begin(OpenStreams& streams);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;

 private:
  using Answer = std::unique_ptr<v1::SubmitCommentsResponse>;

  void Work(int64_t index, v1::SubmitCommentRequest& request);
  void Send(Answer answer);
  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ReadIfRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndWith(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishIfDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  const Admission& admission_;
  Intake& intake_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<SubmitStream> self_;
  v1::SubmitCommentsRequest request_;

  absl::Mutex mutex_;
  std::deque<Answer> answers_ ABSL_GUARDED_BY(mutex_);  // front: being sent
  int items_ ABSL_GUARDED_BY(mutex_) = 0;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool no_more_reads_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SUBMIT_STREAM_H_
