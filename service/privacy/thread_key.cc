#include "service/privacy/thread_key.h"

#include "service/privacy/crypto.h"

namespace winnow {

std::string ThreadKey(absl::string_view thread_id) {
  constexpr size_t kThreadKeyBytes = 16;
  InitSodium();
  return KeyedHash({}, "", kThreadKeyBytes).Add(thread_id).Finish();
}

}  // namespace winnow
