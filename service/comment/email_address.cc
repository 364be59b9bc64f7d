#include "service/comment/email_address.h"

#include <idn2.h>
#include <sodium.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/base/utf8.h"
#include "service/base/wipe.h"

namespace winnow {
namespace {

// RFC 5321, section 4.5.3.1, and the path limit less its two angle brackets.
constexpr size_t kAddressBytesMax = 254;
constexpr size_t kLocalBytesMax = 64;
constexpr size_t kDomainBytesMax = 253;
constexpr size_t kLabelBytesMax = 63;

absl::Status Invalid(absl::string_view sentence) {
  return absl::InvalidArgumentError(sentence);
}

// RFC 5322 atext; every byte of a character outside ASCII counts (RFC 6531).
bool IsAtomByte(char c) {
  return absl::ascii_isalnum(c) || !absl::ascii_isascii(c) ||
         absl::StrContains("!#$%&'*+-/=?^_`{|}~", c);
}

// Invisible characters would make two addresses look like one.
bool HasFormatCharacter(absl::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(text.data(), i, size, c);
    if (u_charType(c) == U_FORMAT_CHAR) return true;
  }
  return false;
}

absl::Status CheckLocalPart(absl::string_view local) {
  if (local.empty()) return Invalid("there is nothing before the @");
  if (local.size() > kLocalBytesMax) {
    return Invalid("the part before the @ is longer than 64 bytes");
  }
  if (absl::StrContains(local, '"')) {
    return Invalid("quotation marks are not accepted before the @");
  }
  if (local.front() == '.' || local.back() == '.' ||
      absl::StrContains(local, "..")) {
    return Invalid(
        "the part before the @ may not begin or end with a dot or have two in "
        "a row");
  }
  for (const char c : local) {
    if (c != '.' && !IsAtomByte(c)) {
      return Invalid(
          "the part before the @ has a space or a character that addresses "
          "cannot have");
    }
  }
  if (!IsAscii(local) && (HasUnicodeSpace(local) || HasFormatCharacter(local) ||
                          HasControlCharacters(local))) {
    return Invalid("the part before the @ has an invisible character");
  }
  return absl::OkStatus();
}

// Returns a sentence about what is wrong with a host name in ASCII, or nothing.
std::optional<absl::string_view> FaultOfDomain(absl::string_view domain) {
  if (domain.empty()) return "there is nothing after the @";
  if (domain.front() == '[') {
    return "an address in brackets is not accepted; use a domain name";
  }
  if (domain.size() > kDomainBytesMax) {
    return "the part after the @ is longer than a domain name can be";
  }
  if (!absl::StrContains(domain, '.')) {
    return "the part after the @ has no dot, as in example.com";
  }
  absl::string_view last;
  for (const absl::string_view label : absl::StrSplit(domain, '.')) {
    if (label.empty()) {
      return "the part after the @ has a dot too many";
    }
    if (label.size() > kLabelBytesMax) {
      return "the part after the @ has a name longer than 63 bytes";
    }
    if (label.front() == '-' || label.back() == '-') {
      return "a name after the @ may not begin or end with a hyphen";
    }
    for (const char c : label) {
      if (!absl::ascii_isalnum(c) && c != '-') {
        return "the part after the @ has a character that domain names cannot "
               "have";
      }
    }
    last = label;
  }
  // No top-level domain is a number, but the end of an IPv4 address is.
  if (std::all_of(last.begin(), last.end(), absl::ascii_isdigit)) {
    return "the part after the @ is a number, not a domain name";
  }
  return std::nullopt;
}

// Returns the domain as lower-case A-labels.
absl::StatusOr<std::string> CanonicalDomain(absl::string_view domain) {
  // libidn2 would read up to a NUL and leave the rest unchecked.
  if (HasControlCharacters(domain)) {
    return Invalid("the part after the @ has a control character");
  }
  std::string ascii = absl::AsciiStrToLower(domain);
  // A-labels that a reader typed are checked as well: a broken one has no
  // other spelling and is no domain.
  if (!IsAscii(domain) || absl::StrContains(ascii, "xn--")) {
    char* encoded = nullptr;
    const int rc = idn2_to_ascii_8z(std::string(domain).c_str(), &encoded,
                                    IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    if (rc != IDN2_OK) {
      return Invalid("the part after the @ is not a valid domain name");
    }
    ascii = absl::AsciiStrToLower(encoded);
    idn2_free(encoded);
  }
  if (const auto fault = FaultOfDomain(ascii)) return Invalid(*fault);
  return ascii;
}

// One string on its way through ICU, wiped at the end.
struct Utf16 {
  // A local part has at most 64 code units; NFC at most triples a text, and so
  // does lower-casing (UAX 15 and SpecialCasing.txt).
  static constexpr int32_t kUnitsMax = 1024;

  ~Utf16() { sodium_memzero(units, sizeof(units)); }

  UChar units[kUnitsMax];
  int32_t size = 0;
};

// Returns `local` in NFC and lower case; absent only if ICU has no data.
std::optional<std::string> CanonicalLocalPart(absl::string_view local) {
  if (IsAscii(local)) return absl::AsciiStrToLower(local);
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&error);
  Utf16 a, b;
  u_strFromUTF8(a.units, Utf16::kUnitsMax, &a.size, local.data(),
                static_cast<int32_t>(local.size()), &error);
  b.size =
      unorm2_normalize(nfc, a.units, a.size, b.units, Utf16::kUnitsMax, &error);
  a.size = u_strToLower(a.units, Utf16::kUnitsMax, b.units, b.size,
                        /*locale=*/"", &error);
  // Lower-casing can leave a text that composes further.
  b.size =
      unorm2_normalize(nfc, a.units, a.size, b.units, Utf16::kUnitsMax, &error);
  std::string utf8(static_cast<size_t>(b.size) * U8_MAX_LENGTH, '\0');
  int32_t bytes = 0;
  u_strToUTF8(utf8.data(), static_cast<int32_t>(utf8.size()), &bytes, b.units,
              b.size, &error);
  if (U_FAILURE(error)) return std::nullopt;
  utf8.resize(static_cast<size_t>(bytes));
  return utf8;
}

}  // namespace

