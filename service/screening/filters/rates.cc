#include "service/screening/filters/rates.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// 0 up to the limit, 1 at twice that.
double Excess(double attempts, int limit) {
  return attempts <= limit ? 0 : (attempts - limit) / limit;
}

void ReportRate(absl::string_view name, double attempts, int limit,
                SignalSink& signals) {
  if (attempts <= limit) return;
  signals.Report(
      {.name = std::string(name),
       .strength = Excess(attempts, limit),
       .spans = {},
       .reason = absl::StrCat(std::llround(attempts), " in a minute, ", limit,
                              " are usual")});
}

// A thread that had its readers before and gets many times as many comments as
// within the last hour is being told about elsewhere.
constexpr double kHourMin = 20;  // published; a fresh thread has no average yet
constexpr double kSpikeFree = 4;  // times the average of the hour
constexpr double kSpikeCertain = 8;

// How many times as fast as in the last hour; 0 where that says nothing.
double SpikeTimes(const Rates& rates) {
  if (rates.thread_minute < kBusyThreadPerMinute ||
      rates.thread_hour < kHourMin) {
    return 0;
  }
  return rates.thread_minute / (rates.thread_hour / 60);
}

double SpikeStrength(double times) {
  return (times - kSpikeFree) / (kSpikeCertain - kSpikeFree);
}

void ReportSpike(const Rates& rates, SignalSink& signals) {
  const double times = SpikeTimes(rates);
  if (times <= kSpikeFree) return;
  signals.Report(
      {.name = "thread_heat",
       .strength = SpikeStrength(times),
       .spans = {},
       .reason = absl::StrCat(std::llround(rates.thread_minute),
                              " in a minute, ", std::llround(times),
                              " times as fast as in the last hour")});
}

class RatesFilter final : public Filter {
 public:
  explicit RatesFilter(const FilterSettings& settings)
      : limits_(settings.limits) {}

  absl::string_view name() const override { return "rates"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& subject, const Circumstances& circumstances,
               SignalSink& signals) const override {
    if (subject.draft.trusted) return;
    const Rates& rates = circumstances.rates;
    ReportRate("author_rate", rates.author_minute, limits_.author_per_minute,
               signals);
    ReportRate("network_rate", rates.network_minute, limits_.network_per_minute,
               signals);
    ReportRate("site_rate", rates.site_minute, limits_.site_per_minute,
               signals);
    ReportRate("thread_heat", rates.thread_minute, limits_.thread_per_minute,
               signals);
    ReportSpike(rates, signals);
    if (!circumstances.thread_hot) return;
    signals.Report({.name = "thread_heat",
                    .strength = 1,
                    .spans = {},
                    .reason = "it ran hot and has not cooled yet"});
  }

 private:
  const Limits limits_;
};

}  // namespace

double ThreadHeat(const Rates& rates, const Limits& limits) {
  return std::clamp(
      std::max(Excess(rates.thread_minute, limits.thread_per_minute),
               SpikeStrength(SpikeTimes(rates))),
      0.0, 1.0);
}

std::unique_ptr<const Filter> MakeRates(const FilterSettings& settings) {
  return std::make_unique<RatesFilter>(settings);
}

}  // namespace winnow
