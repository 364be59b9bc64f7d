#include "service/screening/policy/time_window.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace winnow {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr size_t kZoneBytesMax = 64;

bool StartsOn(const TimeWindow& window, absl::CivilDay day) {
  if (window.days == 0) return true;
  const int weekday = static_cast<int>(absl::GetWeekday(day));  // 0: Monday
  return ((window.days >> weekday) & 1) != 0;
}

}  // namespace

bool Contains(const TimeWindow& window, absl::Time time, absl::TimeZone zone) {
  const absl::CivilMinute now =
      absl::ToCivilMinute(time, window.zone.value_or(zone));
  const absl::CivilDay today(now);
  const int minute = static_cast<int>(now - absl::CivilMinute(today));
  if (window.start_minute < window.end_minute) {
    return minute >= window.start_minute && minute < window.end_minute &&
           StartsOn(window, today);
  }
  // It began today and goes on tomorrow, or began yesterday.
  return (minute >= window.start_minute && StartsOn(window, today)) ||
         (minute < window.end_minute && StartsOn(window, today - 1));
}

std::optional<int> ParseMinute(absl::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) {
      return std::nullopt;
    }
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int minute = hours * 60 + minutes;
  if (minutes > 59 || minute > kMinutesOfDay) return std::nullopt;
  return minute;
}

std::optional<absl::TimeZone> FindTimeZone(absl::string_view name) {
  if (name.empty() || name.size() > kZoneBytesMax ||
      !absl::ascii_isalpha(static_cast<unsigned char>(name[0]))) {
    return std::nullopt;
  }
  // The library opens the name as a path below its directory of zones.
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           absl::StrContains("_+-/", absl::string_view(&c, 1));
  });
  absl::TimeZone zone;
  if (!plain || !absl::LoadTimeZone(std::string(name), &zone)) {
    return std::nullopt;
  }
  return zone;
}

}  // namespace winnow
