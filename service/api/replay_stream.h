// One ReplayPolicy call. Internal to SiteService.
//
// Works in turns of a fraction of a second on the worker pool, with an answer
// that says how far it is between two, so that a replay of millions keeps no
// worker for itself. Owns itself until the RPC library is done with it.

#ifndef WINNOW_SERVICE_API_REPLAY_STREAM_H_
#define WINNOW_SERVICE_API_REPLAY_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <mutex>

#include "absl/time/time.h"
#include "service/api/open_streams.h"
#include "service/api/policy_admin.h"
#include "service/api/policy_replay.h"

namespace winnow {

// Replays that one server runs at once; each keeps a core busy.
inline constexpr int kReplaysMax = 2;

class ReplayStream final
    : public grpc::ServerWriteReactor<v1::ReplayPolicyResponse>,
      public OpenStream,
      public std::enable_shared_from_this<ReplayStream> {
 public:
  // All must outlive the call; `running` counts the calls that work.
  ReplayStream(grpc::CallbackServerContext& context,
               const SiteServiceParts& parts, const Access& access,
               const PolicyAdmin& policies,
               const v1::ReplayPolicyRequest& request,
               std::atomic<int>& running);

  void Begin();

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;

 private:
  void Turn();
  absl::Status Work(v1::ReplayPolicyResponse& answer);
  // With mutex_ held:
  void GoOn();
  void EndWith(absl::Status status);
  void FinishIfDone();

  grpc::CallbackServerContext& context_;
  const SiteServiceParts& parts_;
  const Access& access_;
  const PolicyAdmin& policies_;
  const v1::ReplayPolicyRequest request_;
  std::atomic<int>& running_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<ReplayStream> self_;
  // Only the one turn under way touches this.
  std::unique_ptr<PolicyReplay> replay_;

  std::mutex mutex_;  // guards all that follow
  v1::ReplayPolicyResponse answer_;
  bool counted_ = false;  // in running_
  bool working_ = false;
  bool writing_ = false;
  bool all_done_ = false;
  bool ending_ = false;
  bool finished_ = false;
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_REPLAY_STREAM_H_
