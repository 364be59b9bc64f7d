// Reports what the site's form saw. Signals: `honeypot` (a field hidden from
// people is filled in), `too_fast` (1 at once, 0 from form_seconds_min on).

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_FORM_EVIDENCE_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_FORM_EVIDENCE_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeFormEvidence(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_FORM_EVIDENCE_H_
