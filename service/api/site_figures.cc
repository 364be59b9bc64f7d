#include "service/api/site_figures.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"
#include "service/comment/day_count.h"
#include "service/moderation/volumes.h"
#include "winnow/v1/moderation_stats.pb.h"

namespace winnow {
namespace {

constexpr absl::Duration kSpanDefault = absl::Hours(7 * 24);
constexpr int32_t kNanosMax = 999'999'999;

void FillDuration(absl::Duration duration, google::protobuf::Duration& out) {
  const int64_t millis = absl::ToInt64Milliseconds(duration);
  out.set_seconds(millis / 1000);
  out.set_nanos(static_cast<int32_t>(millis % 1000 * 1'000'000));
}

int64_t ScreenedAs(State state, const Volume& volume) {
  const auto at = volume.screened.find(state);
  return at == volume.screened.end() ? 0 : at->second;
}

void FillDecisions(const Decisions& decisions, v1::VolumeStats& out) {
  out.set_approved_count(decisions.approved);
  out.set_rejected_count(decisions.rejected);
  out.set_spam_count(decisions.spam);
  out.set_undone_count(decisions.undone);
}

// Days `first` to before `end`.
void FillSpan(int64_t first, int64_t end, absl::TimeZone zone,
              v1::VolumeStats& out) {
  FillTimestamp(DayStart(first, zone), *out.mutable_start_time());
  FillTimestamp(DayStart(end, zone), *out.mutable_end_time());
}

void FillVolume(const Volume& volume, v1::VolumeStats& out) {
  out.set_submitted_count(volume.submitted());
  out.set_screened_approved_count(ScreenedAs(State::kApproved, volume));
  out.set_screened_held_count(ScreenedAs(State::kHeld, volume));
  out.set_screened_rejected_count(ScreenedAs(State::kRejected, volume));
  out.set_screened_spam_count(ScreenedAs(State::kSpam, volume));
  FillDecisions(volume.decisions, out);
  if (const auto half = WaitWithin(0.5, volume.waits)) {
    FillDuration(*half, *out.mutable_decision_time_p50());
  }
  if (const auto most = WaitWithin(0.9, volume.waits)) {
    FillDuration(*most, *out.mutable_decision_time_p90());
  }
}

absl::Status CheckMaySeeModerators(const Caller& who,
                                   const SiteSettings& settings) {
  if (who.principal().role != Role::kOperator) {
    return absl::PermissionDeniedError(
        "figures of single moderators are for operators; use an operator's key "
        "or leave include_moderators out");
  }
  if (settings.moderator_stats) return absl::OkStatus();
  return absl::PermissionDeniedError(
      "this site shows no figures of single moderators; its setting "
      "moderator_stats says so");
}

// A time of a request; years 1 to 9999, as timestamps have.
std::optional<absl::Time> ReadTime(const google::protobuf::Timestamp& time) {
  constexpr int64_t kFirst = -62'135'596'800;
  constexpr int64_t kLast = 253'402'300'799;
  if (time.seconds() < kFirst || time.seconds() > kLast || time.nanos() < 0 ||
      time.nanos() > kNanosMax) {
    return std::nullopt;
  }
  return TimeOf(time);
}

}  // namespace

absl::StatusOr<DaySpan> DaysBetween(const google::protobuf::Timestamp* start,
                                    const google::protobuf::Timestamp* end,
                                    absl::Time now, absl::TimeZone zone) {
  const auto to = end == nullptr ? now : ReadTime(*end);
  std::vector<FieldViolation> faults;
  if (!to) {
    faults.push_back({.field = "end_time", .description = "must be a time"});
  }
  const auto from = start != nullptr ? ReadTime(*start)
                    : to             ? std::optional(*to - kSpanDefault)
                                     : std::nullopt;
  if (start != nullptr && !from) {
    faults.push_back({.field = "start_time", .description = "must be a time"});
  }
  if (from && to && *from >= *to) {
    faults.push_back(
        {.field = "start_time", .description = "must be before end_time"});
  } else if (from && to && *to - *from > absl::Hours(24) * kStatsDaysMax) {
    faults.push_back(
        {.field = "start_time",
         .description = "must be at most 730 days before end_time"});
  }
  if (!faults.empty()) return InvalidFields(std::move(faults));
  const int64_t first = DayOf(*from, zone);
  const int64_t last = DayOf(*to - absl::Nanoseconds(1), zone);
  return DaySpan{
      .first = first, .days = static_cast<int>(last - first + 1), .zone = zone};
}

absl::Status SiteFigures::GetStats(const Caller& who,
                                   const v1::GetStatsRequest& request,
                                   v1::GetStatsResponse& response) {
  const auto live = parts_.sites.LoadNewest(who.site);
  if (!live.ok()) return live.status();
  const SiteSettings& settings = (*live)->site.settings;
  const auto span = DaysOf(request, parts_.clock.Now(), settings.time_zone);
  if (!span.ok()) return span.status();
  if (request.include_moderators()) {
    absl::Status allowed = CheckMaySeeModerators(who, settings);
    if (!allowed.ok()) return allowed;
  }
  response.set_time_zone(settings.time_zone.name());
  absl::Status filled = FillQueue(who, response);
  if (!filled.ok()) return filled;
  // Counted for the whole site, which is not this key's business.
  if (who.principal().sections.empty()) {
    filled =
        FillVolumes(who.site, *span, request.include_moderators(), response);
    if (!filled.ok()) return filled;
  }
  return parts_.adapter(who.site, response);
}

absl::Status SiteFigures::FillQueue(const Caller& who,
                                    v1::GetStatsResponse& response) {
  const auto counts = parts_.moderation.Counts(who.site);
  if (!counts.ok()) return counts.status();
  response.set_held_count(counts->held);
  if (counts->held > 0) {
    FillTimestamp(counts->oldest_held, *response.mutable_oldest_time());
  }
  const auto hot_threads = parts_.moderation.HotThreads(who.site);
  if (!hot_threads.ok()) return hot_threads.status();
  for (const CommentStore::HotThread& hot : *hot_threads) {
    if (!MaySee(who.principal(), hot.thread)) continue;
    v1::Thread& thread = *response.add_hot_threads();
    FillThread(hot.thread, who.site, thread);
    FillHeat(hot.until, thread);
  }
  return absl::OkStatus();
}

absl::Status SiteFigures::FillVolumes(const std::string& site,
                                      const DaySpan& span, bool by_moderator,
                                      v1::GetStatsResponse& response) {
  const auto counted = parts_.counts.Read(site, span.first, span.days);
  if (!counted.ok()) return counted.status();
  Volume total;
  int64_t day = span.first;
  for (const CountedDay& one : *counted) {
    Volume volume;
    AddDay(one, volume);
    AddDay(one, total);
    v1::VolumeStats& out = *response.add_days();
    FillSpan(day, day + 1, span.zone, out);
    FillVolume(volume, out);
    ++day;
  }
  FillSpan(span.first, day, span.zone, *response.mutable_total());
  FillVolume(total, *response.mutable_total());
  if (!by_moderator) return absl::OkStatus();

  const auto keys = parts_.store.Keys();
  if (!keys.ok()) return keys.status();
  std::map<std::string, std::string> names;
  for (const KeyRecord& key : *keys) {
    names[key.principal.key_id] = key.principal.name;
  }
  std::vector<std::pair<std::string, Decisions>> people(total.by_key.begin(),
                                                        total.by_key.end());
  std::stable_sort(people.begin(), people.end(),
                   [](const auto& a, const auto& b) {
                     return a.second.standing() > b.second.standing();
                   });
  for (const auto& [key_id, decisions] : people) {
    v1::ModeratorStats& out = *response.add_moderators();
    out.set_principal(KeyName(key_id));
    out.set_principal_display_name(names[key_id]);
    FillSpan(span.first, day, span.zone, *out.mutable_volume());
    FillDecisions(decisions, *out.mutable_volume());
  }
  return absl::OkStatus();
}

}  // namespace winnow
