// What a Redis Cluster says about who holds which slot.

#ifndef WINNOW_SERVICE_STORE_REDIS_CLUSTER_TOPOLOGY_H_
#define WINNOW_SERVICE_STORE_REDIS_CLUSTER_TOPOLOGY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/redis/reply.h"

namespace winnow {

// Slots `first` to `last`, both included, and their primary.
struct SlotRange {
  uint16_t first = 0;
  uint16_t last = 0;
  // `HOST:PORT`, for a Connection.
  std::string address;

  friend bool operator==(const SlotRange&, const SlotRange&) = default;
};

// Reads the reply to CLUSTER SLOTS. Replicas are left out.
// Input: `asked` is the address of the node that answered; it stands in where
// a node does not know its own host.
// Errors: Internal (not such a reply).
absl::StatusOr<std::vector<SlotRange>> ParseClusterSlots(
    const Reply& reply, absl::string_view asked);

// Where a command should go instead.
struct Redirect {
  // From now on (MOVED), or only this once (ASK).
  bool for_good = false;
  uint16_t slot = 0;
  std::string address;

  friend bool operator==(const Redirect&, const Redirect&) = default;
};

// Reads `MOVED SLOT HOST:PORT` and `ASK SLOT HOST:PORT`; absent for any other
// error.
std::optional<Redirect> ParseRedirect(absl::string_view error,
                                      absl::string_view asked);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_CLUSTER_TOPOLOGY_H_
