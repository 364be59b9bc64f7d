// Keys that are the same in every run.

#ifndef WINNOW_TESTS_UNIT_PRIVACY_TEST_KEYS_H_
#define WINNOW_TESTS_UNIT_PRIVACY_TEST_KEYS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "service/base/bytes.h"
#include "service/comment/email_address.h"
#include "service/privacy/master_key.h"
#include "service/privacy/site_keys.h"
#include "tests/support/fake_random.h"

namespace winnow {

inline MasterKey TestMasterKey(uint8_t fill = 7) {
  std::array<uint8_t, kKeyBytes> bytes;
  bytes.fill(fill);
  return *MasterKey::FromBytes(bytes);
}

// Site keys drawn from the generator's seed; the same seed for two sites gives
// them the same key bytes, so that a difference comes from the site alone.
inline std::shared_ptr<const SiteKeys> TestSiteKeys(
    const std::string& site = "gazette", uint64_t seed = 1) {
  FakeRandom random(seed);
  const MasterKey master = TestMasterKey();
  return *SiteKeys::Open(master, site, CreateSiteKeys(master, site, random));
}

inline EmailAddress TestEmail(absl::string_view text = "john@example.com") {
  return *EmailAddress::Parse(text);
}

inline Uuid TestId(uint8_t last = 1) {
  Uuid id;
  id.value.back() = last;
  return id;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_PRIVACY_TEST_KEYS_H_
