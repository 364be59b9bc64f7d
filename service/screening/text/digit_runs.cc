#include "service/screening/text/digit_runs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace winnow {
namespace {

// Groups this long are numbers of their own: behind them a space separates two.
constexpr size_t kWholeNumberDigits = 9;

bool IsDigit(absl::string_view text, size_t at) {
  return at < text.size() && absl::ascii_isdigit(text[at]);
}

// Returns the separator at `at` and where the digit behind it stands, or 0 when
// the run ends here. "3.14. 15" and "12 / 15" are two numbers each.
std::pair<char, size_t> SeparatorAt(absl::string_view text, size_t at) {
  if (at >= text.size()) return {'\0', at};
  const char c = text[at];
  if (!absl::StrContains(" -./()", c)) return {'\0', at};
  if (IsDigit(text, at + 1)) return {c, at + 1};
  const absl::string_view two = text.substr(at, 2);
  if ((two == ") " || two == ")-" || two == " (" || two == "-(") &&
      IsDigit(text, at + 2)) {
    return {two[0] == ')' ? ')' : '(', at + 2};
  }
  return {'\0', at};
}

bool StandsAloneBefore(absl::string_view text, size_t begin) {
  if (begin == 0) return true;
  const char c = text[begin - 1];
  if (absl::ascii_isalnum(c) || absl::StrContains("_#$=&@/\\-+*^~", c)) {
    return false;
  }
  if (absl::StrContains(",.:", c))
    return begin < 2 || !IsDigit(text, begin - 2);
  const absl::string_view before = text.substr(0, begin);
  for (const absl::string_view sign : {"€", "£", "¥", "№", "₹", "₽"}) {
    if (absl::EndsWith(before, sign)) return false;
  }
  return !absl::EndsWith(before, "$ ") && !absl::EndsWith(before, "€ ") &&
         !absl::EndsWith(before, "£ ");
}

bool StandsAloneBehind(absl::string_view text, size_t end) {
  if (end == text.size()) return true;
  const char c = text[end];
  if (absl::ascii_isalnum(c) || absl::StrContains("_%$=@/\\+*^", c)) {
    return false;
  }
  if (absl::StrContains(",.:-", c)) return !IsDigit(text, end + 1);
  const absl::string_view rest = text.substr(c == ' ' ? end + 1 : end, 4);
  for (const absl::string_view sign : {"€", "£", "$", "%", "EUR", "USD"}) {
    if (absl::StartsWith(rest, sign)) return false;
  }
  return true;
}

}  // namespace

int CountDigits(absl::string_view text) {
  // Counted in bytes, which hold no more than this, and without a branch: four
  // times as many to a vector register as there are numbers.
  constexpr size_t kPieceBytes = 240;
  int count = 0;
  for (; !text.empty();
       text.remove_prefix(std::min(kPieceBytes, text.size()))) {
    uint8_t digits = 0;
    for (const char c : text.substr(0, kPieceBytes)) {
      digits = static_cast<uint8_t>(
          digits + (static_cast<uint8_t>(c - '0') < 10 ? 1 : 0));
    }
    count += digits;
  }
  return count;
}

std::vector<DigitRun> FindDigitRuns(absl::string_view text, int most) {
  std::vector<DigitRun> runs;
  const auto runs_max = static_cast<size_t>(most);
  if (CountDigits(text) < kRunDigitsMin) return runs;
  size_t at = 0;
  while (at < text.size() && runs.size() < runs_max) {
    if (!absl::ascii_isdigit(text[at])) {
      ++at;
      continue;
    }
    DigitRun run;
    size_t begin = at;
    if (begin > 0 && text[begin - 1] == '(') {
      run.opens_parenthesis = true;
      --begin;
    }
    if (begin > 0 && text[begin - 1] == '+') {
      run.has_plus = true;
      --begin;
    }
    char separator = '\0';
    while (true) {
      size_t end = at;
      while (IsDigit(text, end)) ++end;
      run.groups.push_back({text.substr(at, end - at), separator});
      const auto [next_separator, next] = SeparatorAt(text, end);
      const bool ends = next_separator == '\0' ||
                        (next_separator == ' ' &&
                         run.groups.back().digits.size() >= kWholeNumberDigits);
      at = ends ? end : next;
      if (ends) break;
      separator = next_separator;
    }
    size_t digits = 0;
    for (const DigitGroup& group : run.groups) digits += group.digits.size();
    if (digits < kRunDigitsMin || digits > kRunDigitsMax) continue;
    if (!StandsAloneBefore(text, begin) || !StandsAloneBehind(text, at)) {
      continue;
    }
    for (const DigitGroup& group : run.groups) {
      run.digits.append(group.digits.data(), group.digits.size());
    }
    run.range = {static_cast<uint32_t>(begin), static_cast<uint32_t>(at)};
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace winnow
