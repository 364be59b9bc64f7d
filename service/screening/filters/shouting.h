// Reports text in capitals. Signal: `shouting`, 0 up to shouting_share of the
// letters that have case, 1 when all are capitals.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_SHOUTING_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_SHOUTING_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeShouting(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_SHOUTING_H_
