// Reports how a comment stands to the one it answers. Signals: `reply_depth` (0
// up to the limit of that name, 1 at twice as deep), `reply_to_self` (the
// author answers their own comment) and `pile_on` (many answers to one comment
// within an hour).

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_REPLY_CONTEXT_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_REPLY_CONTEXT_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeReplyContext(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_REPLY_CONTEXT_H_
