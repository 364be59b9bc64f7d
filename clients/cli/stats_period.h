// Which stretch of time figures are about: `--since 7d`, `--since 2026-11-01`.

#ifndef WINNOW_CLIENTS_CLI_STATS_PERIOD_H_
#define WINNOW_CLIENTS_CLI_STATS_PERIOD_H_

#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/command_line.h"

namespace winnow {

struct StatsPeriod {
  // Adds the options. This object must outlive the command line.
  void AddTo(const CliCommand& command);

  // When it begins; absent: the server's default of seven days.
  // Errors: InvalidArgument, wrong usage.
  absl::StatusOr<std::optional<absl::Time>> Start(absl::Time now) const;

  // Puts it into a request. Errors: as Start().
  template <typename Request>
  absl::Status Fill(Request& request) const {
    const auto start = Start(absl::Now());
    if (!start.ok()) return start.status();
    if (*start) {
      request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(**start));
    }
    return absl::OkStatus();
  }

  std::string since = {};
};

// The zone of this name; UTC for one that this machine does not know.
absl::TimeZone ZoneOf(const std::string& name);

// The day of a time: 2026-11-29.
std::string DayText(const google::protobuf::Timestamp& time,
                    absl::TimeZone zone);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_STATS_PERIOD_H_
