// A site's sealed addresses while they get a new key: how far the rotation is,
// what is to be sealed again, and putting that in the place of what was read.
//
// The state is all in the store, so that any server goes on where another one
// stopped. Any thread may call; blocks. Errors everywhere: those of
// comment_store.h; Aborted when the rotation has ended meanwhile.
#ifndef WINNOW_SERVICE_STORE_SEAL_STORE_H_
#define WINNOW_SERVICE_STORE_SEAL_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/uuid.h"
#include "service/comment/seal.h"
#include "service/store/comment_store.h"

namespace winnow {

// Comments of one call, at most.
inline constexpr size_t kSealsTogether = 100;

// A rotation walks all comments, one index after the other, as often as it
// finds any to seal again, and once more.
struct SealRotation {
  uint16_t key_id = 0;    // of the new key; 0: none is under way
  uint16_t ended_id = 0;  // the new key of the last that has ended; 0: unknown
  int64_t pass = 0;
  int64_t step = 0;                // which index
  std::optional<PageStart> after;  // the place in it
  int64_t resealed = 0;            // in all
  int64_t unreadable = 0;          // met in this pass; they open under no key
  int64_t remaining = 0;           // comments to look at in this pass
};

// The next email key of a site, with the audit record that it began.
struct NextSealKey {
  std::string newest_name;  // of the newest key when the site was read
  std::string name;
  uint16_t id = 0;
  std::string wrapped;
  std::string digest;
  std::string record;
};

struct SealPage {
  std::optional<PageStart> next;  // none: the index is at its end
  int64_t examined = 0;
  struct Found {
    Uuid id;
    SealedEmail
        sealed;  // empty: nothing is to be sealed, only to be ticked off
  };
  std::vector<Found> found;
};

struct NewSeal {
  Uuid id;
  SealedEmail read = {};   // what it is to replace
  SealedEmail fresh = {};  // empty: what was read does not open
};

class SealStore {
 public:
  virtual ~SealStore() = default;

  virtual absl::StatusOr<SealRotation> Get(const std::string& site) = 0;

  // Adds the site's next email key, which begins a rotation, and answers the
  // site's revision. Idempotent for the same key.
  // Errors: NotFound; AlreadyExists when a rotation is under way; Aborted when
  // the newest key is another one by now.
  virtual absl::StatusOr<int64_t> Begin(const std::string& site,
                                        const NextSealKey& key) = 0;

  // Reads the next kSealsTogether comments from where `rotation` is, and finds
  // those whose address is under another key. Behind the last index, where
  // `next` is never set, come those that moved while the indexes were walked:
  // ask until none is found. Changes nothing.
  virtual absl::StatusOr<SealPage> Find(const std::string& site,
                                        const SealRotation& rotation) = 0;

  // Replaces each seal that is still the one that was read, and keeps the place
  // of `rotation`. Answers how many were replaced. Idempotent.
  // Input: at most kSealsTogether.
  virtual absl::StatusOr<int64_t> Replace(
      const std::string& site, const SealRotation& rotation,
      const std::vector<NewSeal>& seals) = 0;

  // Ends a pass behind its last step. If it met no seal under another key and
  // nothing has moved since, the older keys go, the audit record is written and
  // the site's new revision is answered. Else nothing is: Get() says where to
  // go on.
  virtual absl::StatusOr<std::optional<int64_t>> EndPass(
      const std::string& site, const SealRotation& rotation,
      const std::string& digest, const std::string& record) = 0;
};

// How many indexes a pass walks; the step of this number is what has moved.
inline constexpr int64_t kSealSteps = 5;

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_SEAL_STORE_H_
