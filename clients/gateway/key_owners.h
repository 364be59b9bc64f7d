// Remembers for a while whose a key is, for formats that do not name the site.
// It holds hashes of keys.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_KEY_OWNERS_H_
#define WINNOW_CLIENTS_GATEWAY_KEY_OWNERS_H_

#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

struct KeyOwner {
  std::string site;    // bare id
  std::string key_id;  // bare id
  bool operator==(const KeyOwner& other) const {
    return site == other.site && key_id == other.key_id;
  }
};

class KeyOwners {
 public:
  // Nothing if it has to be asked for.
  std::optional<KeyOwner> Find(absl::string_view key, absl::Time now);
  // Keeps what winnowd said: for a minute, of 10,000 keys at most.
  void Add(absl::string_view key, KeyOwner owner, absl::Time now);

 private:
  struct Known {
    KeyOwner owner;
    absl::Time since;
  };

  std::mutex mutex_;  // guards what follows
  absl::flat_hash_map<std::string, Known> known_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_KEY_OWNERS_H_
