// Reports bodies that are surely in none of the site's languages. Signal:
// `other_language`. Says nothing where the text does not tell its language, nor
// on sites that name none.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_OTHER_LANGUAGE_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_OTHER_LANGUAGE_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeOtherLanguage(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_OTHER_LANGUAGE_H_
