// Reports bodies that drown in emoji. Signal: `emoji_flood`, 0 up to
// emoji_free, 1 at twice as many. A family, a flag or a hand with a skin tone
// is one emoji.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_EMOJI_FLOOD_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_EMOJI_FLOOD_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeEmojiFlood(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_EMOJI_FLOOD_H_
