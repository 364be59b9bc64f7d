// The characters that HTML writes as &name; or &#number;.
#ifndef WINNOW_SERVICE_SCREENING_TEXT_HTML_ENTITIES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_HTML_ENTITIES_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Appends the character that `text` begins with as an entity, in UTF-8, and
// returns how many bytes of `text` stand for it; 0 for what is no entity.
// Knows the names of Latin-1 and of what word processors make, and numbers up
// to U+10FFFF; numbers 128–159 mean Windows-1252, as in browsers. What no text
// may have (NUL, surrogates) becomes U+FFFD, other controls a space.
// Input: any bytes that begin with '&'. Never appends more than it takes.
size_t TakeEntity(absl::string_view text, std::string& out);

// `text` with all its entities replaced, as in an attribute.
std::string ReplaceEntities(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_HTML_ENTITIES_H_
