#include "service/screening/policy/signal_source.h"

#include <algorithm>
#include <iterator>

namespace winnow {
namespace {

constexpr absl::string_view kPresentSignals[] = {
    "author_new",   "author_rejected_often", "author_trusted",
    "author_young", "thread_heat",           "thread_premoderated"};

constexpr absl::string_view kMomentSignals[] = {
    "author_rate",        "ban_hold",      "banned_author", "banned_network",
    "disposable_email",   "duplicate_own", "honeypot",      "near_duplicate",
    "near_duplicate_own", "network_rate",  "pile_on",       "reply_depth",
    "reply_to_self",      "role_email",    "site_rate",     "too_fast",
    "unreachable_email"};

template <size_t n>
bool Has(const absl::string_view (&names)[n], absl::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

SignalSource SourceOf(absl::string_view signal) {
  if (Has(kPresentSignals, signal)) return SignalSource::kPresent;
  if (Has(kMomentSignals, signal)) return SignalSource::kMoment;
  return SignalSource::kTexts;
}

}  // namespace winnow
