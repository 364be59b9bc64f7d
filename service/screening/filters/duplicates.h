// Reports copies. Signals: `duplicate_own` (the same text, author and thread),
// `near_duplicate` (a campaign: nearly the same text by others, growing with
// their number up to copies_certain) and `near_duplicate_own` (the same by the
// author elsewhere).

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_DUPLICATES_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_DUPLICATES_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeDuplicates(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_DUPLICATES_H_
