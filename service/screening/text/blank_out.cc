#include "service/screening/text/blank_out.h"

#include <arpa/inet.h>
#include <netinet/in.h>

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

// An IPv4 address, with or without a port, or an IPv6 address; so many groups
// with colons are an address of some kind as well.
bool IsNetworkAddress(absl::string_view word) {
  constexpr int kColonsMin = 5;
  const auto is_address = [](int family, absl::string_view text) {
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(family, std::string(text).c_str(), bytes) == 1;
  };
  const auto colons = std::count(word.begin(), word.end(), ':');
  if (colons <= 1) return is_address(AF_INET, word.substr(0, word.find(':')));
  const bool is_hexadecimal =
      std::all_of(word.begin(), word.end(), [](char byte) {
        return byte == ':' ||
               absl::ascii_isxdigit(static_cast<unsigned char>(byte));
      });
  return is_address(AF_INET6, word) || (is_hexadecimal && colons >= kColonsMin);
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
    // As in a link that opens a letter.
    const size_t at = std::min(word.find('@'), word.find("%40"));
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

// Finds a name in any case; where it has to be capitalized, only as one that
// does not begin with a small letter.
void FindName(absl::string_view text, absl::string_view name, bool capitalized,
              std::vector<Blank>& blanks) {
  for (size_t at = 0; at + name.size() <= text.size(); ++at) {
    const bool is_small =
        absl::ascii_islower(static_cast<unsigned char>(text[at]));
    if ((capitalized && is_small) ||
        !absl::EqualsIgnoreCase(text.substr(at, name.size()), name) ||
        !IsWhole(text, at, at + name.size())) {
      continue;
    }
    blanks.push_back(
        {{static_cast<uint32_t>(at), static_cast<uint32_t>(at + name.size())},
         "[name]"});
  }
}

void FindNames(absl::string_view text, absl::string_view name,
               std::vector<Blank>& blanks) {
  name = absl::StripAsciiWhitespace(name);
  if (name.size() < 2) return;
  FindName(text, name, /*capitalized=*/false, blanks);
  for (size_t begin = 0; begin < name.size();) {
    size_t end = begin;
    while (end < name.size() && IsWordByte(name[end])) ++end;
    const absl::string_view word = name.substr(begin, end - begin);
    if (word.size() >= kNameWordBytesMin) {
      FindName(text, word, /*capitalized=*/true, blanks);
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
