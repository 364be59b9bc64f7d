#include "service/api/problem_list.h"

#include <algorithm>
#include <iterator>

namespace winnow {
namespace {

// A screen shows ten, so the order decides what an operator sees at all.
constexpr absl::string_view kGravestFirst[] = {
    // Nothing works.
    "redis_away",
    "redis_failing",
    // Nothing can be submitted.
    "redis_eviction",
    "redis_memory",
    "disk_short",
    // What was promised to be kept may be lost.
    "redis_not_durable",
    "redis_less_durable",
    // Some of what is submitted is refused, or all of a site's held.
    "overloaded",
    "policy_unusable",
    "queue_long",
    "screening_failed",
    // Nobody knows how it is.
    "site_unreadable",
    "keys_unreadable",
    "sites_left_out",
    // Nothing can be submitted, or somebody is locked out, soon.
    "redis_fills",
    "disk_fills",
    "key_ends",
    // Kept too long, not provable, out of date, or waiting too long.
    "sweep_late",
    "audit_unchecked",
    "subscription_lags",
    "nothing_acknowledged",
    "queue_old",
    // Likely, and not certain.
    "proxy_address",
    // Never a problem.
    "no_model",
    "redis_no_limit",
    "subscription_silent",
    "key_old",
};

auto WeightOf(const v1::SystemStatus::Problem& one) {
  return std::find(std::begin(kGravestFirst), std::end(kGravestFirst),
                   one.code()) -
         std::begin(kGravestFirst);
}

void Sort(google::protobuf::RepeatedPtrField<v1::SystemStatus::Problem>& told) {
  std::stable_sort(
      told.pointer_begin(), told.pointer_end(),
      [](const auto* a, const auto* b) { return WeightOf(*a) < WeightOf(*b); });
}

}  // namespace

void ProblemList::SortByWeight() {
  Sort(*out_.mutable_problems());
  Sort(*out_.mutable_notices());
}

}  // namespace winnow
