// Reports who posts fast. Signals: `author_rate`, `network_rate`, `site_rate`
// and `thread_heat`, each 0 up to its limit a minute and 1 from twice that on;
// `thread_heat` as well when a thread gets many times as many comments as in
// its last hour, and 1 until a thread that ran hot has cooled. Keys that the
// operator trusts with bulk loads have no rates.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_RATES_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_RATES_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

// How much faster a thread grows than it should at this moment: 0–1, as in
// `thread_heat`.
double ThreadHeat(const Rates& rates, const Limits& limits);

std::unique_ptr<const Filter> MakeRates(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_RATES_H_
