// What is counted by day of a site's time zone: how screening decided, what
// people did about it, how long comments waited for them. A count changes in
// the same step as what it counts. service/docs/redis.md lists the names.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_COMMENT_DAY_COUNT_H_
#define WINNOW_SERVICE_COMMENT_DAY_COUNT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/state.h"

namespace winnow {

// One change of one count.
struct DayCount {
  std::string day = {};    // VerdictDay() or PeopleDay(); empty: count nothing
  std::string field = {};  // what is counted
  int64_t by = 1;

  friend bool operator==(const DayCount&, const DayCount&) = default;
};

// Days since 1970 by the clocks of a zone, and where a day begins and ends.
int64_t DayOf(absl::Time time, absl::TimeZone zone);
absl::Time DayStart(int64_t day, absl::TimeZone zone);

// Where a day's counts are: of verdicts, which every submission changes, and
// of what people do.
std::string VerdictDay(int64_t day);
std::string PeopleDay(int64_t day);

// What a rule decided, of submissions and of authors' edits: "Adefault",
// "eAdefault".
std::string VerdictField(State verdict, absl::string_view rule);
std::string EditVerdictField(State verdict, absl::string_view rule);

// Waits are counted in classes, eight for each doubling: class b holds waits of
// 2^(b/8) to 2^((b+1)/8) seconds, less one second.
int WaitClassOf(absl::Duration wait);
// The middle of a class; at most 5 % from what is in it, or 0.1 s.
absl::Duration WaitOfClass(int wait_class);

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_DAY_COUNT_H_