absl::StatusOr<EmailAddress> EmailAddress::Parse(absl::string_view text) {
  if (!IsValidUtf8(text)) return Invalid("the address is not valid UTF-8");
  text = TrimUnicodeSpace(text);
  if (text.empty()) return Invalid("the address is empty");
  if (text.size() > kAddressBytesMax) {
    return Invalid("the address is longer than 254 bytes");
  }
  const size_t at = text.rfind('@');
  if (at == absl::string_view::npos) return Invalid("there is no @");
  const absl::string_view local = text.substr(0, at);
  if (absl::StrContains(local, '@')) {
    return Invalid("there is more than one @");
  }
  if (absl::Status fault = CheckLocalPart(local); !fault.ok()) return fault;
  absl::StatusOr<std::string> domain = CanonicalDomain(text.substr(at + 1));
  if (!domain.ok()) return domain.status();
  std::optional<std::string> canonical = CanonicalLocalPart(local);
  if (!canonical.has_value()) {
    return absl::InternalError("ICU has no normalization data");
  }

  EmailAddress address;
  address.text_ = std::string(text);
  address.exact_ = absl::StrCat(*canonical, "@", *domain);
  address.domain_at_ = canonical->size() + 1;
  winnow::Wipe(*canonical);
  return address;
}

EmailAddress::EmailAddress(EmailAddress&& other) noexcept
    : text_(std::move(other.text_)),
      exact_(std::move(other.exact_)),
      domain_at_(other.domain_at_) {
  // A short string is copied by its move and stays behind.
  other.Wipe();
}

EmailAddress& EmailAddress::operator=(EmailAddress&& other) noexcept {
  if (this == &other) return *this;
  Wipe();
  text_ = std::move(other.text_);
  exact_ = std::move(other.exact_);
  domain_at_ = other.domain_at_;
  other.Wipe();
  return *this;
}

EmailAddress::~EmailAddress() { Wipe(); }

absl::string_view EmailAddress::RevealLocalPart() const {
  return absl::string_view(exact_).substr(0, empty() ? 0 : domain_at_ - 1);
}

std::string EmailAddress::RevealFolded() const {
  absl::string_view local = RevealLocalPart();
  // A tag that is everything is the mailbox itself.
  const size_t plus = local.find('+');
  if (plus != absl::string_view::npos && plus > 0) {
    local = local.substr(0, plus);
  }
  std::string folded;
  folded.reserve(exact_.size());
  const bool dots_ignored =
      domain() == "gmail.com" || domain() == "googlemail.com";
  std::copy_if(local.begin(), local.end(), std::back_inserter(folded),
               [dots_ignored](char c) { return !dots_ignored || c != '.'; });
  if (!exact_.empty()) absl::StrAppend(&folded, "@", domain());
  return folded;
}

void EmailAddress::Wipe() {
  winnow::Wipe(text_);
  winnow::Wipe(exact_);
  domain_at_ = 0;
}

}  // namespace winnow
