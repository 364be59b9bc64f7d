#include "service/screening/text/account_numbers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace winnow {
namespace {

// Luhn, H. P. (1960), US patent 2,950,048.
bool PassesLuhn(absl::string_view digits) {
  int sum = 0;
  bool is_doubled = false;
  for (size_t i = digits.size(); i > 0; --i, is_doubled = !is_doubled) {
    const int digit = digits[i - 1] - '0';
    const int value = is_doubled ? 2 * digit : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

// Beginnings of card numbers, as ranges of their first four digits.
struct Issuer {
  int first;
  int last;
  size_t digits_min;
  size_t digits_max;
};
constexpr Issuer kIssuers[] = {
    {2200, 2204, 16, 19},                        // Mir
    {2221, 2720, 16, 16},                        // Mastercard
    {3000, 3059, 14, 19},                        // Diners Club
    {3400, 3499, 15, 15},                        // American Express
    {3528, 3589, 16, 19},                        // JCB
    {3600, 3600, 14, 14},                        // Diners Club
    {3601, 3699, 14, 19}, {3700, 3799, 15, 15},  // American Express
    {3800, 3999, 14, 19},                        // Diners Club
    {4000, 4999, 16, 16},                        // Visa
    {5018, 5099, 16, 19},                        // Maestro
    {5100, 5599, 16, 16},                        // Mastercard
    {6011, 6011, 16, 19},                        // Discover
    {6200, 6299, 16, 19},                        // UnionPay
    {6304, 6304, 16, 19}, {6440, 6599, 16, 19},  // Maestro, Discover
    {6759, 6763, 16, 19},                        // Maestro
};

bool IsIssued(const std::string& digits) {
  int first = 0;
  if (!absl::SimpleAtoi(digits.substr(0, 4), &first)) return false;
  return std::any_of(std::begin(kIssuers), std::end(kIssuers),
                     [&](const Issuer& issuer) {
                       return first >= issuer.first && first <= issuer.last &&
                              digits.size() >= issuer.digits_min &&
                              digits.size() <= issuer.digits_max;
                     });
}

// In one piece, or in groups as on the card: 4-4-4-4… or 4-6-4, 4-6-5.
bool IsGroupedAsCard(const std::vector<DigitGroup>& groups) {
  if (groups.size() == 1) return true;
  if (groups.size() < 3 || groups.size() > 5) return false;
  const char separator = groups[1].separator;
  if (separator != ' ' && separator != '-') return false;
  for (size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].separator != separator) return false;
  }
  if (groups[0].digits.size() != 4) return false;
  if (groups.size() == 3) {
    return groups[1].digits.size() == 6 && groups[2].digits.size() >= 4;
  }
  for (size_t i = 1; i + 1 < groups.size(); ++i) {
    if (groups[i].digits.size() != 4) return false;
  }
  return groups.back().digits.size() <= 4;
}

// Lengths by country, from the registry of ISO 13616; sorted.
struct IbanLength {
  absl::string_view country;
  size_t length;
};
constexpr IbanLength kIbanLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20},
    {"BE", 16}, {"BG", 22}, {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21},
    {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18}, {"DO", 28},
    {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27},
    {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28},
    {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LI", 21},
    {"LT", 20}, {"LU", 20}, {"LV", 21}, {"MC", 27}, {"MD", 24}, {"ME", 22},
    {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
    {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24},
    {"RS", 22}, {"SA", 24}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"XK", 20}};

// Returns the length that numbers of this country have; 0: it has none.
size_t IbanLengthOf(absl::string_view country) {
  const auto* found = std::lower_bound(
      std::begin(kIbanLengths), std::end(kIbanLengths), country,
      [](const IbanLength& row, absl::string_view sought) {
        return row.country < sought;
      });
  return found != std::end(kIbanLengths) && found->country == country
             ? found->length
             : 0;
}

bool IsAlnum(absl::string_view text, size_t at) {
  return at < text.size() && absl::ascii_isalnum(text[at]);
}

}  // namespace

bool IsCardNumber(const DigitRun& run) {
  return !run.has_plus && !run.opens_parenthesis && IsIssued(run.digits) &&
         IsGroupedAsCard(run.groups) && PassesLuhn(run.digits);
}

bool IsIban(absl::string_view text) {
  if (text.size() < 4) return false;
  const std::string upper = absl::AsciiStrToUpper(text);
  if (IbanLengthOf(absl::string_view(upper).substr(0, 2)) != text.size()) {
    return false;
  }
  int remainder = 0;
  for (size_t i = 0; i < upper.size(); ++i) {
    const char c = upper[(i + 4) % upper.size()];
    if (absl::ascii_isdigit(c)) {
      remainder = (remainder * 10 + (c - '0')) % 97;
    } else if (absl::ascii_isupper(c)) {
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return remainder == 1;
}

std::vector<ByteRange> FindIbans(absl::string_view text, int most) {
  std::vector<ByteRange> found;
  const auto found_max = static_cast<size_t>(most);
  for (size_t at = 2; at + 1 < text.size() && found.size() < found_max; ++at) {
    // Two letters that begin a word, and two digits.
    if (!absl::ascii_isdigit(text[at]) || !absl::ascii_isdigit(text[at + 1]) ||
        !absl::ascii_isalpha(text[at - 1]) ||
        !absl::ascii_isalpha(text[at - 2]) ||
        (at > 2 && absl::ascii_isalnum(text[at - 3]))) {
      continue;
    }
    const std::string country = absl::AsciiStrToUpper(text.substr(at - 2, 2));
    const size_t length = IbanLengthOf(country);
    std::string number;
    size_t end = at - 2;
    while (number.size() < length) {
      if (IsAlnum(text, end)) {
        number += text[end++];
      } else if (end < text.size() && text[end] == ' ' &&
                 IsAlnum(text, end + 1)) {
        ++end;
      } else {
        break;
      }
    }
    if (number.empty() || IsAlnum(text, end) || !IsIban(number)) continue;
    found.push_back(
        {static_cast<uint32_t>(at - 2), static_cast<uint32_t>(end)});
    at = end;
  }
  return found;
}

}  // namespace winnow
