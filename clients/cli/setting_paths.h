// Settings of a site by name, as `winnow site set` takes and `winnow site show`
// prints them: `form.name_required`, `retention.spam`, `display_name`.

#ifndef WINNOW_CLIENTS_CLI_SETTING_PATHS_H_
#define WINNOW_CLIENTS_CLI_SETTING_PATHS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/site.pb.h"

namespace winnow {

// Sets one setting in `site` and returns the path for an update mask, e.g.
// `settings.form.name_required`. An empty value unsets it: it goes back to its
// default.
// Input: numbers and true/false as usual; durations as `30d`, `12h`, `5m`,
// `90s`; lists of words with commas; everything longer as JSON.
// Errors: InvalidArgument, saying which names or values there are.
absl::StatusOr<std::string> SetSetting(absl::string_view key,
                                       absl::string_view value, v1::Site& site);

// Parses a duration, as above. Errors: InvalidArgument without a message.
absl::StatusOr<absl::Duration> ParseDurationText(absl::string_view text);

// Lists the settings that are set, as name and value.
std::vector<std::pair<std::string, std::string>> ListSettings(
    const v1::SiteSettings& settings);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_SETTING_PATHS_H_
