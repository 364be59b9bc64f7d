#include "service/privacy/key_rotation.h"

#include <algorithm>
#include <string>

#include "service/privacy/secret_bytes.h"
#include "service/privacy/site_keys.h"

namespace winnow {

bool AreWrappedUnder(const MasterKey& master, absl::string_view site,
                     const WrappedKeys& wrapped) {
  return std::all_of(wrapped.begin(), wrapped.end(), [&](const auto& key) {
    return master.HasWrapped(site, key.first, key.second);
  });
}

absl::StatusOr<WrappedKeys> WrapAgain(const MasterKey& master,
                                      absl::string_view site,
                                      const WrappedKeys& wrapped,
                                      Random& random) {
  WrappedKeys again;
  SecretBytes key(kKeyBytes);
  for (const auto& [name, blob] : wrapped) {
    absl::Status opened = master.Unwrap(site, name, blob, key.Mutable());
    if (!opened.ok()) return opened;
    again[name] = master.Wrap(site, name, key.Reveal(), random);
  }
  return again;
}

bool AreLost(const MasterKey& master, absl::string_view site,
             const WrappedKeys& wrapped) {
  SecretBytes key(kKeyBytes);
  return std::any_of(wrapped.begin(), wrapped.end(), [&](const auto& one) {
    return !master.Unwrap(site, one.first, one.second, key.Mutable()).ok();
  });
}

WrappedKeys MakeInPlaceOf(const WrappedKeys& lost, const MasterKey& master,
                          absl::string_view site, Random& random) {
  // At the end of all numbers the last one is used again: its old seals do not
  // open under another key either.
  const uint16_t last = NewestEmailKey(lost);
  const uint16_t next = std::max(last, static_cast<uint16_t>(last + 1));
  WrappedKeys keys = CreateSiteKeys(master, site, random, next);
  SecretBytes key(kKeyBytes);
  for (const auto& [name, blob] : lost) {
    if (!master.Unwrap(site, name, blob, key.Mutable()).ok()) continue;
    keys[name] = blob;
    if (name == EmailKeyName(last) && next != last) {
      keys.erase(EmailKeyName(next));
    }
  }
  return keys;
}

}  // namespace winnow
