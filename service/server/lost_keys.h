// What is left to do when the master key is lost: new keys for every site, so
// that winnowd serves its comments again.

#ifndef WINNOW_SERVICE_SERVER_LOST_KEYS_H_
#define WINNOW_SERVICE_SERVER_LOST_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/server/backend.h"

namespace winnow {

struct ReplacedKeys {
  std::vector<std::string> sites;  // that have new keys
  bool api_keys_ended = false;
};

// Gives new keys to each site whose keys do not open, then to the hashes of API
// keys, which ends all of these. Safe to repeat after it was cut short.
// Errors: FailedPrecondition when every key opens, so that nothing is lost;
// those of the store.
absl::StatusOr<ReplacedKeys> ReplaceLostKeys(Backend& backend);

// What the operator is told: what was lost, and how to go on.
std::string Describe(const ReplacedKeys& replaced);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_LOST_KEYS_H_
