// Reports the bans that this author or network is under, with the ban's id as
// entry. Signals: `banned_author`, `banned_network`, and `ban_hold` for bans
// that hold instead of refusing.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_BANS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_BANS_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

// What entries that are ids of bans name as their list.
inline constexpr absl::string_view kBansList = "bans";

std::unique_ptr<const Filter> MakeBans(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_BANS_H_
