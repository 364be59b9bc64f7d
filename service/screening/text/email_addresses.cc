#include "service/screening/text/email_addresses.h"

#include <algorithm>
#include <array>
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

// Leads from one "@" or opening bracket to the next. Each is searched for on
// its own, which is far quicker than for all of them at once, and never twice.
class SeparatorReader {
 public:
  explicit SeparatorReader(absl::string_view text) : text_(text) {
    for (size_t i = 0; i < next_.size(); ++i) next_[i] = text.find(kBytes[i]);
  }

  // Stores the next one from `least` on, or returns false at the end.
  bool Next(size_t least, size_t& at) {
    least = std::max(least, begin_);
    at = absl::string_view::npos;
    for (size_t i = 0; i < next_.size(); ++i) {
      if (next_[i] < least) next_[i] = text_.find(kBytes[i], least);
      at = std::min(at, next_[i]);
    }
    begin_ = at + 1;
    return at != absl::string_view::npos;
  }

 private:
  static constexpr char kBytes[] = {'@', '(', '['};

  const absl::string_view text_;
  std::array<size_t, 3> next_;
  size_t begin_ = 0;
};

// "jane (at) example.org": one space each side.
size_t SkipSpace(absl::string_view text, size_t at) {
  return at < text.size() && text[at] == ' ' ? at + 1 : at;
}

}  // namespace

std::vector<ByteRange> FindEmailAddresses(absl::string_view text, int most) {
  std::vector<ByteRange> found;
  const auto found_max = static_cast<size_t>(most);
  SeparatorReader separators(text);
  size_t consumed = 0;
  size_t at;
  while (found.size() < found_max && separators.Next(consumed, at)) {
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
  }
  return found;
}

}  // namespace winnow
