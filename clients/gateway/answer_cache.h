// Answers that many readers of one page get, kept for a moment.
//
// Of several who ask for the same while nobody has it, one fetches and the
// others wait for it: an article in the news costs winnowd one call in two
// seconds, however many read it.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_ANSWER_CACHE_H_
#define WINNOW_CLIENTS_GATEWAY_ANSWER_CACHE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/gateway/cached_answer.h"

namespace winnow {

class AnswerCache {
 public:
  using Waiter = std::function<void(const absl::StatusOr<CachedAnswer>&)>;

  struct Options {
    size_t answers_max = 8192;
    size_t bytes_max = 64 << 20;
  };

  // What a scope's answers are about, as a thread of a site: they are forgotten
  // together. The variant says which of them, as order and page. Both are kept,
  // so what strangers choose belongs in there as a hash.
  struct Key {
    std::string scope;
    std::string variant;
  };

  // One fetch under way; passed from Get() to Finish().
  class Flight;

  enum class Outcome { kHit, kJoined, kMiss };
  struct Found {
    Outcome outcome;
    std::shared_ptr<Flight> flight;  // for kMiss
  };

  explicit AnswerCache(Options options) : options_(options) {}

  // Calls `waiter` exactly once: now if the answer is there, else when it is
  // fetched. After kMiss the caller must fetch it and call Finish().
  Found Get(const Key& key, absl::Time now, Waiter waiter);

  // Hands the answer to all who wait, and keeps it while it is fresh, unless
  // its scope was forgotten meanwhile or there is no room.
  void Finish(const Key& key, const std::shared_ptr<Flight>& flight,
              const absl::StatusOr<CachedAnswer>& answer, absl::Time now);

  // Forgets a scope's answers; whoever asks from now on gets what is true from
  // now on.
  void Forget(const std::string& scope);

  size_t bytes() const;

 private:
  struct Slot {
    CachedAnswer answer;
    std::shared_ptr<Flight> flight;
  };
  using Slots = absl::flat_hash_map<std::string, Slot>;  // by variant

  // All with mutex_ held. TakeOut() removes the slot of a flight, if it is
  // still that one's.
  bool TakeOut(const Key& key, const std::shared_ptr<Flight>& flight);
  bool MakeRoom(size_t bytes, absl::Time now);
  void Drop(Slot& slot);

  const Options options_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, Slots> scopes_;  // guarded by mutex_
  size_t answers_ = 0;                              // guarded by mutex_
  size_t bytes_ = 0;                                // guarded by mutex_
  absl::Time swept_ = absl::InfinitePast();         // guarded by mutex_
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_ANSWER_CACHE_H_
