// Overwrites text that must not stay in memory: addresses and credentials.

#ifndef WINNOW_SERVICE_BASE_WIPE_H_
#define WINNOW_SERVICE_BASE_WIPE_H_

#include <string>

namespace winnow {

// Overwrites the whole buffer of `text`, beyond its length too because a moved
// or shortened string leaves bytes behind, and leaves it empty. The compiler
// does not remove the writes.
// Cost: writes capacity() bytes; never allocates.
void Wipe(std::string& text) noexcept;

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_WIPE_H_
