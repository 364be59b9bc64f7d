// Finds e-mail addresses that stand in a text, as people write them: plainly,
// or with "(at)" or "[at]" against harvesters. Handles of social networks
// (@name, @name@server.example) are no addresses.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_EMAIL_ADDRESSES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_EMAIL_ADDRESSES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

inline constexpr int kEmailAddressesMax = 16;

// Returns where they stand, the first `most`, in order.
// Input: any bytes, normalized.
// Cost: linear; a search for two characters when there is none.
std::vector<ByteRange> FindEmailAddresses(absl::string_view text,
                                          int most = kEmailAddressesMax);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_EMAIL_ADDRESSES_H_
