// Finds where somebody lives: a house number beside the name of a street, as
// English, German, French, Spanish, Italian, Portuguese, Polish and Russian
// write it: "12 Elm Street", "Lindenstraße 5", "12 rue de la Paix". Known by
// the words for kinds of streets; "The Cedars, Wootton" is not seen.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_STREET_ADDRESSES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_STREET_ADDRESSES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

inline constexpr int kStreetAddressesMax = 16;

// Returns where they stand, the first `most`, in order.
// Input: any bytes, normalized; the language of the text, since "via" is a
// street in Italian and a way in English.
// Cost: a search for digits when there are none; 0.2 µs for each of the first
// 16 · `most` numbers, no further one is looked at.
std::vector<ByteRange> FindStreetAddresses(absl::string_view text,
                                           absl::string_view language,
                                           int most = kStreetAddressesMax);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_STREET_ADDRESSES_H_
