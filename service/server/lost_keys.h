// What is left to do when the master key is lost: new keys for every site, so
// that winnowd serves its comments again; and when it is found, the old ones
// for addresses beside them.

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

struct KeysBroughtBack {
  std::vector<std::string> sites;    // whose addresses open again
  int still_lost = 0;                // email keys that open under neither key
  std::vector<std::string> refused;  // sites for which it is too early, and why
};

// Puts the lost email keys that open under the old master key among their
// sites' again, wrapped under the present one. Safe to repeat after it was cut
// short, and while winnowd serves.
// Errors: FailedPrecondition when nothing could be brought back: none opens, an
// email key is being replaced, or the two master keys were taken for each
// other; those of the store.
absl::StatusOr<KeysBroughtBack> BringBackLostKeys(Backend& backend);

// What the operator is told.
std::string Describe(const KeysBroughtBack& back);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_LOST_KEYS_H_
