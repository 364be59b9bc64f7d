// Takes out of a text what tells whom it is about or by, so that it can leave
// the site as training data: e-mail addresses, telephone numbers, accounts,
// street and network addresses, @handles, and names that are told to it. In
// their place stands what was there: "[email]", "[phone]", "[account]",
// "[address]", "[name]". Names that nobody told it stay.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_BLANK_OUT_H_
#define WINNOW_SERVICE_SCREENING_TEXT_BLANK_OUT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// Returns the text without them; nothing of a text that cannot be normalized
// (TextViews::complete()), since nobody knows what is in it.
// Input: any bytes; `names` as people wrote them, at most a few (how they are
// found: told_names.h); `language` is the text's.
// Cost: linear. 6 µs for 300 bytes; for 64 KB 1 ms of prose or addresses, and
// 30 ms of nothing but numbers of one digit.
std::string BlankOut(absl::string_view text,
                     const std::vector<std::string>& names,
                     absl::string_view language);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_BLANK_OUT_H_
