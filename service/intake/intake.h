// The life of one submission: validate, gather and screen at once, decide,
// seal, commit, answer (service/docs and CONTRACTS of the site's engineers call
// these steps 1–6). Nothing here blocks and no thread waits for Redis.
//
// A site's first call on this server and those that find it changed wait,
// without a thread of their own, for one worker to load it: live_sites.h says
// how long.
//
// Thread-safe. A call's work runs on the caller's thread up to the text
// filters; the rest runs wherever the later of text and store is ready, which
// may be the store's I/O thread (a few microseconds). Bodies over
// kInlineBodyBytesMax are screened on the worker pool.
#ifndef WINNOW_SERVICE_INTAKE_INTAKE_H_
#define WINNOW_SERVICE_INTAKE_INTAKE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/base/random.h"
#include "service/base/worker_pool.h"
#include "service/comment/comment.h"
#include "service/intake/arrival_tally.h"
#include "service/intake/live_sites.h"
#include "service/intake/shadow_tally.h"
#include "service/intake/submission.h"
#include "service/intake/submission_metrics.h"
#include "service/store/comment_store.h"

namespace winnow {

inline constexpr size_t kInlineBodyBytesMax = 4096;

struct Submitted {
  Comment comment;
  std::string edit_token;
  bool replayed = false;
  std::vector<Warning> warnings;
};

class Intake {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Submitted>) &&>;
  // OK while somebody waits for the answer, else the error to end with. Called
  // on any thread until `done` is.
  using Wanted = absl::AnyInvocable<absl::Status()>;

  // All must outlive this object and every call under way. Ends only after
  // the shadows of answered calls.
  Intake(CommentStore& store, LiveSites& sites, WorkerPool& workers,
         Clock& clock, Random& random, Metrics& metrics, ShadowTally& shadows);
  ~Intake();

  // Takes a submission and calls `done` exactly once, on any thread. What is
  // not `wanted` any more stops before the text is read and before it is
  // committed: then nothing was stored. What was committed stays. Errors:
  // InvalidArgument with every bad field; NotFound (site); FailedPrecondition
  // (closed thread, parent that is not published); AlreadyExists (request id
  // used for other content); ResourceExhausted with a delay (rates, queue
  // full); Unavailable (Redis); those of `wanted`. Idempotent: by request id.
  void Submit(Submission submission, Done done, Wanted wanted = nullptr);

  // Screens without storing: text filters and policy, no circumstances. Blocks
  // for the length of the screening.
  // Errors: NotFound, InvalidArgument.
  absl::StatusOr<Verdict> Analyze(const LiveSite& site, const Draft& draft);

  // Work accepted and not answered yet.
  int64_t calls_in_flight() const { return calls_.load(); }

  // Of the comments that this server stored.
  const ArrivalTally& arrivals() const { return arrivals_; }

 private:
  struct Call;

  void Start(std::shared_ptr<Call> call);
  void Screen(std::shared_ptr<Call> call);
  void OnGathered(std::shared_ptr<Call> call);
  void Reload(std::shared_ptr<Call> call);
  void ReadAgain(Call& call, std::shared_ptr<const LiveSite> live);
  void Decide(std::shared_ptr<Call> call);
  void Commit(std::shared_ptr<Call> call,
              std::shared_ptr<Commitment> commitment);
  // Seals the address under the site's newest key and commits again.
  void SealAgain(std::shared_ptr<Call> call,
                 std::shared_ptr<Commitment> commitment);
  static void ReadForShadow(Call& call);
  static bool HasShadows(const Call& call, const Verdict& live);
  // Has shadows judge too and counts what they say. After the answer, which
  // they must neither delay nor change.
  void AskShadows(const Call& call, const Verdict& live);
  void TallyArrival(const Call& call, const StoredComment& stored);
  void AnswerStored(Call& call, Commitment& stored);
  void Finish(Call& call, absl::StatusOr<Submitted> result);
  void AnswerReplay(Call& call, Replay replay);
  // Ends the call and returns true if nobody waits for it.
  bool EndUnwanted(Call& call);
  // Runs `step` on the worker pool, or ends the call when that is full.
  void Defer(std::shared_ptr<Call> call,
             absl::AnyInvocable<void(std::shared_ptr<Call>)> step);

  CommentStore& store_;
  LiveSites& sites_;
  WorkerPool& workers_;
  Clock& clock_;
  Random& random_;
  ShadowTally& shadows_;
  ArrivalTally arrivals_;
  std::atomic<int64_t> calls_ = 0;
  std::mutex asking_mutex_;
  std::condition_variable asked_;
  int asking_ = 0;  // Answered calls that ask shadows; by asking_mutex_.
  SubmissionMetrics measured_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_INTAKE_H_
