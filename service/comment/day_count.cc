#include "service/comment/day_count.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace winnow {
namespace {

constexpr double kClassesPerDoubling = 8;
// Beyond it is a wait of 34 years.
constexpr int kWaitClassMax = 239;

}  // namespace

int64_t DayOf(absl::Time time, absl::TimeZone zone) {
  return absl::ToCivilDay(time, zone) - absl::CivilDay(1970, 1, 1);
}

absl::Time DayStart(int64_t day, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilDay(1970, 1, 1) + day, zone);
}

std::string VerdictDay(int64_t day) { return absl::StrCat("v", day); }

std::string PeopleDay(int64_t day) { return absl::StrCat("p", day); }

std::string VerdictField(State verdict, absl::string_view rule) {
  const char code = static_cast<char>(verdict);
  return absl::StrCat(absl::string_view(&code, 1), rule);
}

std::string EditVerdictField(State verdict, absl::string_view rule) {
  return absl::StrCat("e", VerdictField(verdict, rule));
}

int WaitClassOf(absl::Duration wait) {
  const double seconds = std::max(0.0, absl::ToDoubleSeconds(wait));
  const double place = std::floor(kClassesPerDoubling * std::log2(1 + seconds));
  return static_cast<int>(std::min<double>(kWaitClassMax, place));
}

absl::Duration WaitOfClass(int wait_class) {
  return absl::Seconds(std::exp2((wait_class + 0.5) / kClassesPerDoubling) - 1);
}

}  // namespace winnow
