#include "service/screening/text/blank_out.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/text/account_numbers.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/digit_runs.h"
#include "service/screening/text/email_addresses.h"
#include "service/screening/text/phone_numbers.h"
#include "service/screening/text/street_addresses.h"
#include "service/screening/text/told_names.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// Screening is content with the first few; here each one counts.
constexpr int kAll = std::numeric_limits<int>::max();

struct Blank {
  ByteRange range;  // of the text as written
  const char* what = "";
};

ByteRange RangeOf(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
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

// What a word of an address is: the kind of blank, or nothing.
const char* KindOfWord(absl::string_view word) {
  // As in a link that opens a letter.
  const size_t at = std::min(word.find('@'), word.find("%40"));
  // Of whatever domain: FindEmailAddresses() knows those that there are.
  if (at != absl::string_view::npos && at > 0) return "[email]";
  if (at == 0 && word.size() > 1) return "[name]";
  return IsNetworkAddress(word) ? "[address]" : nullptr;
}

// Calls `add` with the words of addresses and handles.
template <typename Add>
void FindWords(absl::string_view text, const Add& add) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    size_t next = begin;
    while (next < text.size()) {
      const CodePoint c = CodePointAt(text, next);
      const bool goes_on =
          KindOf(c.value) != CharacterKind::kOther ||
          (c.value < 0x80 &&
           absl::StrContains("_.:@-+%", static_cast<char>(c.value)));
      next = c.end;
      if (!goes_on) break;
      end = next;
    }
    absl::string_view word = text.substr(begin, end - begin);
    while (!word.empty() && absl::StrContains(".:-", word.back())) {
      word.remove_suffix(1);
    }
    const char* what = word.empty() ? nullptr : KindOfWord(word);
    if (what != nullptr) {
      add(RangeOf(begin, begin + word.size()), what);
    }
    begin = next;
  }
}

void FindContacts(const View& view, absl::string_view language,
                  std::vector<Blank>& blanks) {
  const absl::string_view text = view.text();
  const auto add = [&](ByteRange range, const char* what) {
    blanks.push_back({view.ToOriginal(range), what});
  };
  for (const ByteRange& at : FindEmailAddresses(text, kAll)) add(at, "[email]");
  for (const ByteRange& at : FindStreetAddresses(text, language, kAll)) {
    add(at, "[address]");
  }
  for (const ByteRange& at : FindIbans(text, kAll)) add(at, "[account]");
  for (const DigitRun& run : FindDigitRuns(text, kAll)) {
    if (IsCardNumber(run)) {
      add(run.range, "[account]");
    } else if (IsPhoneNumber(text, run)) {
      add(run.range, "[phone]");
    }
  }
  FindWords(text, add);
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
  const TextViews views(text);
  std::vector<ByteRange> told;
  if (!views.complete() || !FindToldNames(views, names, told)) return "";
  std::vector<Blank> blanks;
  FindContacts(views.normalized(), language, blanks);
  for (const ByteRange& at : told) blanks.push_back({at, "[name]"});
  return Replace(text, std::move(blanks));
}

}  // namespace winnow
