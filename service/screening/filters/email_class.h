// Reports what kind of address an author gave, by its form alone: nothing is
// looked up. Signals: `disposable_email` (a service that makes addresses for
// minutes), `role_email` (an office's, as info@), `unreachable_email` (a domain
// that no mail can reach: reserved, or below no top-level domain). Address and
// domain are never part of a signal.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_EMAIL_CLASS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_EMAIL_CLASS_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeEmailClass(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_EMAIL_CLASS_H_
