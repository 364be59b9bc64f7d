#include "service/store/redis/cluster_topology.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/store/redis/cluster_slot.h"

namespace winnow {
namespace {

// A node that has not been told its address is where it was reached.
absl::string_view HostOf(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return "127.0.0.1";
  return address.substr(0, address.rfind(':'));
}

std::string Address(absl::string_view host, absl::string_view asked,
                    absl::string_view port) {
  if (host.empty()) return absl::StrCat(HostOf(asked), ":", port);
  // IPv6 is told without brackets.
  if (absl::StrContains(host, ':') && !absl::StartsWith(host, "[")) {
    return absl::StrCat("[", host, "]:", port);
  }
  return absl::StrCat(host, ":", port);
}

bool IsSlot(int64_t number) { return number >= 0 && number < kClusterSlots; }

}  // namespace

absl::StatusOr<std::vector<SlotRange>> ParseClusterSlots(
    const Reply& reply, absl::string_view asked) {
  const absl::Status strange =
      absl::InternalError("Redis described its cluster in a way unknown here");
  if (!reply.is_array()) return strange;
  std::vector<SlotRange> ranges;
  for (const Reply& range : reply.items()) {
    if (range.size() < 3 || range[2].size() < 2) return strange;
    const int64_t first = range[0].integer();
    const int64_t last = range[1].integer();
    const int64_t port = range[2][1].integer();
    if (!IsSlot(first) || !IsSlot(last) || first > last || port <= 0) {
      return strange;
    }
    ranges.push_back({static_cast<uint16_t>(first), static_cast<uint16_t>(last),
                      Address(range[2][0].text(), asked, absl::StrCat(port))});
  }
  return ranges;
}

std::optional<Redirect> ParseRedirect(absl::string_view error,
                                      absl::string_view asked) {
  const bool moved = absl::StartsWith(error, "MOVED ");
  if (!moved && !absl::StartsWith(error, "ASK ")) return std::nullopt;
  const std::vector<absl::string_view> words = absl::StrSplit(error, ' ');
  int slot = 0;
  if (words.size() != 3 || !absl::SimpleAtoi(words[1], &slot) ||
      !IsSlot(slot)) {
    return std::nullopt;
  }
  const size_t colon = words[2].rfind(':');
  if (colon == absl::string_view::npos) return std::nullopt;
  return Redirect{.for_good = moved,
                  .slot = static_cast<uint16_t>(slot),
                  .address = Address(words[2].substr(0, colon), asked,
                                     words[2].substr(colon + 1))};
}

}  // namespace winnow
