// Looks for what identifies or reaches people, or empties their accounts, in a
// body, so that a moderator can ask whose it is. Signals: `contact_email`,
// `contact_phone`, `contact_address` (of a street), `card_number` (Luhn),
// `iban` (ISO 13616, mod 97). What matched is only in the spans, never in the
// reason. Dates, prices, scores, years, ISBN and order numbers are none of
// these; neither is anything inside a link.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_CONTACT_DETAILS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_CONTACT_DETAILS_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeContactDetails(
    const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_CONTACT_DETAILS_H_
