// The name of a thread in Redis keys, where the site's own id could be 255
// bytes of anything.

#ifndef WINNOW_SERVICE_PRIVACY_THREAD_KEY_H_
#define WINNOW_SERVICE_PRIVACY_THREAD_KEY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Returns the plain BLAKE2b-128 of a thread's id, 16 bytes. No key: thread ids
// are public, and readers of the public Redis format must find threads too.
// Cost: about 0.3 µs.
std::string ThreadKey(absl::string_view thread_id);

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_THREAD_KEY_H_
