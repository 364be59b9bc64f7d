// Reports display names that look like one that belongs to the site: an entry
// of a RESERVED_NAMES list or the site's title. Signal: `reserved_name`, with
// the entry. Compared by look (TR39 skeletons), without case, spaces,
// punctuation and digits for letters, so "Ᏼreaking N3ws" is "breaking news".
// `*` at the end of an entry stands for the rest of a name. Staff may bear
// them.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_RESERVED_NAMES_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_RESERVED_NAMES_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeReservedNames(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_RESERVED_NAMES_H_
