#include "service/intake/arrival_tally.h"

#include <algorithm>
#include <map>
#include <utility>

namespace winnow {
namespace {

int64_t WindowAt(absl::Time now) {
  return absl::ToUnixSeconds(now) / absl::ToInt64Seconds(kTallyWindow);
}

double Share(int64_t part, int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ArrivalTally::Site* ArrivalTally::Find(absl::string_view site) {
  const auto at = sites_.find(site);
  if (at != sites_.end()) return &at->second;
  if (sites_.size() >= kTalliedSitesMax) return nullptr;
  return &sites_[std::string(site)];
}

void ArrivalTally::Turn(Site& site, int64_t number) {
  if (number <= site.running.number) return;
  site.before =
      site.running.number == number - 1 ? std::move(site.running) : Window();
  site.running = Window();
  site.running.number = number;
}

void ArrivalTally::CountNetwork(absl::string_view network, Window& window) {
  auto& slots = window.slots;
  auto slot = std::find_if(slots.begin(), slots.end(), [&](const Slot& one) {
    return one.count > 0 && one.network == network;
  });
  if (slot == slots.end()) {
    slot = std::min_element(
        slots.begin(), slots.end(),
        [](const Slot& a, const Slot& b) { return a.count < b.count; });
    slot->network = std::string(network);
    slot->count_inherited = slot->count;
  }
  ++slot->count;
}

void ArrivalTally::Count(absl::string_view site, absl::string_view network,
                         bool unusable_address, absl::Time now) {
  const std::lock_guard lock(mutex_);
  Site* const found = Find(site);
  if (found == nullptr) return;
  Turn(*found, WindowAt(now));
  ++found->running.comments;
  if (unusable_address) ++found->running.unusable;
  if (!network.empty()) CountNetwork(network, found->running);
}

void ArrivalTally::CountFault(absl::string_view site, absl::Time now) {
  const std::lock_guard lock(mutex_);
  Site* const found = Find(site);
  if (found != nullptr) found->fault_time = now;
}

ArrivalShares ArrivalTally::Of(absl::string_view site, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  const auto at = sites_.find(site);
  if (at == sites_.end()) return {};
  ArrivalShares shares;
  shares.fault_time = at->second.fault_time;
  std::map<absl::string_view, int64_t> networks;
  int64_t unusable = 0;
  for (const Window* window : {&at->second.running, &at->second.before}) {
    if (window->number < WindowAt(now) - 1) continue;
    shares.comments += window->comments;
    unusable += window->unusable;
    for (const Slot& slot : window->slots) {
      networks[slot.network] += slot.count - slot.count_inherited;
    }
  }
  int64_t busiest = 0;
  for (const auto& [network, count] : networks) {
    busiest = std::max(busiest, count);
  }
  shares.busiest_network = Share(busiest, shares.comments);
  shares.unusable_address = Share(unusable, shares.comments);
  return shares;
}

}  // namespace winnow
