#include "service/base/uuid.h"

#include <algorithm>
#include <cstring>

#include "service/base/bytes.h"

namespace winnow {
namespace {

constexpr size_t kTimeBytes = 6;

// Byte offsets before which the text has a hyphen.
constexpr bool HasHyphenBefore(size_t byte) {
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::string Uuid::ToString() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(kTextBytes, '-');
  char* out = text.data();
  for (size_t at = 0; at < value.size(); ++at) {
    if (HasHyphenBefore(at)) ++out;
    *out++ = kDigits[value[at] >> 4];
    *out++ = kDigits[value[at] & 0xf];
  }
  return text;
}

absl::Time Uuid::Time() const {
  return absl::FromUnixMillis(
      static_cast<int64_t>(ReadBigEndian(Bytes().substr(0, kTimeBytes))));
}

Uuid MakeUuidV7(Clock& clock, Random& random) {
  return MakeUuidV7(clock.Now(), random);
}

Uuid MakeUuidV7(absl::Time time, Random& random) {
  Uuid id;
  random.Fill(std::span(id.value).subspan(kTimeBytes));
  const int64_t unix_ms = std::max<int64_t>(0, absl::ToUnixMillis(time));
  for (size_t at = 0; at < kTimeBytes; ++at) {
    id.value[at] = static_cast<uint8_t>(unix_ms >> (40 - 8 * at));
  }
  // RFC 9562, section 6.2, method 3: the twelve bits after the milliseconds
  // hold the fraction of one, so that ids of one server sort as they were made.
  const absl::Duration rest = time - absl::FromUnixMillis(unix_ms);
  const int64_t rest_ns =
      std::clamp<int64_t>(absl::ToInt64Nanoseconds(rest), 0, 999'999);
  const int64_t fraction = rest_ns * 4096 / 1'000'000;
  // Section 5.7: four bits of version, two bits of variant.
  id.value[6] = static_cast<uint8_t>(0x70 | (fraction >> 8));
  id.value[7] = static_cast<uint8_t>(fraction);
  id.value[8] = static_cast<uint8_t>(0x80 | (id.value[8] & 0x3f));
  return id;
}

std::optional<Uuid> ParseUuid(absl::string_view text) {
  if (text.size() != Uuid::kTextBytes) return std::nullopt;
  std::string digits;
  digits.reserve(2 * Uuid::kBytes);
  for (size_t at = 0; at < text.size(); ++at) {
    const bool hyphen_here = at == 8 || at == 13 || at == 18 || at == 23;
    if (!hyphen_here) {
      digits.push_back(text[at]);
    } else if (text[at] != '-') {
      return std::nullopt;
    }
  }
  const std::optional<std::string> bytes = ParseHex(digits);
  if (!bytes.has_value()) return std::nullopt;
  return UuidFromBytes(*bytes);
}

std::optional<Uuid> UuidFromBytes(absl::string_view bytes) {
  if (bytes.size() != Uuid::kBytes) return std::nullopt;
  Uuid id;
  std::memcpy(id.value.data(), bytes.data(), bytes.size());
  return id;
}

}  // namespace winnow
