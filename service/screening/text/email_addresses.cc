#include "service/screening/text/email_addresses.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "service/screening/text/links.h"

namespace winnow {
namespace {

// RFC 5321: 64 bytes before the @, 255 behind it.
constexpr size_t kLocalBytesMax = 64;
constexpr size_t kDomainBytesMax = 255;

bool IsLocalByte(char c) {
  return absl::ascii_isalnum(c) || static_cast<uint8_t>(c) >= 0x80 ||
         absl::StrContains("._%+-", c);
}

bool IsDomainByte(char c) {
  return absl::ascii_isalnum(c) || static_cast<uint8_t>(c) >= 0x80 ||
         c == '-' || c == '.';
}

// Returns the length of the "@", "(at)" or "[at]" at this offset, or 0.
size_t SeparatorLength(absl::string_view text, size_t at) {
  if (text[at] == '@') return 1;
  const absl::string_view word = text.substr(at, 4);
  return absl::EqualsIgnoreCase(word, "(at)") ||
                 absl::EqualsIgnoreCase(word, "[at]")
             ? 4
             : 0;
}

// "jane (at) example.org": one space each side.
size_t SkipSpace(absl::string_view text, size_t at) {
  return at < text.size() && text[at] == ' ' ? at + 1 : at;
}

}  // namespace

std::vector<ByteRange> FindEmailAddresses(absl::string_view text) {
  std::vector<ByteRange> found;
  size_t consumed = 0;
  size_t at = text.find_first_of("@([");
  for (; at != absl::string_view::npos && found.size() < kEmailAddressesMax;
       at = text.find_first_of("@([", at + 1)) {
    const size_t length = SeparatorLength(text, at);
    if (length == 0) continue;
    size_t local_end = at;
    size_t begin = at + length;
    if (length > 1) {
      if (local_end > consumed && text[local_end - 1] == ' ') --local_end;
      begin = SkipSpace(text, begin);
    }
    size_t local = local_end;
    while (local > consumed && local_end - local < kLocalBytesMax &&
           IsLocalByte(text[local - 1])) {
      --local;
    }
    while (local < local_end && text[local] == '.') ++local;
    // "@name@server.example" is a handle.
    if (local == local_end || (local > 0 && text[local - 1] == '@')) continue;
    size_t end = begin;
    while (end < text.size() && end - begin < kDomainBytesMax &&
           IsDomainByte(text[end])) {
      ++end;
    }
    while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const absl::string_view domain = text.substr(begin, end - begin);
    const size_t dot = domain.rfind('.');
    if (dot == absl::string_view::npos || dot == 0) continue;
    if (!IsTopLevelDomain(absl::AsciiStrToLower(domain.substr(dot + 1)))) {
      continue;
    }
    found.push_back({static_cast<uint32_t>(local), static_cast<uint32_t>(end)});
    consumed = end;
    at = end - 1;
  }
  return found;
}

}  // namespace winnow
