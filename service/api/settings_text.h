// A site's settings as they are stored: text-format SiteSettings, so that
// fields of a later version survive an older server. Unset fields have the
// defaults of the proto's comments.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_SETTINGS_TEXT_H_
#define WINNOW_SERVICE_API_SETTINGS_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/site.h"

namespace winnow {

namespace v1 {
class SiteSettings;
}  // namespace v1

// Reads stored settings. Errors: Internal, since what is stored was checked.
absl::StatusOr<SiteSettings> ParseSettings(absl::string_view text);

// The same as a message, to show and to change. Errors: Internal.
absl::StatusOr<v1::SiteSettings> ParseSettingsMessage(absl::string_view text);

std::string PrintSettings(const v1::SiteSettings& settings);

// Whether this version reads every field that is set, and every value is within
// the range of its comment.
// Errors: InvalidArgument with every bad field, named from `prefix` on.
absl::Status CheckSettings(const v1::SiteSettings& settings,
                           absl::string_view prefix);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SETTINGS_TEXT_H_
