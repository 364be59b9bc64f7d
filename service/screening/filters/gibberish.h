// Reports keys struck at random: words whose neighboring letters hardly ever
// meet in a language of Latin script. Signal: `gibberish`. Says nothing of
// texts with less than a dozen such letters, nor of other scripts.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_GIBBERISH_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_GIBBERISH_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeGibberish(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_GIBBERISH_H_
