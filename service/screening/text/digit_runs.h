// A DigitRun is a number as people write long ones: groups of digits with a
// space, hyphen, dot, slash or parenthesis between them. What it is the number
// of, account_numbers.h and phone_numbers.h know.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_DIGIT_RUNS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_DIGIT_RUNS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

struct DigitGroup {
  absl::string_view digits;  // of the text
  char separator = 0;        // before it: ' ', '-', '.', '/', '(' or ')'
};

struct DigitRun {
  ByteRange range;     // with a leading "+" or "("
  std::string digits;  // of all groups
  std::vector<DigitGroup> groups;
  bool has_plus = false;
  bool opens_parenthesis = false;  // "(030) …"
};

inline constexpr int kDigitRunsMax = 64;
inline constexpr int kRunDigitsMin = 7;
inline constexpr int kRunDigitsMax = 19;

// Cost: compilers make vector code of it.
int CountDigits(absl::string_view text);

// Returns the first `most` runs of kRunDigitsMin to kRunDigitsMax digits
// that stand alone: not within a word, beside a currency sign, or as a part of
// a decimal number, a time or a path.
// Input: any bytes, normalized; the runs borrow it.
// Cost: linear; that of CountDigits when there are few.
std::vector<DigitRun> FindDigitRuns(absl::string_view text,
                                    int most = kDigitRunsMax);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_DIGIT_RUNS_H_
