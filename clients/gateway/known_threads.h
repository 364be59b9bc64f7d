// Threads that winnowd is known to have, so that it need not be asked again.
//
// Threads are never unmade, so what is here is true. It is bounded, and forgets
// what was not added lately.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_KNOWN_THREADS_H_
#define WINNOW_CLIENTS_GATEWAY_KNOWN_THREADS_H_

#include <cstddef>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace winnow {

class KnownThreads {
 public:
  // Keeps at least `kept_min` and at most twice as many, of up to 300 bytes.
  explicit KnownThreads(size_t kept_min) : kept_min_(kept_min) {}

  bool Has(absl::string_view site, absl::string_view thread) const;
  void Add(absl::string_view site, absl::string_view thread);

 private:
  const size_t kept_min_;
  mutable std::mutex mutex_;  // guards what follows
  absl::flat_hash_set<std::string> now_;
  absl::flat_hash_set<std::string> before_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_KNOWN_THREADS_H_
