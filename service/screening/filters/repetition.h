// Reports text that says the same over and over. Signal: `repetition`, from
// runs of a letter longer than repeated_letters, a word many times in a row, or
// a text of few different words. Laughter in scripts without case (ㅋㅋㅋ,
// هههه, 哈哈) is none.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_REPETITION_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_REPETITION_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeRepetition(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_REPETITION_H_
