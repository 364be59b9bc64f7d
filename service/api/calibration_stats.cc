// The part of SiteFigures about calibration.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "service/api/site_figures.h"
#include "service/base/interval.h"
#include "service/base/status_details.h"
#include "service/comment/day_count.h"
#include "service/moderation/calibration.h"
#include "winnow/v1/moderation_stats.pb.h"

namespace winnow {
namespace {

constexpr size_t kScoreBytesMax = 40;
constexpr absl::Duration kRetryAfter = absl::Seconds(5);

std::optional<GroupedBy> GroupedByOf(v1::GetCalibrationRequest::GroupBy by) {
  switch (by) {
    case v1::GetCalibrationRequest::GROUP_BY_UNSPECIFIED:
      return GroupedBy::kNothing;
    case v1::GetCalibrationRequest::LANGUAGE:
      return GroupedBy::kLanguage;
    case v1::GetCalibrationRequest::SECTION:
      return GroupedBy::kSection;
    case v1::GetCalibrationRequest::AUTHOR_CLASS:
      return GroupedBy::kAuthor;
    case v1::GetCalibrationRequest::IDENTITY_TERM:
      return GroupedBy::kIdentityTerm;
    default:
      return std::nullopt;
  }
}

void FillGroup(const std::string& name, const GroupCount& count,
               v1::CalibrationGroup& out) {
  out.set_group(name);
  out.set_comment_count(count.comments);
  out.set_held_count(count.held);
  const Interval held = WilsonInterval(count.held, count.comments);
  out.set_held_share_low(held.low);
  out.set_held_share_high(held.high);
  out.set_held_judged_count(count.held_judged);
  out.set_held_approved_count(count.held_approved);
  const Interval wrong = WilsonInterval(count.held_approved, count.held_judged);
  out.set_held_approved_share_low(wrong.low);
  out.set_held_approved_share_high(wrong.high);
  out.set_sampled_count(count.sampled);
  out.set_sampled_overturned_count(count.sampled_wrong);
}

void FillBin(const std::string& score, const std::string& group, size_t band,
             const BandCount& count, v1::CalibrationBin& out) {
  out.set_score(score);
  out.set_group(group);
  out.set_low(static_cast<double>(band) / kBands);
  out.set_high(static_cast<double>(band + 1) / kBands);
  out.set_mean(count.sum / static_cast<double>(count.judged));
  out.set_judged_count(count.judged);
  out.set_refused_count(count.refused);
  out.set_held_count(count.held);
}

}  // namespace

absl::Status SiteFigures::GetCalibration(
    const Caller& who, const v1::GetCalibrationRequest& request,
    v1::GetCalibrationResponse& response) {
  const auto live = parts_.sites.LoadNewest(who.site);
  if (!live.ok()) return live.status();
  const auto span =
      DaysOf(request, parts_.clock.Now(), (*live)->site.settings.time_zone);
  if (!span.ok()) return span.status();
  const auto by = GroupedByOf(request.group_by());
  std::vector<FieldViolation> faults;
  if (!by) {
    faults.push_back({.field = "group_by",
                      .description = "must be LANGUAGE, SECTION, AUTHOR_CLASS, "
                                     "IDENTITY_TERM or unset"});
  }
  if (request.score().size() > kScoreBytesMax) {
    faults.push_back(
        {.field = "score",
         .description = "must be a score's name, as \"toxicity\""});
  }
  if (!faults.empty()) return InvalidFields(std::move(faults));
  const std::unique_lock one_at_a_time(calibrating_, std::try_to_lock);
  if (!one_at_a_time) {
    return WithRetryAfter(
        absl::ResourceExhaustedError("this server computes such figures for "
                                     "somebody else; try again in a moment"),
        kRetryAfter);
  }
  const auto read = ReadCalibration(
      parts_.comments, {.site = who.site,
                        .start = DayStart(span->first, span->zone),
                        .end = DayStart(span->first + span->days, span->zone),
                        .by = *by,
                        .score = request.score()});
  if (!read.ok()) return read.status();

  response.set_examined_count(read->examined);
  response.set_complete(read->complete);
  FillGroup("", read->total, *response.mutable_total());
  std::vector<std::pair<std::string, GroupCount>> groups(read->groups.begin(),
                                                         read->groups.end());
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) {
                     return a.second.comments > b.second.comments;
                   });
  for (const auto& [name, count] : groups) {
    FillGroup(name, count, *response.add_groups());
  }
  for (const auto& [key, bands] : read->bands) {
    for (size_t band = 0; band < bands.size(); ++band) {
      if (bands[band].judged == 0) continue;
      FillBin(key.first, key.second, band, bands[band], *response.add_bins());
    }
  }
  return absl::OkStatus();
}

}  // namespace winnow
