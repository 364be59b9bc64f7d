#include "service/intake/listed_term.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/base/utf8.h"

namespace winnow {
namespace {

constexpr size_t kLabelBytesMax = 63;

absl::Status Bad(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

// What is true of entries of every kind.
absl::StatusOr<absl::string_view> CheckText(absl::string_view written) {
  if (!IsValidUtf8(written)) return Bad("is not UTF-8");
  const absl::string_view text = TrimUnicodeSpace(written);
  if (text.empty()) return Bad("is empty");
  if (HasControlCharacters(text)) return Bad("has a control character");
  // Four bytes is the longest character; counting stops being cheap there.
  if (text.size() > 4 * kTermCharsMax ||
      CountCodePoints(text) > kTermCharsMax) {
    return Bad(absl::StrCat("has more than ", kTermCharsMax, " characters"));
  }
  if (HasEmailAddress(text)) {
    return Bad(
        "is an email address, which no list may keep; ban its author instead");
  }
  return text;
}

bool IsLabelByte(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '_' ||
         static_cast<uint8_t>(c) >= 0x80;
}

}  // namespace

absl::StatusOr<std::string> CleanTerm(absl::string_view written) {
  const auto text = CheckText(written);
  if (!text.ok()) return text.status();
  return std::string(*text);
}

absl::StatusOr<std::string> CleanDomain(absl::string_view written) {
  const auto text = CheckText(written);
  if (!text.ok()) return text.status();
  const std::string lower = absl::AsciiStrToLower(*text);
  absl::string_view domain = lower;
  if (!absl::ConsumePrefix(&domain, "https://")) {
    absl::ConsumePrefix(&domain, "http://");
  }
  absl::ConsumeSuffix(&domain, "/");
  if (domain.find_first_of("/?#") != absl::string_view::npos) {
    return Bad("is a page; a list takes whole domains only");
  }
  const bool is_ending =
      absl::ConsumePrefix(&domain, "*.") || absl::ConsumePrefix(&domain, ".");
  absl::ConsumeSuffix(&domain, ".");
  // "www.example" is somebody's domain, "www.shop.example" a part of one.
  while (absl::StartsWith(domain, "www.") &&
         std::count(domain.begin(), domain.end(), '.') > 1) {
    domain.remove_prefix(4);
  }
  if (IsAddressOfHost(domain)) return Bad("is a network address, no domain");
  const auto labels =
      std::vector<absl::string_view>(absl::StrSplit(domain, '.'));
  const bool good =
      (labels.size() > 1 || is_ending) && !HasUnicodeSpace(domain) &&
      std::all_of(labels.begin(), labels.end(), [](absl::string_view label) {
        return !label.empty() && label.size() <= kLabelBytesMax &&
               std::all_of(label.begin(), label.end(), IsLabelByte);
      });
  if (!good) return Bad("is no domain, as \"shop.example\"");
  // A word alone would be taken for a mistake: ".top" is all below it.
  return labels.size() > 1 ? std::string(domain) : absl::StrCat(".", domain);
}

bool HasEmailAddress(absl::string_view text) {
  // name@host.tld, however it is decorated.
  size_t at = text.find('@');
  for (; at != absl::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || absl::ascii_isspace(text[at - 1])) continue;
    const absl::string_view host =
        text.substr(at + 1, text.find_first_of(" @", at + 1) - at - 1);
    const size_t dot = host.find('.');
    if (dot != absl::string_view::npos && dot > 0 && dot + 1 < host.size()) {
      return true;
    }
  }
  return false;
}

bool IsAddressOfHost(absl::string_view text) {
  if (text.find(':') != absl::string_view::npos) {
    return text.find_first_not_of("0123456789abcdefABCDEF:.%[]") ==
           absl::string_view::npos;
  }
  return std::count(text.begin(), text.end(), '.') == 3 &&
         text.find_first_not_of("0123456789.") == absl::string_view::npos;
}

}  // namespace winnow
