// What a ban of content names, as people write it and as it is matched.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_INTAKE_CONTENT_BAN_H_
#define WINNOW_SERVICE_INTAKE_CONTENT_BAN_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/ban.h"
#include "service/screening/filters/settings.h"
#include "service/screening/screener.h"

namespace winnow {

// Returns a domain or phrase as it is kept and shown: see listed_term.h;
// domains in ASCII, for all that is below them too.
// Input: any bytes; `target` is a ban of content.
// Errors: InvalidArgument that ends a sentence about the value and does not
// repeat it; for domains also what everybody can register below ("co.uk"), and
// as email domain those that serve the public at large.
absl::StatusOr<std::string> CleanBanValue(BanTarget target,
                                          absl::string_view written);

// Whether a ban of this email domain would hit the public at large: the mail
// services that anybody can use, and what internet providers give to all their
// customers, as far as they are known here.
// Input: in ASCII and lower case.
bool IsPublicMailDomain(absl::string_view domain);

// The form that filters match; absent for bans of authors and networks, and for
// those of a newer version.
std::optional<ContentBan> ToContentBan(const Ban& ban);

// A screener with one filter: it reports a signal about each text that the ban
// touches, and about no other. Errors: ResourceExhausted.
absl::StatusOr<std::unique_ptr<const Screener>> MakeScreenerOf(ContentBan ban);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_CONTENT_BAN_H_
