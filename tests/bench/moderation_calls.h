// What moderators' calls take, one after the other, while nothing else goes on.
// Leases are given back.

#ifndef WINNOW_TESTS_BENCH_MODERATION_CALLS_H_
#define WINNOW_TESTS_BENCH_MODERATION_CALLS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cpp/client.h"
#include "tests/bench/moderation_figures.h"
#include "tests/bench/redis_ceiling.h"

namespace winnow {

class ModerationCalls {
 public:
  // Input: a client with a moderator's key, one with the site's; writes to the
  // same Redis, made in between.
  ModerationCalls(Client& moderator, Client& site, BareWrites& bare,
                  ModerationFigures& figures)
      : moderator_(moderator), site_(site), bare_(bare), figures_(figures) {}

  // Makes each call `rounds` times and adds what it took to the figures.
  // Input: comments held now; threads `article-0`, … that have comments.
  absl::Status Measure(int64_t held, uint64_t threads, int rounds);

  // How many fewer are held since the last Measure() began.
  int64_t decided() const { return decided_; }

 private:
  absl::Status MeasureLeases(int rounds);
  // Pages of 50. An empty filter stands for threads by turns.
  absl::Status MeasurePages(const ModerationFigures::Kind& kind,
                            const std::string& filter, int rounds);
  absl::Status MeasureDecisions(int rounds);
  absl::Status MeasureSubmissions(int rounds);

  Client& moderator_;
  Client& site_;
  BareWrites& bare_;
  ModerationFigures& figures_;
  int64_t held_ = 0;
  uint64_t threads_ = 0;
  int64_t decided_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_MODERATION_CALLS_H_
