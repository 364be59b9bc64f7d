// Erasing an author: their comments, and everything that leads to them.
//
// An erasure is kept by its id for 30 days, so that it can go on where it
// stopped and tell what it did: of the author it has the key alone. Any thread
// may call; blocks. Errors everywhere: those of comment_store.h; NotFound for
// an erasure that is not known.
#ifndef WINNOW_SERVICE_STORE_ERASURE_STORE_H_
#define WINNOW_SERVICE_STORE_ERASURE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/ban.h"
#include "service/comment/verdict.h"

namespace winnow {

// One comment as it is about to be erased.
struct ErasedComment {
  Uuid id;
  int64_t revision = 0;       // as it was read; 0: it could not be
  std::string body_key = {};  // 14 bytes; empty: nobody remembers what was said
  std::vector<std::string> bands = {};  // 6 bytes each
  Verdict verdict = {};                 // that stays with a text
};

// An erasure and how far it is.
struct ErasureProgress {
  Uuid id;
  std::string author_exact;  // empty once it is done
  bool keep_text = false;
  std::string ban;  // on the author, which stays; empty: none
  int64_t comments = 0;
  int64_t emails = 0;
  int64_t texts = 0;  // notes, appeals, reports
  int64_t retractions = 0;
  bool done = false;
  int64_t remaining = 0;  // comments
};

// How far a subscription is with the retractions.
struct PendingRetractions {
  std::string subscription;
  int64_t count = 0;
};

// A request id that begins an erasure, and what it asks for; 16 bytes each, or
// both empty.
struct ErasureRequest {
  std::string key;
  std::string content;
};

class ErasureStore {
 public:
  virtual ~ErasureStore() = default;

  // The erasure that a request began within 7 days.
  // Errors: NotFound; AlreadyExists when it asked for something else then.
  virtual absl::StatusOr<ErasureProgress> Find(
      const std::string& site, const ErasureRequest& request) = 0;

  // Begins an erasure, or answers how far the one is that the request began.
  // Errors: also NotFound when nothing is kept of the author; AlreadyExists.
  virtual absl::StatusOr<ErasureProgress> Begin(
      const std::string& site, const ErasureProgress& erasure,
      const ErasureRequest& request) = 0;

  virtual absl::StatusOr<ErasureProgress> Get(const std::string& site,
                                              const Uuid& erasure) = 0;

  // Erases up to 25 comments of its author, each with its indexes and with a
  // RETRACTED event where it was published; or makes them anonymous. One that
  // is not the author's, or changed since, is passed over. Idempotent.
  virtual absl::StatusOr<ErasureProgress> Erase(
      const std::string& site, const Uuid& erasure,
      const std::vector<ErasedComment>& comments) = 0;

  // Forgets the author's record once no comment of theirs is left, and writes
  // the audit record, once; else answers what remains. `ban`, if any, is the
  // one on the author as it shall be kept, for `ban_kept` at most. Idempotent.
  virtual absl::StatusOr<ErasureProgress> Finish(const std::string& site,
                                                 const Uuid& erasure,
                                                 const std::string& digest,
                                                 const std::string& record,
                                                 const std::optional<Ban>& ban,
                                                 absl::Duration ban_kept) = 0;

  // Keeps that nothing of an erasure is left to do, for 800 days; and which of
  // up to 100 this is not known of. Idempotent.
  virtual absl::Status Settle(const std::string& site, const Uuid& erasure) = 0;
  virtual absl::StatusOr<std::vector<Uuid>> Unsettled(
      const std::string& site, const std::vector<Uuid>& erasures) = 0;

  // Of every subscription, how many retractions it has not acknowledged.
  virtual absl::StatusOr<std::vector<PendingRetractions>> Pending(
      const std::string& site, const Uuid& erasure) = 0;

  // Has Redis rewrite its append-only file after the erasure is done, and tells
  // whether it has; asks again where it failed or Redis has restarted since.
  // Errors: also Internal when the rewrite failed, as on a full disk.
  virtual absl::StatusOr<bool> Rewrite(const std::string& site,
                                       const Uuid& erasure) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_ERASURE_STORE_H_
