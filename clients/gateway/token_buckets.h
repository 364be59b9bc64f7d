// Limits for each of many: a token bucket for every network or site that came
// lately.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_TOKEN_BUCKETS_H_
#define WINNOW_CLIENTS_GATEWAY_TOKEN_BUCKETS_H_

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/ip_address.h"

namespace winnow {

class TokenBuckets {
 public:
  struct Options {
    double per_second = 1;       // tokens that flow in
    double burst = 10;           // that a bucket holds; 0 refuses everything
    size_t buckets_max = 65536;  // 100 bytes each
  };

  explicit TokenBuckets(Options options) : options_(options) {}

  // Takes a token out of the bucket of `key`, which is full at first. Returns
  // nothing if there was one, else how long to wait for the next.
  // Cost: a short lock. When there are too many buckets, those that are full
  // again are dropped, at most once a second; newcomers share one bucket until
  // there is room.
  std::optional<absl::Duration> Take(absl::string_view key, absl::Time now);

  // Puts a token back that was taken for nothing.
  void GiveBack(absl::string_view key);

  size_t size() const;

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time filled;
  };

  void DropFull(absl::Time now);
  // For a bucket that has no token; nothing for one that has.
  std::optional<absl::Duration> WaitOf(const Bucket& bucket) const;
  // When the clock has gone back, nothing flows in for that while.
  Bucket Refilled(const Bucket& bucket, absl::Time now) const;

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  absl::flat_hash_map<std::string, Bucket> buckets_;
  std::optional<Bucket> newcomers_;
  absl::Time dropped_ = absl::InfinitePast();
};

// The network that shares one bucket: /24 of IPv4, /56 of IPv6, which is what a
// household or a small office is given.
std::string NetworkKey(const IpAddress& address);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_TOKEN_BUCKETS_H_
