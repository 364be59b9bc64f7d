// What handing out work costs: LeaseNext of 20 comments out of a long queue,
// with Redis writing every change to its append-only file. The aim is a p99 of
// 5 ms, and a cost that grows with the logarithm of the queue only.
//
//   lease_bench [--million] [--rounds N]
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/base/uuid.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/redis_comment_store.h"
#include "service/store/redis/redis_queue_store.h"
#include "tests/support/redis_server.h"

ABSL_FLAG(bool, million, false, "also measure with 1,000,000 held comments");
ABSL_FLAG(int, rounds, 2000, "calls that are timed for each length");

namespace winnow {
namespace {

constexpr char kSite[] = "bench";
constexpr int kLeased = 20;
constexpr int kInFlight = 1000;

// A held comment of 280 bytes; every tenth is more urgent.
Commitment HeldComment(int number) {
  Commitment commitment;
  commitment.site = kSite;
  StoredComment& stored = commitment.stored;
  stored.comment.id = MakeUuidV7(RealClock(), SystemRandom());
  stored.comment.thread = absl::StrCat("thread ", number % 1000);
  stored.comment.display_name = absl::StrCat("Reader ", number);
  stored.comment.body = std::string(280, 'a' + number % 26);
  stored.comment.state = State::kHeld;
  stored.comment.create_time = stored.comment.id.Time();
  stored.hidden.verdict.rule = "suspect-term";
  stored.hidden.verdict.priority = number % 10 == 0 ? 500 : 10;
  stored.hidden.author.exact = absl::StrCat("author ", number % 5000);
  commitment.thread_key = absl::StrCat("key of thread ", number % 1000);
  stored.hidden.thread_key = commitment.thread_key;
  commitment.held_max = 2000000;
  commitment.discarded_max = 1000;
  return commitment;
}

// Adds held comments until there are `wanted`.
void Fill(RedisCommentStore& store, int& held, int wanted) {
  while (held < wanted) {
    const int count = std::min(kInFlight, wanted - held);
    absl::BlockingCounter waiting(count);
    for (int i = 0; i < count; ++i) {
      store.Commit(HeldComment(held++),
                   [&waiting](absl::StatusOr<Committed> committed) {
                     if (!committed.ok()) std::cerr << committed.status();
                     waiting.DecrementCount();
                   });
    }
    waiting.Wait();
  }
}

double Milliseconds(std::vector<double>& sorted, double share) {
  const auto at =
      static_cast<size_t>(share * static_cast<double>(sorted.size()));
  return sorted[std::min(at, sorted.size() - 1)];
}

void Report(const char* what, int held, std::vector<double> took) {
  std::sort(took.begin(), took.end());
  std::printf("%9d  %-34s  p50 %6.3f ms  p99 %6.3f ms\n", held, what,
              Milliseconds(took, 0.5), Milliseconds(took, 0.99));
}

int Measure(RedisQueueStore& queue, RedisCommentStore& store, int held) {
  LeaseTerms terms = {.key_id = "bench",
                      .key_name = "Bench",
                      .session = "",
                      .token = std::string(32, 'b'),
                      .length = absl::Minutes(5)};
  std::vector<double> leasing;
  std::vector<double> after_ends;
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    // In every other round the leases of the one before have ended.
    const bool ends = round % 2 == 0;
    terms.length = ends ? absl::Milliseconds(1) : absl::Minutes(5);
    const absl::Time start = absl::Now();
    const auto leased = queue.LeaseNext(kSite, terms, kLeased);
    const double took = absl::ToDoubleMilliseconds(absl::Now() - start);
    if (!leased.ok() || leased->comments.size() != kLeased) {
      std::cerr << leased.status() << "\n";
      return 1;
    }
    (ends ? leasing : after_ends).push_back(took);
    if (ends) {
      // The next call finds them over.
      while (store.CountStates(kSite)->leased > 0) {
      }
      continue;
    }
    for (const StoredComment& stored : leased->comments) {
      if (!queue.Release(kSite, stored.comment.id, terms.key_id, terms.token)
               .ok()) {
        return 1;
      }
    }
  }
  Report("LeaseNext(20)", held, std::move(leasing));
  Report("LeaseNext(20), 20 put back first", held, std::move(after_ends));
  return 0;
}

int Run() {
  RedisServer redis({.append_only = true,
                     .config = {"hash-max-listpack-value 65536",
                                "hash-max-listpack-entries 128"}});
  ConnectionOptions options;
  options.address = redis.address();
  options.setup = FunctionSetup;
  Cluster cluster(std::move(options));
  const absl::Status connected = cluster.WaitUntilConnected(absl::Seconds(10));
  if (!connected.ok()) {
    std::cerr << connected << "\n";
    return 1;
  }
  RedisCommentStore store(cluster);
  RedisQueueStore queue(cluster);
  std::vector<int> lengths = {10000, 100000};
  if (absl::GetFlag(FLAGS_million)) lengths.push_back(1000000);
  int held = 0;
  for (const int length : lengths) {
    Fill(store, held, length);
    if (const int failed = Measure(queue, store, length); failed != 0) {
      return failed;
    }
  }
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("measures LeaseNext on a Redis of its own");
  absl::ParseCommandLine(argc, argv);
  return winnow::Run();
}
