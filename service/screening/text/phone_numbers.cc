#include "service/screening/text/phone_numbers.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/types/span.h"

namespace winnow {
namespace {

// How far before a number the word that announces it is looked for.
constexpr size_t kCueBytes = 28;

// Beginnings of words that announce a number, lower case.
constexpr absl::string_view kCues[] = {
    "call",     "phone",    "telephone", "tel:",     "tel.",   "tel ",
    "text me",  "whatsapp", "whats app", "mobile",   "cell",   "viber",
    "telegram", "sms",      "anruf",     "ruf mich", "handy",  "telefon",
    "appelez",  "llama",    "llámame",   "chiama",   "bel me", "zadzwo",
    "звони",    "тел.",     "телефон",   "电话",     "微信",   "電話",
    "전화",     "هاتف",     "واتساب",    "τηλ"};

// Before such words no national number is believed.
constexpr absl::string_view kOtherNumbers[] = {
    "isbn", "order", "nr.",    "no.",     "number of", "invoice",
    "id ",  "id:",   "ticket", "bestell", "ref.",      "ref:"};

bool IsYear(absl::string_view digits) {
  return digits.size() == 4 &&
         (absl::StartsWith(digits, "19") || absl::StartsWith(digits, "20"));
}

bool HasCue(absl::string_view text, size_t begin,
            absl::Span<const absl::string_view> cues) {
  const size_t from = begin > kCueBytes ? begin - kCueBytes : 0;
  const std::string before =
      absl::AsciiStrToLower(text.substr(from, begin - from));
  return std::any_of(cues.begin(), cues.end(), [&](absl::string_view cue) {
    const size_t at = before.rfind(std::string(cue));
    return at != std::string::npos &&
           (at == 0 || !absl::ascii_isalnum(before[at - 1]));
  });
}

// "24.12.2024", "2024-12-24 18", "1/2/24": three groups, and what follows them
// is separated otherwise.
bool BeginsWithDate(const std::vector<DigitGroup>& groups) {
  if (groups.size() < 3 || groups[1].separator != groups[2].separator) {
    return false;
  }
  if (groups.size() > 3 && groups[3].separator == groups[2].separator) {
    return false;
  }
  const size_t first = groups[0].digits.size();
  const size_t second = groups[1].digits.size();
  const size_t third = groups[2].digits.size();
  if (second > 2) return false;
  return (first <= 2 && (third == 2 || third == 4)) ||
         (first == 4 && third <= 2);
}

bool EndsWithZeros(const std::string& digits) {
  return absl::EndsWith(digits, "00000");
}

bool HasSizes(const std::vector<DigitGroup>& groups,
              std::initializer_list<size_t> sizes) {
  return std::equal(groups.begin(), groups.end(), sizes.begin(), sizes.end(),
                    [](const DigitGroup& group, size_t size) {
                      return group.digits.size() == size;
                    });
}

bool IsInternational(const DigitRun& run) {
  std::string digits = run.digits;
  if (!run.has_plus) {
    // Zeros lead many other numbers, so those need more digits and groups.
    if (!absl::StartsWith(run.groups[0].digits, "00") ||
        run.groups.size() < 2) {
      return false;
    }
    digits.erase(0, 2);
    if (digits.size() < 9) return false;
  }
  // "+49.123456" is a latitude.
  if (run.groups.size() == 2 && run.groups[1].separator == '.' &&
      digits.size() < 10) {
    return false;
  }
  return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
}

// North America: area and exchange begin with 2–9.
bool IsNorthAmerican(const DigitRun& run) {
  std::vector<DigitGroup> groups = run.groups;
  if (groups[0].digits == "1" && groups.size() == 4) {
    groups.erase(groups.begin());
  }
  if (!HasSizes(groups, {3, 3, 4})) return false;
  // Spaces alone would make it of any three numbers in a row.
  if (!absl::StrContains("-.)", groups[1].separator) ||
      !absl::StrContains("-.", groups[2].separator)) {
    return false;
  }
  return groups[0].digits[0] >= '2' && groups[1].digits[0] >= '2';
}

// Behind a trunk prefix: "030 901820", "06 12 34 56 78", "0171/1234567".
bool IsBehindTrunkPrefix(const DigitRun& run) {
  const std::vector<DigitGroup>& groups = run.groups;
  const std::string& digits = run.digits;
  if (digits.size() < 9 || digits.size() > 12) return false;
  if (digits[0] != '0' || digits[1] == '0') return false;
  const size_t first = groups[0].digits.size();
  if (groups.size() == 1) return digits.size() >= 10;
  if (first < 2 || first > 6 || groups.size() > 5) return false;
  if (first == 2) {
    // Pairs: five of them, separated alike, and no row of lottery numbers.
    if (!HasSizes(groups, {2, 2, 2, 2, 2})) {
      return groups.size() <= 3 && groups[1].digits.size() >= 3;
    }
    bool ascends = true;
    for (size_t i = 1; i < groups.size(); ++i) {
      if (groups[i].separator != groups[1].separator) return false;
      ascends = ascends && groups[i - 1].digits < groups[i].digits;
    }
    return !ascends;
  }
  return std::all_of(groups.begin(), groups.end(), [](const DigitGroup& group) {
    return group.digits.size() >= 2;
  });
}

// Other shapes that nothing else has.
bool IsGroupedAsPhone(const DigitRun& run) {
  const std::vector<DigitGroup>& groups = run.groups;
  const size_t size = run.digits.size();
  // Russia: 8 (916) 123-45-67.
  if (run.digits[0] == '8' && HasSizes(groups, {1, 3, 3, 2, 2})) return true;
  // China: 138 1234 5678.
  if (run.digits[0] == '1' && run.digits[1] >= '3' &&
      HasSizes(groups, {3, 4, 4})) {
    return true;
  }
  // "(11) 98765-4321", but not "(1984) 123456".
  return run.opens_parenthesis && groups.size() >= 2 &&
         groups[1].separator == ')' && groups[0].digits.size() >= 2 &&
         groups[0].digits.size() <= 5 && !IsYear(groups[0].digits) &&
         size >= 9 && size <= 12;
}

}  // namespace

bool IsPhoneNumber(absl::string_view text, const DigitRun& run) {
  if (EndsWithZeros(run.digits) || BeginsWithDate(run.groups)) return false;
  if (run.has_plus) return IsInternational(run);
  if (run.digits.size() > 15) return false;
  const size_t begin = run.range.begin;
  if (HasCue(text, begin, kOtherNumbers)) return false;
  if (IsInternational(run) || IsNorthAmerican(run) ||
      IsBehindTrunkPrefix(run) || IsGroupedAsPhone(run)) {
    return true;
  }
  const bool are_years =
      std::all_of(run.groups.begin(), run.groups.end(),
                  [](const DigitGroup& group) { return IsYear(group.digits); });
  return !are_years && HasCue(text, begin, kCues);
}

}  // namespace winnow
