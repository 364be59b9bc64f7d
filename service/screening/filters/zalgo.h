// Reports letters of body or name that are buried under combining marks, more
// than any language puts there. Signal: `zalgo`.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_ZALGO_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_ZALGO_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeZalgo(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_ZALGO_H_
