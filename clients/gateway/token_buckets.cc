#include "clients/gateway/token_buckets.h"

#include <algorithm>

namespace winnow {
namespace {

constexpr int kNetworkBitsV4 = 24;
constexpr int kNetworkBitsV6 = 56;
constexpr absl::Duration kDropEvery = absl::Seconds(1);
// Where nothing flows in.
constexpr absl::Duration kLongestWait = absl::Hours(1);

}  // namespace

TokenBuckets::Bucket TokenBuckets::Refilled(const Bucket& bucket,
                                            absl::Time now) const {
  const absl::Duration since =
      std::max(absl::ZeroDuration(), now - bucket.filled);
  return {.tokens = std::min(options_.burst,
                             bucket.tokens + absl::ToDoubleSeconds(since) *
                                                 options_.per_second),
          .filled = now};
}

void TokenBuckets::DropFull(absl::Time now) {
  if (now >= dropped_ && now - dropped_ < kDropEvery) return;
  dropped_ = now;
  absl::erase_if(buckets_, [this, now](const auto& entry) {
    return Refilled(entry.second, now).tokens >= options_.burst;
  });
}

std::optional<absl::Duration> TokenBuckets::Take(absl::string_view key,
                                                 absl::Time now) {
  const std::lock_guard lock(mutex_);
  Bucket* bucket = nullptr;
  auto found = buckets_.find(key);
  if (found == buckets_.end() && buckets_.size() >= options_.buckets_max) {
    DropFull(now);
  }
  if (found != buckets_.end()) {
    bucket = &found->second;
  } else if (buckets_.size() < options_.buckets_max) {
    bucket = &buckets_
                  .try_emplace(std::string(key),
                               Bucket{.tokens = options_.burst, .filled = now})
                  .first->second;
  } else {
    if (!newcomers_) {
      newcomers_ = Bucket{.tokens = options_.burst, .filled = now};
    }
    bucket = &*newcomers_;
  }
  *bucket = Refilled(*bucket, now);
  const auto wait = WaitOf(*bucket);
  if (!wait) bucket->tokens -= 1;
  return wait;
}

void TokenBuckets::GiveBack(absl::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(key);
  // One that is not there took it from the newcomers', or was full since.
  Bucket* bucket = nullptr;
  if (found != buckets_.end()) bucket = &found->second;
  if (bucket == nullptr && newcomers_) bucket = &*newcomers_;
  if (bucket != nullptr) {
    bucket->tokens = std::min(options_.burst, bucket->tokens + 1);
  }
}

std::optional<absl::Duration> TokenBuckets::WaitOf(const Bucket& bucket) const {
  if (bucket.tokens >= 1) return std::nullopt;
  if (options_.per_second <= 0) return kLongestWait;
  return std::min(kLongestWait,
                  absl::Seconds((1 - bucket.tokens) / options_.per_second));
}

size_t TokenBuckets::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

std::string NetworkKey(const IpAddress& address) {
  const IpAddress network =
      MaskIpAddress(address, kNetworkBitsV4, kNetworkBitsV6);
  return std::string(network.bytes.begin(), network.bytes.end());
}

}  // namespace winnow
