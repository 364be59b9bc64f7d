// Remembers for a while whose site a key is, for formats that do not name the
// site. It holds hashes of keys.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_KEY_SITES_H_
#define WINNOW_CLIENTS_GATEWAY_KEY_SITES_H_

#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

class KeySites {
 public:
  // Returns the site's id; empty if it has to be asked for.
  std::string Find(absl::string_view key, absl::Time now);
  // Keeps what winnowd said: for a minute, of 10,000 keys at most.
  void Add(absl::string_view key, const std::string& site, absl::Time now);

 private:
  struct Known {
    std::string site;
    absl::Time since;
  };

  std::mutex mutex_;  // guards what follows
  absl::flat_hash_map<std::string, Known> known_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_KEY_SITES_H_
