#include "service/screening/text/blank_out.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/text/account_numbers.h"
#include "service/screening/text/digit_runs.h"
#include "service/screening/text/email_addresses.h"
#include "service/screening/text/phone_numbers.h"
#include "service/screening/text/street_addresses.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

// What finds addresses gives up after some; each round finds the next ones. A
// text of 64 KB has no more than these.
constexpr int kRoundsMax = 1000;
// Shorter words of names are words of other kinds too: "Al", "Li".
constexpr size_t kNameWordBytesMin = 3;

struct Blank {
  ByteRange range;  // of the text as written
  const char* what = "";
};

bool IsWordByte(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
         (static_cast<unsigned char>(byte) & 0x80) != 0 || byte == '_';
}

bool IsWhole(absl::string_view text, size_t begin, size_t end) {
  return (begin == 0 || !IsWordByte(text[begin - 1])) &&
         (end == text.size() || !IsWordByte(text[end]));
}

// Four numbers below 256 with dots between, or six groups and more of
// hexadecimal digits with colons.
bool IsNetworkAddress(absl::string_view word) {
  int dots = 0;
  int colons = 0;
  size_t digits = 0;
  for (const char byte : word) {
    if (byte == '.' || byte == ':') {
      ++(byte == '.' ? dots : colons);
      digits = 0;
    } else if (absl::ascii_isxdigit(static_cast<unsigned char>(byte)) &&
               ++digits <= 4) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(byte)) && dots > 0) {
        return false;
      }
    } else {
      return false;
    }
  }
  return (dots == 3 && colons == 0) || (dots == 0 && colons >= 5);
}

void FindContacts(absl::string_view text, absl::string_view language,
                  std::vector<Blank>& blanks) {
  const TextViews views(text);
  const View& view = views.normalized();
  const absl::string_view plain = view.text();
  const auto add = [&](ByteRange range, const char* what) {
    blanks.push_back({view.ToOriginal(range), what});
  };
  for (const ByteRange& at : FindEmailAddresses(plain)) add(at, "[email]");
  for (const ByteRange& at : FindStreetAddresses(plain, language)) {
    add(at, "[address]");
  }
  for (const ByteRange& at : FindIbans(plain)) add(at, "[account]");
  for (const DigitRun& run : FindDigitRuns(plain)) {
    if (IsCardNumber(run)) {
      add(run.range, "[account]");
    } else if (IsPhoneNumber(plain, run)) {
      add(run.range, "[phone]");
    }
  }
}

void FindWords(absl::string_view text, std::vector<Blank>& blanks) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    const auto goes_on = [](char byte) {
      return IsWordByte(byte) || absl::StrContains(".:@-+%", byte);
    };
    while (end < text.size() && goes_on(text[end])) ++end;
    absl::string_view word = text.substr(begin, end - begin);
    while (!word.empty() &&
           (word.back() == '.' || word.back() == ':' || word.back() == '-')) {
      word.remove_suffix(1);
    }
    const ByteRange range = {static_cast<uint32_t>(begin),
                             static_cast<uint32_t>(begin + word.size())};
    const size_t at = word.find('@');
    if (at != absl::string_view::npos && at > 0) {
      // Of whatever domain: FindEmailAddresses() knows those that there are.
      blanks.push_back({range, "[email]"});
    } else if (at == 0 && word.size() > 1) {
      blanks.push_back({range, "[name]"});
    } else if (IsNetworkAddress(word)) {
      blanks.push_back({range, "[address]"});
    }
    begin = std::max(end, begin + 1);
  }
}

void FindName(absl::string_view text, absl::string_view name, bool any_case,
              std::vector<Blank>& blanks) {
  for (size_t at = 0; at + name.size() <= text.size(); ++at) {
    const absl::string_view here = text.substr(at, name.size());
    const bool same =
        any_case ? absl::EqualsIgnoreCase(here, name) : here == name;
    if (!same || !IsWhole(text, at, at + name.size())) continue;
    blanks.push_back(
        {{static_cast<uint32_t>(at), static_cast<uint32_t>(at + name.size())},
         "[name]"});
  }
}

void FindNames(absl::string_view text, absl::string_view name,
               std::vector<Blank>& blanks) {
  name = absl::StripAsciiWhitespace(name);
  if (name.size() < 2) return;
  FindName(text, name, /*any_case=*/true, blanks);
  for (size_t begin = 0; begin < name.size();) {
    size_t end = begin;
    while (end < name.size() && IsWordByte(name[end])) ++end;
    const absl::string_view word = name.substr(begin, end - begin);
    const bool is_small =
        !word.empty() &&
        absl::ascii_islower(static_cast<unsigned char>(word[0]));
    if (word.size() >= kNameWordBytesMin && !is_small) {
      FindName(text, word, /*any_case=*/false, blanks);
    }
    begin = std::max(end, begin + 1);
  }
}

// Puts words in the place of what was found; of what overlaps, the first.
std::string Replace(absl::string_view text, std::vector<Blank> blanks) {
  std::stable_sort(blanks.begin(), blanks.end(),
                   [](const Blank& a, const Blank& b) {
                     return a.range.begin < b.range.begin;
                   });
  std::string out;
  size_t done = 0;
  for (const Blank& blank : blanks) {
    if (blank.range.begin >= done) {
      absl::StrAppend(&out, text.substr(done, blank.range.begin - done),
                      blank.what);
    }
    done = std::max<size_t>(done, blank.range.end);
  }
  absl::StrAppend(&out, text.substr(std::min(done, text.size())));
  return out;
}

}  // namespace

std::string BlankOut(absl::string_view text,
                     const std::vector<std::string>& names,
                     absl::string_view language) {
  std::string blanked(text);
  for (int rounds = 0; rounds < kRoundsMax; ++rounds) {
    std::vector<Blank> blanks;
    FindContacts(blanked, language, blanks);
    if (blanks.empty()) break;
    blanked = Replace(blanked, std::move(blanks));
  }
  std::vector<Blank> blanks;
  FindWords(blanked, blanks);
  for (const std::string& name : names) FindNames(blanked, name, blanks);
  return Replace(blanked, std::move(blanks));
}

}  // namespace winnow
