#include "service/intake/web_address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/base/utf8.h"

namespace winnow {
namespace {

constexpr int kPortMax = 65535;

absl::Status Invalid(absl::string_view sentence) {
  return absl::InvalidArgumentError(sentence);
}

bool IsHostByte(char c) {
  return absl::ascii_isalnum(c) || !absl::ascii_isascii(c) || c == '-' ||
         c == '_';
}

bool IsHostName(absl::string_view host) {
  // A dot at the end means the same name, fully qualified.
  absl::ConsumeSuffix(&host, ".");
  for (const absl::string_view label : absl::StrSplit(host, '.')) {
    if (label.empty() || !std::all_of(label.begin(), label.end(), IsHostByte)) {
      return false;
    }
  }
  return true;
}

// An IPv6 address in brackets, by its alphabet only: a wrong one leads nowhere.
bool IsBracketedHost(absl::string_view host) {
  return absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]") &&
         absl::StrContains(host, ':') &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isxdigit(c) || c == ':' || c == '.';
         });
}

bool IsPort(absl::string_view port) {
  int number = 0;
  return std::all_of(port.begin(), port.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(port, &number) && number <= kPortMax;
}

// Takes "http://" or "https://" off the front, in any case of letters.
bool ConsumeScheme(absl::string_view& text) {
  for (const absl::string_view scheme : {"http://", "https://"}) {
    if (absl::StartsWithIgnoreCase(text, scheme)) {
      text.remove_prefix(scheme.size());
      return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> ParseWebAddress(absl::string_view text) {
  if (!IsValidUtf8(text)) return Invalid("is not valid UTF-8");
  text = TrimUnicodeSpace(text);
  if (text.empty()) return Invalid("is empty");
  if (HasUnicodeSpace(text) || HasControlCharacters(text)) {
    return Invalid("has white space or a control character in it");
  }
  if (text.find_first_of("\"<>\\`") != absl::string_view::npos) {
    return Invalid("has a quotation mark, angle bracket or backslash in it");
  }

  absl::string_view rest = text;
  const bool has_scheme = ConsumeScheme(rest);
  const absl::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (!has_scheme && absl::StrContains(text, "://") &&
      text.find("://") <= authority.size()) {
    return Invalid("must begin with http:// or https://");
  }
  if (absl::StrContains(authority, '@')) {
    return Invalid("must not have a user name or an email address in it");
  }

  absl::string_view host = authority;
  const size_t colon = host.rfind(':');
  if (colon != absl::string_view::npos && !absl::EndsWith(host, "]")) {
    if (!IsPort(host.substr(colon + 1))) {
      return Invalid("must be the http or https address of a page");
    }
    host = host.substr(0, colon);
  }
  if (!IsBracketedHost(host) && !IsHostName(host)) {
    return Invalid("has no valid host name, as in https://example.com/");
  }
  if (has_scheme) return std::string(text);
  // Without a scheme only a dot tells an address from the words people write
  // into the field, such as "none".
  if (!absl::StrContains(host, '.')) {
    return Invalid("must be a web address, as in https://example.com/");
  }
  return absl::StrCat("http://", text);
}

}  // namespace winnow
