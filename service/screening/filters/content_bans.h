// Looks for what bans of content name: the domain of the author's address,
// linked domains, phrases (found as listed terms are, disguises too). Signals:
// `banned_author` and `banned_content` (1) with the bans' ids as entries, and
// `ban_hold` for bans that hold instead of refusing.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_CONTENT_BANS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_CONTENT_BANS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

// Errors: ResourceExhausted when the phrases do not fit into memory.
// Cost: that of MakeListedTerms for the phrases.
absl::StatusOr<std::unique_ptr<const Filter>> MakeContentBans(
    const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_CONTENT_BANS_H_
