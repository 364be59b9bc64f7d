// What Winnow keeps of a site's adapter: lessons that wait to be learned, and
// the adapter that has learned from all before them, one for each model. Both
// are bytes here; who learns reads them. Blocks its caller. Any thread may use
// it. Errors everywhere: those of CommentStore.

#ifndef WINNOW_SERVICE_STORE_ADAPTER_STORE_H_
#define WINNOW_SERVICE_STORE_ADAPTER_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// A lesson as it waits. `cursor` is its place in the order of lessons.
struct WaitingLesson {
  std::string cursor;
  absl::Time time;
  std::string bytes;
};

struct StoredAdapter {
  int64_t site_revision = 0;  // as SiteStore::Revision
  // Grows with each one that is written, and when it is reset; 0: never. No two
  // have the same number, also after a failover that lost the newest.
  int64_t revision = 0;
  absl::Time update_time = absl::UnixEpoch();
  // Absent where the caller has this revision already; empty where there is
  // none, because nothing was learned or it was reset.
  std::optional<std::string> bytes;
  std::vector<WaitingLesson> lessons;  // oldest first
};

class AdapterStore {
 public:
  virtual ~AdapterStore() = default;

  // Reads what is new to somebody who has revision `known` (−1: none).
  // Cost: one round trip; a few bytes when nothing is new.
  virtual absl::StatusOr<StoredAdapter> Read(const std::string& site,
                                             const std::string& model,
                                             int64_t known,
                                             int lessons_max) = 0;

  // Writes an adapter made of revision `known` and of all lessons up to
  // `cursor`, which go. Answers its revision.
  // Errors: Aborted when somebody else wrote meanwhile: read again.
  virtual absl::StatusOr<int64_t> Write(const std::string& site,
                                        const std::string& model, int64_t known,
                                        absl::string_view bytes,
                                        const std::string& cursor) = 0;

  // Adds a lesson that is no decision about a comment. The same request key (16
  // bytes; empty: none) within 7 days adds none. `content` are 16 bytes over
  // what it says.
  // Errors: AlreadyExists when it said something else then.
  virtual absl::Status AddFeedback(const std::string& site,
                                   const std::string& request_key,
                                   const std::string& content,
                                   const std::string& lesson) = 0;

  // Forgets the adapter, the lessons that wait and what was counted of it, with
  // the audit record. Answers the revision then.
  virtual absl::StatusOr<int64_t> Reset(const std::string& site,
                                        const std::string& model,
                                        const std::string& digest,
                                        const std::string& record) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_ADAPTER_STORE_H_
