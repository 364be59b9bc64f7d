// One entry of a site's own term list, as people write it and as it is kept.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_INTAKE_LISTED_TERM_H_
#define WINNOW_SERVICE_INTAKE_LISTED_TERM_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

inline constexpr size_t kTermCharsMax = 200;

// Returns a word, phrase or name as it is kept: without white space at both
// ends, else as written.
// Input: any bytes.
// Errors: InvalidArgument that ends a sentence about the entry and does not
// repeat it: "has more than 200 characters". Addresses of people are refused:
// Winnow keeps none in the clear.
absl::StatusOr<std::string> CleanTerm(absl::string_view written);

// Returns a domain as it is kept: in lower case, without scheme, "*.", "www."
// and dots or slashes around it; "https://www.Shop.example/" is
// "shop.example". A whole top-level domain is written, and kept, with its dot:
// ".top". Labels outside ASCII stay as they are.
// Errors: as above; also for pages (a ban would hit their whole site), network
// addresses, ports and names without a dot.
absl::StatusOr<std::string> CleanDomain(absl::string_view written);

// Tells whether a text has a person's address in it, as one word.
bool HasEmailAddress(absl::string_view text);

// Tells whether this is written as a network address, of either family.
bool IsAddressOfHost(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_LISTED_TERM_H_
