// Looks for links to domains on BANNED_DOMAINS lists, in body, name and
// website. Signal: `listed_domain`, with the entry that matched.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_LISTED_DOMAINS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_LISTED_DOMAINS_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeListedDomains(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_LISTED_DOMAINS_H_
