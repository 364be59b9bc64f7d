// Where comments from elsewhere are put: the seam beside comment_store.h for
// those that arrive with a date, a place in a conversation and a decision of
// their own. service/docs/redis.md says how they are stored.
//
// Errors everywhere: those of CommentStore. All calls may be made from any
// thread.
#ifndef WINNOW_SERVICE_STORE_IMPORT_STORE_H_
#define WINNOW_SERVICE_STORE_IMPORT_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/comment/comment.h"
#include "service/store/comment_store.h"

namespace winnow {

// A comment from elsewhere, ready to be stored.
struct ImportEntry {
  std::string site;
  // Its parent, where one is named by id, is one of this site.
  StoredComment stored;
  std::string source;         // its id there, 1–128 bytes
  std::string fingerprint;    // 16 bytes over the content
  std::string parent_source;  // of the comment it answers; may be empty
  std::string thread_print;   // of the thread's fields
  int64_t held_max = 0;
  int64_t discarded_max = 0;
  std::string key_id;    // who imports
  std::string lesson;    // for the site's adapter; empty: it teaches nothing
  bool dry_run = false;  // look and store nothing
};

struct ImportOutcome {
  enum class Kind {
    kStored,
    kWouldStore,
    kReplay,
    kNoParent,  // nothing was stored
    kQueueFull,
    kNoSite,
    kKeyGone,  // as Committed::Outcome::kKeyGone
  };
  Kind kind = Kind::kStored;
  Replay replay;
};

class ImportStore {
 public:
  virtual ~ImportStore() = default;

  // Stores a comment with its indexes and its author's record, at once or not
  // at all. No event is written, no rate is counted, and near copies do not
  // find it. `done` runs on the store's I/O thread and must be short.
  // Idempotent: the same entry may be sent again; a source counts once.
  virtual void Import(
      const ImportEntry& entry,
      absl::AnyInvocable<void(absl::StatusOr<ImportOutcome>) &&> done) = 0;

  // Writes the audit record of `count` imported comments if that is how many
  // this key has imported since the last one. Answers how many it has imported
  // then; 0 when the record is written, or none is needed. Blocks.
  virtual absl::StatusOr<int64_t> RecordImports(const std::string& site,
                                                const std::string& key_id,
                                                int64_t count,
                                                const std::string& digest,
                                                const std::string& record) = 0;

  // The ids of up to 100 comments where they come from, in their order; "" for
  // those that were not imported. Blocks.
  virtual absl::StatusOr<std::vector<std::string>> SourceIds(
      const std::string& site, const std::vector<Uuid>& ids) = 0;

  // Writes the audit record of an export. Blocks.
  // Errors: NotFound for an unknown site.
  virtual absl::Status RecordExport(const std::string& site,
                                    const std::string& digest,
                                    const std::string& record) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_IMPORT_STORE_H_
