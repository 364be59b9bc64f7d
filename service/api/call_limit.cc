#include "service/api/call_limit.h"

#include <algorithm>
#include <string>

#include "service/base/log.h"

namespace winnow {
namespace {

// Refusals closer to each other than this are one spell, and the log tells of
// it so often.
constexpr absl::Duration kSpell = absl::Minutes(1);
// The share of the limit that bulk may fill, of 16, and what of the hard bounds
// is left to moderators.
constexpr int64_t kBulkShare = 8;
constexpr int64_t kSharedShare = 15;
// A single window never halves the limit twice.
constexpr double kFallMax = 0.5;

size_t Place(CallClass kind) { return static_cast<size_t>(kind); }

int64_t HardBound(CallClass kind, int64_t max) {
  switch (kind) {
    case CallClass::kModeration:
      return max;
    case CallClass::kSubmission:
      return max * kSharedShare / 16;
    case CallClass::kBulk:
      return max * kBulkShare / 16;
  }
  return 0;
}

}  // namespace

absl::string_view CallClassName(CallClass kind) {
  constexpr absl::string_view kNames[] = {"moderation", "submission", "bulk"};
  return kNames[Place(kind)];
}

CallLimit::CallLimit(Options options, Metrics& metrics)
    : options_(options),
      limit_max_(HardBound(CallClass::kSubmission, options.calls_max)),
      limit_(std::min(kLimitStart, limit_max_)) {
  for (size_t kind = 0; kind < kCallClasses; ++kind) {
    refused_[kind].count = &metrics.MakeCounter(
        "winnow_admission_refused_total",
        "Calls refused because there were too many, by class.",
        {{"class", std::string(CallClassName(static_cast<CallClass>(kind)))}});
  }
  metrics.BeforeExpose(
      [this,
       &limit = metrics.MakeGauge("winnow_admission_limit",
                                  "Calls that may be in flight at present."),
       &calls = metrics.MakeGauge("winnow_admission_in_flight",
                                  "Calls and items of streams in flight."),
       &bytes = metrics.MakeGauge("winnow_admission_bytes_in_flight",
                                  "Bytes of the requests of these."),
       &open = metrics.MakeGauge("winnow_admission_open_streams",
                                 "Streams and waiting calls that are open.")] {
        limit.Set(static_cast<double>(limit_));
        calls.Set(static_cast<double>(in_flight_));
        bytes.Set(static_cast<double>(bytes_));
        open.Set(static_cast<double>(open_));
      });
}

int64_t CallLimit::CallsBound(CallClass kind) const {
  const int64_t limit = this->limit();
  switch (kind) {
    case CallClass::kModeration:
      return options_.calls_max;
    case CallClass::kSubmission:
      return limit;
    case CallClass::kBulk:
      return limit * kBulkShare / 16;
  }
  return 0;
}

bool CallLimit::Take(CallClass kind, int64_t bytes, absl::Time now) {
  const int64_t calls = in_flight_.fetch_add(1, std::memory_order_relaxed);
  const int64_t held =
      bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  const int64_t bound = CallsBound(kind);
  if (2 * calls >= limit()) pressed_.store(true, std::memory_order_relaxed);
  if (calls < bound &&
      calls + open_.load(std::memory_order_relaxed) <
          HardBound(kind, options_.calls_max) &&
      held <= HardBound(kind, options_.bytes_max)) {
    return true;
  }
  Give(bytes);
  CountRefused(kind, now);
  return false;
}

void CallLimit::Give(int64_t bytes) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  bytes_.fetch_sub(bytes, std::memory_order_relaxed);
}

void CallLimit::Add(int64_t bytes) {
  in_flight_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
}

bool CallLimit::HasRoom(CallClass kind) const {
  const int64_t calls = in_flight();
  if (2 * calls >= limit()) pressed_.store(true, std::memory_order_relaxed);
  return calls < CallsBound(kind) && calls + open_ < options_.calls_max &&
         bytes_ < HardBound(kind, options_.bytes_max);
}

bool CallLimit::Open(CallClass kind, absl::Time now) {
  const int64_t open = open_.fetch_add(1, std::memory_order_relaxed);
  const int64_t calls = in_flight();
  if (open + calls < HardBound(kind, options_.calls_max) &&
      calls < CallsBound(kind)) {
    return true;
  }
  CountRefused(kind, now);
  return false;
}

void CallLimit::Observe(Delay which, absl::Duration delay, absl::Time now) {
  Window& window = windows_[static_cast<size_t>(which)];
  window.sum_us.fetch_add(absl::ToInt64Microseconds(delay),
                          std::memory_order_relaxed);
  window.count.fetch_add(1, std::memory_order_relaxed);
  if (absl::ToUnixMicros(now) <
      window_end_us_.load(std::memory_order_relaxed)) {
    return;
  }
  const std::unique_lock lock(adapting_, std::try_to_lock);
  if (lock.owns_lock()) Adapt(now);
}

void CallLimit::Adapt(absl::Time now) {
  int64_t worst_us = 0;
  for (Window& window : windows_) {
    const int64_t count = window.count.exchange(0);
    const int64_t sum_us = window.sum_us.exchange(0);
    if (count > 0) worst_us = std::max(worst_us, sum_us / count);
  }
  // Calls let in under the new limit must be the ones that judge it.
  const int64_t window_us =
      std::max(worst_us, absl::ToInt64Microseconds(kLimitWindow));
  window_end_us_ = absl::ToUnixMicros(now) + window_us;
  if (!pressed_.exchange(false)) return;
  const int64_t limit = this->limit();
  const auto target_us =
      static_cast<double>(absl::ToInt64Microseconds(kDelayTarget));
  const double share =
      target_us / static_cast<double>(std::max<int64_t>(worst_us, 1));
  const int64_t wanted = share < 1
                             ? static_cast<int64_t>(static_cast<double>(limit) *
                                                    std::max(share, kFallMax))
                             : limit + std::max<int64_t>(1, limit / 16);
  limit_ = std::clamp(wanted, std::min(kLimitMin, limit_max_), limit_max_);
}

void CallLimit::CountRefused(CallClass kind, absl::Time now) {
  Refused& refused = refused_[Place(kind)];
  refused.count->Increment();
  const int64_t now_us = absl::ToUnixMicros(now);
  const int64_t spell_us = absl::ToInt64Microseconds(kSpell);
  if (refused.last_us.exchange(now_us, std::memory_order_relaxed) <
      now_us - spell_us) {
    refused.since_us = now_us;
  }
  int64_t told_us = told_us_.load(std::memory_order_relaxed);
  if (now_us - told_us < spell_us ||
      !told_us_.compare_exchange_strong(told_us, now_us)) {
    return;
  }
  // The counts are all there were: metrics have their pace.
  const auto count = [this](CallClass which) {
    return static_cast<int64_t>(refused_[Place(which)].count->Value());
  };
  Log(Severity::kWarning, "overload",
      {{"limit", limit()},
       {"in_flight", in_flight()},
       {"refused_moderation", count(CallClass::kModeration)},
       {"refused_submission", count(CallClass::kSubmission)},
       {"refused_bulk", count(CallClass::kBulk)}});
}

std::optional<absl::Time> CallLimit::RefusingSince(CallClass kind,
                                                   absl::Time now) const {
  const Refused& refused = refused_[Place(kind)];
  const int64_t last_us = refused.last_us.load(std::memory_order_relaxed);
  if (last_us < absl::ToUnixMicros(now - kSpell)) return std::nullopt;
  return absl::FromUnixMicros(refused.since_us);
}

}  // namespace winnow
