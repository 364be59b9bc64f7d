// Conversions between numbers, bytes and printable text that several formats
// share. Big-endian everywhere, so that the order of bytes is the order of
// numbers in an index.

#ifndef WINNOW_SERVICE_BASE_BYTES_H_
#define WINNOW_SERVICE_BASE_BYTES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Appends eight, four or two bytes, the most significant first.
inline void AppendBigEndian64(uint64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

inline void AppendBigEndian32(uint32_t number, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

inline void AppendBigEndian16(uint16_t number, std::string& out) {
  out.push_back(static_cast<char>(number >> 8));
  out.push_back(static_cast<char>(number));
}

// Reads a number of 0 to 8 bytes, the most significant first.
// Input: at most eight bytes; of a longer text only the last eight count.
inline uint64_t ReadBigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<uint8_t>(byte);
  }
  return number;
}

// Returns bytes as text without copying; the view lives as long as they do.
inline absl::string_view AsText(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Returns text as bytes without copying.
inline std::span<const uint8_t> AsBytes(absl::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Returns two lower-case digits a byte.
inline std::string ToHex(absl::string_view bytes) {
  return absl::BytesToHexString(bytes);
}

// Parses pairs of hexadecimal digits in either case.
// Input: untrusted. Errors: absent for an odd length or any other character.
std::optional<std::string> ParseHex(absl::string_view text);

// Returns base64url (RFC 4648, section 5) without padding.
inline std::string ToBase64Url(absl::string_view bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

// Parses base64url without padding, strictly: no padding, no white space, and
// no second spelling of the same bytes, because credentials are compared.
// Input: untrusted. Errors: absent for anything else.
std::optional<std::string> ParseBase64Url(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_BYTES_H_
