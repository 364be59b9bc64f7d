// Numbers of accounts, known by their check digits.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_ACCOUNT_NUMBERS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_ACCOUNT_NUMBERS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/digit_runs.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

inline constexpr int kIbansMax = 16;

// Whether this is the number of a payment card (ISO/IEC 7812): begins like one
// of a known issuer, has its length and groups, and passes the check of Luhn.
// One number in ten passes that by chance, so the rest matters.
bool IsCardNumber(const DigitRun& run);

// Whether letters and digits without spaces are a bank account's number (ISO
// 13616): a country that has them, its length, and 1 modulo 97.
bool IsIban(absl::string_view text);

// Returns where such numbers stand, plainly or in groups; the first `most`.
// Input: any bytes, normalized.
// Cost: linear.
std::vector<ByteRange> FindIbans(absl::string_view text, int most = kIbansMax);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_ACCOUNT_NUMBERS_H_
