#include "service/screening/text/hosts.h"

#include <idn2.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/base/utf8.h"
#include "service/screening/text/code_points.h"
#include "unicode/uscript.h"
#include "unicode/uspoof.h"

namespace winnow {
namespace {

constexpr size_t kHostBytesMax = 253;  // of DNS

// Decimal, or hexadecimal as in "0x7f".
bool IsNumeric(absl::string_view label) {
  if (label.empty()) return false;
  if (absl::StartsWith(label, "0x")) {
    label.remove_prefix(2);
    return std::all_of(label.begin(), label.end(), absl::ascii_isxdigit);
  }
  return std::all_of(label.begin(), label.end(), absl::ascii_isdigit);
}

std::string ToUnicodeHost(absl::string_view host) {
  if (!HasPunycode(host)) return std::string(host);
  char* decoded = nullptr;
  const int rc = idn2_to_unicode_8z8z(std::string(host).c_str(), &decoded, 0);
  if (rc != IDN2_OK) return std::string(host);
  std::string unicode(decoded);
  idn2_free(decoded);
  return unicode;
}

// Made once; threads may share a constant one.
const USpoofChecker* Checker() {
  static const USpoofChecker* const checker = []() -> const USpoofChecker* {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker* made = uspoof_open(&status);
    uspoof_setChecks(made, USPOOF_RESTRICTION_LEVEL, &status);
    uspoof_setRestrictionLevel(made, USPOOF_MODERATELY_RESTRICTIVE);
    return U_SUCCESS(status) ? made : nullptr;
  }();
  return checker;
}

bool MixesScripts(absl::string_view label) {
  UErrorCode status = U_ZERO_ERROR;
  const int32_t failed =
      uspoof_check2UTF8(Checker(), label.data(),
                        static_cast<int32_t>(label.size()), nullptr, &status);
  return U_SUCCESS(status) && failed != 0;
}

// Whether letters of other scripts were taken for Latin ones. Latin letters
// beyond ASCII are a language: "æ", "œ", "ı".
bool LooksLatin(absl::string_view label) {
  UErrorCode status = U_ZERO_ERROR;
  for (size_t at = 0; at < label.size();) {
    const CodePoint c = CodePointAt(label, at);
    at = c.end;
    if (c.value >= 0x80 && uscript_getScript(static_cast<UChar32>(c.value),
                                             &status) == USCRIPT_LATIN) {
      return false;
    }
  }
  char skeleton[256];
  const int32_t size = uspoof_getSkeletonUTF8(
      Checker(), 0, label.data(), static_cast<int32_t>(label.size()), skeleton,
      sizeof skeleton, &status);
  return U_SUCCESS(status) && size <= static_cast<int32_t>(sizeof skeleton) &&
         IsAscii(absl::string_view(skeleton, static_cast<size_t>(size)));
}

}  // namespace

bool IsAddressHost(absl::string_view host) {
  if (absl::ConsumePrefix(&host, "[")) {
    return absl::ConsumeSuffix(&host, "]") && absl::StrContains(host, ':') &&
           std::all_of(host.begin(), host.end(), [](char c) {
             return absl::ascii_isxdigit(c) || c == ':' || c == '.';
           });
  }
  return IsNumeric(host.substr(host.rfind('.') + 1));
}

std::string ToAsciiHost(absl::string_view host) {
  if (IsAscii(host) || host.size() > kHostBytesMax) return std::string(host);
  char* encoded = nullptr;
  const int rc = idn2_to_ascii_8z(std::string(host).c_str(), &encoded,
                                  IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  if (rc != IDN2_OK) return std::string(host);
  std::string ascii = absl::AsciiStrToLower(encoded);
  idn2_free(encoded);
  return ascii;
}

bool HasPunycode(absl::string_view host) {
  return absl::StartsWith(host, "xn--") || absl::StrContains(host, ".xn--");
}

bool IsMisleadingHost(absl::string_view host) {
  if (host.size() > kHostBytesMax || Checker() == nullptr) return false;
  if (IsAscii(host) && !HasPunycode(host)) return false;
  const std::string unicode = ToUnicodeHost(host);
  const std::vector<std::string> labels = absl::StrSplit(unicode, '.');
  const bool is_latin_top = IsAscii(labels.back());
  return std::any_of(
      labels.begin(), labels.end(), [is_latin_top](const std::string& label) {
        if (IsAscii(label)) return false;
        return MixesScripts(label) || (is_latin_top && LooksLatin(label));
      });
}

}  // namespace winnow
