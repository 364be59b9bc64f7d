// A few calls of moderators and of analysis beside a load, at a fixed pace: how
// many of them are answered shows who goes before whom.
//
// Its own thread calls, one after the other; a call that takes longer than the
// pace puts off the next.

#ifndef WINNOW_TESTS_BENCH_SIDE_CALLS_H_
#define WINNOW_TESTS_BENCH_SIDE_CALLS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

class SideCalls {
 public:
  // Begins to call. Input: a key that may do both; how long a call may take.
  SideCalls(const std::string& address, const std::string& key,
            std::string site, absl::Duration deadline);
  ~SideCalls();

  // Ends it; members of a JSON object: calls made, and answered in time.
  std::string Stop();

 private:
  struct Tally {
    int64_t calls = 0;
    int64_t answered = 0;
  };

  void Run();
  void Prepare(grpc::ClientContext& context) const;
  bool Moderate();
  bool Analyze();

  const std::string authorization_;
  const std::string site_;
  const absl::Duration deadline_;
  std::unique_ptr<v1::ModerationService::Stub> moderation_;
  std::unique_ptr<v1::AnalysisService::Stub> analysis_;
  Tally moderators_;
  Tally analyses_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_SIDE_CALLS_H_
