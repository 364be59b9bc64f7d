// The list of filters: the one place that knows them all.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_REGISTRY_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_REGISTRY_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

// Makes every filter, in the order in which their signals are listed.
// Errors: InvalidArgument that names the first list that cannot be used;
// ResourceExhausted when there is not enough memory for them.
// Cost: 0.2 s for 10,000 terms.
absl::StatusOr<std::vector<std::unique_ptr<const Filter>>> MakeFilters(
    const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_REGISTRY_H_
