// Counts the links of a body. Signals: `link` (there is one), `link_density`
// (0 up to links_free, 1 from links_certain on). Links to domains on an
// ALLOWED_DOMAINS list do not count.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_LINK_DENSITY_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_LINK_DENSITY_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeLinkDensity(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_LINK_DENSITY_H_
