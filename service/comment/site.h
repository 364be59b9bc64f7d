// A publishing site as an operator set it up.
#ifndef WINNOW_SERVICE_COMMENT_SITE_H_
#define WINNOW_SERVICE_COMMENT_SITE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/comment/retention.h"

namespace winnow {

// What a site lets the adapter do that its moderators teach.
enum class AdapterMode {
  kOff,     // learns nothing
  kShadow,  // learns, and counts what it would have changed
  kOn,      // moves scores
};

// Limits and habits of one site, each settable with `winnow site set`.
// Lengths count code points unless they say bytes.
struct SiteSettings {
  std::string title;
  int64_t name_chars_max = 245;
  int64_t email_chars_max = 100;
  int64_t website_chars_max = 200;
  int64_t body_bytes_max = 65525;
  absl::TimeZone time_zone = absl::UTCTimeZone();
  bool name_required = true;
  bool email_required = true;
  // The site publishes in these, BCP 47; empty: any.
  std::vector<std::string> languages;

  // Hard rates: beyond them nothing is stored and the caller is told to wait.
  int64_t network_per_minute_max = 30;
  int64_t author_per_minute_max = 10;
  int64_t site_per_second_max = 200;

  // From a comment's arrival on its author may change it for so long.
  absl::Duration edit_window = absl::Minutes(5);
  // Likewise take it back.
  absl::Duration withdraw_window = absl::Hours(365 * 24);
  // From a refusal on its author may ask for a second look for so long.
  absl::Duration appeal_window = absl::Hours(7 * 24);

  // Sums of the weights of a published comment's reports, from which it is
  // before moderators, and from which it is taken down; 0: never.
  double report_requeue_at = 3;
  double report_retract_at = 0;
  int64_t reports_per_hour_max = 20;  // of one network

  // Bounds on what piles up.
  int64_t held_max = 100000;
  int64_t discarded_max = 100000;  // SPAM and REJECTED together

  // A queue that is longer than this, or whose oldest comment is older, is told
  // to who asks for alarms. 0: four fifths of held_max; no age is too old.
  int64_t queue_alarm_held = 0;
  absl::Duration queue_alarm_age = absl::Hours(48);

  RetentionClocks retention;

  AdapterMode adapter = AdapterMode::kShadow;
  // Share of the policy's verdicts that people judge blind, 0–0.2.
  double sampled_share = 0;
  // Operators may see figures about single moderators.
  bool moderator_stats = true;
};

struct Site {
  std::string id;  // [a-z][a-z0-9-]{1,38}
  absl::Time create_time;
  SiteSettings settings;
  std::string policy;  // text-format protobuf, as applied
  std::string policy_revision;
  std::string shadow_policy;  // likewise; empty: none
  std::string shadow_number;  // grows with each one set
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_SITE_H_
