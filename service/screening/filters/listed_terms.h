// Looks for the terms of a policy's lists in body, name and website. Signals:
// `listed_banned` (1), `listed_suspect` (0.5 for one occurrence, 0.75 for two,
// 1 for more), each with the entries that matched and the list they are on, and
// a reason that says so when one was written in disguise.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_LISTED_TERMS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_LISTED_TERMS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

// Errors: ResourceExhausted when the lists do not fit into memory.
absl::StatusOr<std::unique_ptr<const Filter>> MakeListedTerms(
    const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_LISTED_TERMS_H_
