// Everything a verdict depends on that is not in the draft itself: read in one
// round trip from the store before the circumstance filters run.
#ifndef WINNOW_SERVICE_COMMENT_CIRCUMSTANCES_H_
#define WINNOW_SERVICE_COMMENT_CIRCUMSTANCES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/base/uuid.h"

namespace winnow {

// What a site remembers of an author (exact author key).
struct AuthorRecord {
  int64_t approved = 0;
  int64_t held = 0;
  int64_t rejected = 0;
  int64_t spam = 0;
  absl::Time first_seen = absl::InfiniteFuture();  // InfiniteFuture: never
  absl::Time last_seen = absl::InfinitePast();
  // Of these counts, what the last one to two weeks added.
  int64_t approved_lately = 0;
  int64_t refused_lately = 0;
};

// Attempts in the last minute and hour, this one included; sliding windows
// estimated from two fixed ones, as in Cloudflare's counter. 0 for trusted
// keys, which are not counted.
struct Rates {
  double author_minute = 0;   // folded author key
  double network_minute = 0;  // /24 or /64
  double thread_minute = 0;
  double author_hour = 0;
  double network_hour = 0;
  double site_minute = 0;
  double parent_hour = 0;  // answers to the same comment
  // What is usual in the thread: comments published within the last hour, or
  // attempts while it was busy where those are more. Known only when
  // thread_minute is kBusyThreadPerMinute or more, else 0.
  double thread_hour = 0;
};

enum class BanKind : char { kReject = 'r', kHold = 'h' };

// Slower threads are not hot, whatever they were before.
inline constexpr int kBusyThreadPerMinute = 10;

struct BanHit {
  std::string id;
  BanKind kind = BanKind::kReject;
  std::string what;  // "author" or "network"
};

// Copies of this body seen in the last 48 hours.
struct Duplicates {
  // Same author key, same thread, byte-equal body, within 24 h.
  bool same_author_same_thread = false;
  // Earlier members of the cluster of near-copies; 0 when there is none.
  int64_t cluster_size = 0;
  // The cluster's id: the id of its first comment.
  Uuid cluster;
  // Share of equal min-hashes with the cluster's first comment, 0–1.
  double agreement = 0;
  // Distinct authors are not tracked; whether the first comment of the cluster
  // had another author than this draft is.
  bool other_author = false;
};

enum class ThreadMode : char {
  kOpen = 'o',
  kPremoderated = 'p',
  kClosed = 'c',
};

// What is known of a thread at any time.
struct ThreadNow {
  ThreadMode mode = ThreadMode::kOpen;
  double per_minute = 0;  // attempts in the last one
  double per_hour = 0;    // as Rates::thread_hour
  // A spike of comments keeps it premoderated until then; InfinitePast: none.
  absl::Time hot_until = absl::InfinitePast();
};

struct Circumstances {
  AuthorRecord author;
  std::vector<BanHit> bans;
  Rates rates;
  Duplicates duplicates;
  ThreadMode thread_mode = ThreadMode::kOpen;
  bool thread_hot = false;  // it ran hot a moment ago and has not cooled
  bool parent_by_staff = false;
  bool parent_by_author = false;
  int depth = 0;  // comments above this one, up to the first of the thread
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_CIRCUMSTANCES_H_
