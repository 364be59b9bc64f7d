#include "clients/cli/stats_period.h"

#include <algorithm>

#include "clients/cli/session.h"
#include "clients/cli/setting_paths.h"

namespace winnow {

void StatsPeriod::AddTo(const CliCommand& command) {
  command
      .AddOption("--since", since,
                 "How long ago, as 30d or 12h, or a day, as 2026-11-01 [7d]")
      .TypeName("WHEN");
}

absl::StatusOr<std::optional<absl::Time>> StatsPeriod::Start(
    absl::Time now) const {
  if (since.empty()) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(since, &day)) {
    // Noon is that day in the site's zone too, or in nearly all.
    const absl::Time noon =
        absl::FromCivil(absl::CivilHour(day) + 12, absl::UTCTimeZone());
    if (noon - absl::Hours(24) > now) {
      return UsageError("--since must be a day that has come");
    }
    return std::min(noon, now - absl::Seconds(1));
  }
  const auto ago = ParseDurationText(since);
  if (!ago.ok() || *ago == absl::ZeroDuration()) {
    return UsageError("--since must be as 30d, 12h or 2026-11-01");
  }
  return now - *ago;
}

absl::TimeZone ZoneOf(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!absl::LoadTimeZone(name, &zone)) return absl::UTCTimeZone();
  return zone;
}

std::string DayText(const google::protobuf::Timestamp& time,
                    absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(time.seconds()),
                          zone);
}

}  // namespace winnow
