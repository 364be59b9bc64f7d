// Telephone numbers, known by shape: there is no check digit. Taken are
// international numbers (E.164 with "+" or "00"), national ones with a trunk
// prefix or in the groups of their country, and behind a word such as "call"
// or "WhatsApp" any number that is no date.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_PHONE_NUMBERS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_PHONE_NUMBERS_H_

#include "absl/strings/string_view.h"
#include "service/screening/text/digit_runs.h"

namespace winnow {

// Whether this run of `text` is a telephone number.
// Cost: constant.
bool IsPhoneNumber(absl::string_view text, const DigitRun& run);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_PHONE_NUMBERS_H_
