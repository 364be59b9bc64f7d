// Which of Perspective's attributes are answered, and by which of Winnow's
// scores. docs/perspective.md has the table and says why the others are
// refused: a score of something else is no score.
//
// Threads: constants and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ATTRIBUTES_H_
#define WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ATTRIBUTES_H_

#include <span>

#include "absl/strings/string_view.h"

namespace winnow {

struct PerspectiveAttribute {
  absl::string_view name;   // as clients ask for it
  absl::string_view score;  // a key of Screening.scores
  // A site's adapter learns from suggested scores of it.
  bool learns = false;
};

// Every attribute that is answered.
std::span<const PerspectiveAttribute> PerspectiveAttributes();

// Returns the attribute; null for one that is not answered.
// Input: untrusted.
const PerspectiveAttribute* FindPerspectiveAttribute(absl::string_view name);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ATTRIBUTES_H_
