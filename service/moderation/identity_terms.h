// Words by which people name groups of people, to see whether comments that
// speak of some are held more often than others. A word is no group: "black" is
// a color, too, and what a comment says of those it names stays unknown.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_MODERATION_IDENTITY_TERMS_H_
#define WINNOW_SERVICE_MODERATION_IDENTITY_TERMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// Returns the groups that a text names, each once, sorted: "religion: muslim".
// Words of English, German, French and Spanish, whole and in any case.
// Cost: linear; 1 µs for 300 bytes of ASCII.
std::vector<std::string> IdentityGroupsIn(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_IDENTITY_TERMS_H_
