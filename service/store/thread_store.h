// Where threads are read, listed and moved. Their comments and modes are
// CommentStore's and SiteStore's.
//
// Blocks its caller; all calls may be made from any thread. Errors everywhere:
// those of CommentStore.
#ifndef WINNOW_SERVICE_STORE_THREAD_STORE_H_
#define WINNOW_SERVICE_STORE_THREAD_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/circumstances.h"
#include "service/comment/draft.h"
#include "service/store/comment_store.h"

namespace winnow {

struct StoredThread {
  std::string key;  // 16 bytes
  ThreadInfo thread;
  ThreadMode mode = ThreadMode::kOpen;
  int64_t approved = 0;
  int64_t held = 0;
  absl::Time create_time = absl::InfinitePast();  // InfinitePast: not known
  absl::Time hot_until = absl::InfinitePast();
};

// One thread's comments go to another, which may be there already.
struct ThreadMove {
  std::string site = {};
  std::string from = {};         // 16 bytes
  std::string to = {};           // 16 bytes
  std::string to_id = {};        // its text
  std::string url = {};          // empty keeps what is known
  std::string request_key = {};  // 16 bytes; empty: no request id
  std::string fingerprint = {};  // 16 bytes over what is asked for
  std::string record = {};       // for the audit stream
  std::string digest = {};       // keyed, of the record
};

enum class MoveOutcome {
  kBegun,
  // The request id was seen before, with the same content or with another.
  kReplay,
  kOtherRequest,
};

class ThreadStore {
 public:
  virtual ~ThreadStore() = default;

  // Absent for a thread never seen.
  virtual absl::StatusOr<std::optional<StoredThread>> Get(
      const std::string& site, const std::string& key) = 0;

  // Those with the latest comment first, at most 100. A row's place has the
  // thread's key as its id.
  struct Row {
    PageStart place;
    StoredThread stored;
  };
  virtual absl::StatusOr<std::vector<Row>> List(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) = 0;

  // Writes the audit record and takes what is known of the thread over, with
  // its mode, where the other has none. Errors: NotFound without such a thread.
  virtual absl::StatusOr<MoveOutcome> BeginMove(const ThreadMove& move) = 0;

  // Moves every comment of the thread that can be found, in chunks of 100, and
  // answers how many. Those that others change meanwhile may be missed: repeat
  // until it finds none. Idempotent.
  // Cost: linear in the comments of the site that are not published.
  virtual absl::StatusOr<int64_t> MoveComments(const ThreadMove& move) = 0;

  // Forgets the old thread, unless it has comments again, and remembers the
  // request. Idempotent.
  virtual absl::Status EndMove(const ThreadMove& move) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_THREAD_STORE_H_
