// Reports what the site remembers of an author. Signals: `author_new`,
// `author_trusted` (approved comments as a share of trusted_after_approved),
// `author_young` (from the second comment on: 1 at once, 0 a day after the
// first) and `author_rejected_often` (share of the decided comments that were
// refused, of the last one to two weeks where these have four or more).

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_AUTHOR_HISTORY_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_AUTHOR_HISTORY_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeAuthorHistory(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_AUTHOR_HISTORY_H_
