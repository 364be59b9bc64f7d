// The record that an address shown in plain leaves.
//
// Any thread may call; blocks. Errors everywhere: those of comment_store.h.
#ifndef WINNOW_SERVICE_STORE_REVEAL_STORE_H_
#define WINNOW_SERVICE_STORE_REVEAL_STORE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/base/uuid.h"

namespace winnow {

class RevealStore {
 public:
  virtual ~RevealStore() = default;

  // Writes the audit record of an address that is about to be shown, into the
  // comment's history too, and answers its number.
  // Errors: NotFound when there is no such comment, or no address of it.
  // Idempotent: no; a lost answer leaves a record of what was not shown.
  virtual absl::StatusOr<int64_t> RecordReveal(const std::string& site,
                                               const Uuid& id,
                                               const std::string& digest,
                                               const std::string& record) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REVEAL_STORE_H_
