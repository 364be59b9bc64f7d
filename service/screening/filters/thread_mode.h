// Reports what the site wants for the whole thread. Signal:
// `thread_premoderated`.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_THREAD_MODE_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_THREAD_MODE_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeThreadMode(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_THREAD_MODE_H_
