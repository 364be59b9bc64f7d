// What was true a moment ago and need not be asked again: threads that winnowd
// has, keys that it accepts. It is bounded, and forgets.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_SHORT_MEMORY_H_
#define WINNOW_CLIENTS_GATEWAY_SHORT_MEMORY_H_

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"

namespace winnow {

class ShortMemory {
 public:
  struct Options {
    // At least so many are kept, and at most twice as many.
    size_t kept_min = 1000;
    // Each is kept at least so long, unless too many come, and at most twice
    // as long. Has() does not make it longer, Add() does.
    absl::Duration kept_for = absl::Minutes(1);
  };

  explicit ShortMemory(Options options) : options_(options) {}

  bool Has(const std::string& text, absl::Time now);
  void Add(std::string text, absl::Time now);
  void Forget(const std::string& text);

 private:
  // Forgets what is too old; with mutex_ held.
  void Age(absl::Time now);

  const Options options_;
  std::mutex mutex_;                         // guards what follows
  absl::Time began_ = absl::InfinitePast();  // of now_
  absl::flat_hash_set<std::string> now_;
  absl::flat_hash_set<std::string> before_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_SHORT_MEMORY_H_
