// A Uuid is a 128-bit identifier. Winnow makes version 7 (RFC 9562): 48 bits of
// Unix time in milliseconds, then random bits, so that ids sort by the time
// they were made and 16 bytes in an index are already in order.
//
// A value type: copy it, compare it, hash it. Order is the order of its bytes.

#ifndef WINNOW_SERVICE_BASE_UUID_H_
#define WINNOW_SERVICE_BASE_UUID_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/random.h"

namespace winnow {

struct Uuid {
  static constexpr size_t kBytes = 16;
  // 32 hexadecimal digits and four hyphens.
  static constexpr size_t kTextBytes = 36;

  std::array<uint8_t, kBytes> value = {};

  // Returns the 16 bytes as they are stored in keys and indexes; the view lives
  // as long as this object.
  absl::string_view Bytes() const {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
  }

  // Returns lower-case text with hyphens, always kTextBytes long.
  std::string ToString() const;

  // Returns when it was made, to the millisecond; meaningful for version 7.
  absl::Time Time() const;

  friend bool operator==(const Uuid&, const Uuid&) = default;
  // Written out: clang-tidy takes the 0 of a defaulted one for a null pointer.
  friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b) {
    return a.value <=> b.value;
  }

  template <typename H>
  friend H AbslHashValue(H state, const Uuid& id) {
    return H::combine(std::move(state), id.value);
  }
};

// Makes a version 7 id for the present time: milliseconds, a 4,096th of one,
// and 62 random bits. Ids made within a quarter of a microsecond have no order
// among themselves.
// Cost: one system call.
Uuid MakeUuidV7(Clock& clock, Random& random);

// The same for a given time; a time before 1970 counts as 1970.
Uuid MakeUuidV7(absl::Time time, Random& random);

// Parses text with hyphens, in either case, of any UUID version.
// Input: untrusted. Errors: none but absence.
std::optional<Uuid> ParseUuid(absl::string_view text);

// Reads back what Bytes() gave; absent unless there are exactly 16 bytes.
std::optional<Uuid> UuidFromBytes(absl::string_view bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_UUID_H_
