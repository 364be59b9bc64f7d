// Who is calling, from the key in the call's metadata.
//
// The table of keys is in memory, so that no call waits for Redis; a thread of
// its own asks every half second whether the table changed. While Redis is away
// the last table stays in force.
//
// Thread-safe.

#ifndef WINNOW_SERVICE_API_AUTHENTICATION_H_
#define WINNOW_SERVICE_API_AUTHENTICATION_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/comment/principal.h"
#include "service/privacy/api_key.h"
#include "service/store/site_store.h"

namespace winnow {

// How old the table may be.
inline constexpr absl::Duration kKeysPollInterval = absl::Milliseconds(500);
// Failed attempts of one peer a minute; past it they are told to wait. A valid
// key still works, or one broken program behind a shared proxy would lock out
// all others; guessing 71 bits is hopeless at any rate.
inline constexpr int kFailuresPerMinuteMax = 60;
// Peers whose failures are counted; further ones share one count.
inline constexpr size_t kPeersMax = 4096;

class Authenticator {
 public:
  // All must outlive this object.
  Authenticator(SiteStore& store, std::shared_ptr<const ApiKeyHasher> hasher,
                Clock& clock, Metrics& metrics);
  ~Authenticator();

  // Reads the table now; called once before the first call is taken, and by
  // whoever changed a key, so that it works at once on this server.
  // Blocks. Errors: those of SiteStore; the table is then as it was.
  absl::Status Refresh();

  // Finds out whose key `authorization` ("Bearer KEY") holds; the record's
  // principal is who calls.
  // Input: untrusted. `peer` is called only for a failure.
  // Errors: Unauthenticated; ResourceExhausted for a peer with too many
  // failures.
  // Cost: one keyed hash (0.3 µs) and a shared lock; never blocks. The same
  // work for every text of a key's shape.
  absl::StatusOr<std::shared_ptr<const KeyRecord>> Identify(
      absl::string_view authorization, absl::FunctionRef<std::string()> peer);

  // Whether a key that was identified before would be still: calls that stay
  // open ask again and again, since a key may be revoked under them.
  // Cost: a shared lock.
  bool IsLive(const KeyRecord& key) const;

 private:
  // By hash.
  using Table =
      absl::flat_hash_map<std::string, std::shared_ptr<const KeyRecord>>;

  std::shared_ptr<const KeyRecord> Find(const std::string& hash) const;

  void Poll();
  absl::Status CountFailure(const std::string& peer);

  SiteStore& store_;
  const std::shared_ptr<const ApiKeyHasher> hasher_;
  Clock& clock_;
  Counter& failures_total_;

  mutable std::shared_mutex table_mutex_;
  Table by_hash_;  // guarded by table_mutex_

  std::mutex poll_mutex_;
  int64_t revision_ = -1;  // guarded by poll_mutex_
  std::mutex wake_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by wake_mutex_

  std::mutex failures_mutex_;  // guards the two that follow
  absl::flat_hash_map<std::string, int> failures_;
  absl::Time window_start_;

  std::thread poller_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_AUTHENTICATION_H_
