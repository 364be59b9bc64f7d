// `winnow stats`: how much comes in, what becomes of it, and how soon.
#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/adapter_lines.h"
#include "clients/cli/chart.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/stats_period.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

// Longer stretches are drawn and not listed.
constexpr int kDaysListed = 31;
constexpr int kLabelWidth = 12;
constexpr int kChartWidth = 60;
constexpr int kChartNote = 24;  // columns right of a chart

struct StatsArguments {
  StatsPeriod period;
  bool moderators = false;
};

int64_t Decided(const v1::VolumeStats& volume) {
  return volume.approved_count() + volume.rejected_count() +
         volume.spam_count();
}

std::string Percent(int64_t part, int64_t whole) {
  if (whole == 0) return "-";
  return absl::StrFormat(
      "%.0f %%", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string Wait(bool has, const google::protobuf::Duration& wait) {
  return has ? ShortDuration(wait) : "";
}

void AddVolume(const std::string& label, const v1::VolumeStats& volume,
               Table& table) {
  table.AddRow(
      {label, absl::StrCat(volume.submitted_count()),
       absl::StrCat(volume.screened_approved_count()),
       absl::StrCat(volume.screened_held_count()),
       absl::StrCat(volume.screened_rejected_count()),
       absl::StrCat(volume.screened_spam_count()),
       absl::StrCat(volume.approved_count()),
       absl::StrCat(volume.rejected_count() + volume.spam_count()),
       absl::StrCat(volume.undone_count()),
       Wait(volume.has_decision_time_p50(), volume.decision_time_p50()),
       Wait(volume.has_decision_time_p90(), volume.decision_time_p90())});
}

// One row of bars: what it counts, the bars, and where most was.
void WriteChart(Output& out, const std::string& label,
                const v1::GetStatsResponse& stats, absl::TimeZone zone,
                int64_t (*value)(const v1::VolumeStats&)) {
  std::vector<double> values;
  int64_t most = 0;
  std::string when;
  for (const v1::VolumeStats& day : stats.days()) {
    values.push_back(static_cast<double>(value(day)));
    if (value(day) <= most) continue;
    most = value(day);
    when = DayText(day.start_time(), zone);
  }
  if (most == 0) return;
  const int room = out.width() == 0
                       ? kChartWidth
                       : std::max(10, out.width() - kLabelWidth - kChartNote);
  out.WriteLine(absl::StrCat(
      absl::StrFormat("%-*s", kLabelWidth, label),
      out.Styled(Style::kGreen, Sparkline(values, std::min(room, kChartWidth),
                                          TerminalGlyphs())),
      "  at most ", most, ", ", when));
}

void WriteSummary(Output& out, const v1::VolumeStats& total) {
  const int64_t submitted = total.submitted_count();
  out.WriteLine(absl::StrCat(
      Counted(submitted, "comment"),
      " came: ", Percent(total.screened_approved_count(), submitted),
      " approved, ", Percent(total.screened_held_count(), submitted), " held, ",
      Percent(total.screened_rejected_count() + total.screened_spam_count(),
              submitted),
      " refused at once"));
  const int64_t decided = Decided(total);
  std::string people =
      absl::StrCat("people made ", Counted(decided, "decision"), ": ",
                   Percent(total.approved_count(), decided), " to approve");
  if (total.has_decision_time_p50()) {
    absl::StrAppend(&people, "; half of them within ",
                    ShortDuration(total.decision_time_p50()), ", 90 % within ",
                    ShortDuration(total.decision_time_p90()));
  }
  out.WriteLine(people);
}

void WriteVolumes(Output& out, const v1::GetStatsResponse& stats) {
  const absl::TimeZone zone = ZoneOf(stats.time_zone());
  Table table({{"DAY"},
               {"IN", 0, true},
               {"APPROVED", 0, true},
               {"HELD", 0, true},
               {"REJECTED", 0, true},
               {"SPAM", 0, true},
               {"PEOPLE: YES", 0, true},
               {"NO", 0, true},
               {"UNDONE", 0, true},
               {"HALF IN", 0, true},
               {"90 % IN", 0, true}});
  if (stats.days_size() <= kDaysListed) {
    for (const v1::VolumeStats& day : stats.days()) {
      AddVolume(DayText(day.start_time(), zone), day, table);
    }
  }
  AddVolume("all", stats.total(), table);
  out.WriteTable(table);
  WriteSummary(out, stats.total());
  WriteChart(out, "came in", stats, zone,
             [](const v1::VolumeStats& day) { return day.submitted_count(); });
  WriteChart(out, "were held", stats, zone, [](const v1::VolumeStats& day) {
    return day.screened_held_count();
  });
  WriteChart(out, "decided", stats, zone, Decided);
}

void WriteModerators(Output& out, const v1::GetStatsResponse& stats) {
  Table table({{"MODERATOR", 12},
               {"DECISIONS", 0, true},
               {"APPROVED", 0, true},
               {"REJECTED", 0, true},
               {"SPAM", 0, true},
               {"TAKEN BACK", 0, true}});
  for (const v1::ModeratorStats& one : stats.moderators()) {
    const v1::VolumeStats& volume = one.volume();
    const std::string& name = one.principal_display_name();
    table.AddRow({name.empty() ? one.principal() : name,
                  absl::StrCat(Decided(volume)),
                  absl::StrCat(volume.approved_count()),
                  absl::StrCat(volume.rejected_count()),
                  absl::StrCat(volume.spam_count()),
                  absl::StrCat(volume.undone_count())});
  }
  if (table.empty()) {
    out.WriteLine("no moderator decided anything");
  } else {
    out.WriteTable(table);
  }
}

void WriteQueue(Output& out, const v1::GetStatsResponse& stats) {
  const std::string oldest = Age(stats.oldest_time(), absl::Now());
  out.WriteLine(absl::StrCat(
      Counted(stats.held_count(), "comment"), " held now",
      oldest.empty() ? "" : absl::StrCat(", the oldest for ", oldest)));
  if (stats.has_adapter()) {
    out.WriteLine(AdapterSentence(stats.adapter()));
  }
  for (const v1::Thread& thread : stats.hot_threads()) {
    out.WriteLine(absl::StrCat(
        "hot until ", LocalTime(thread.hot_end_time()), ": ",
        SanitizeText(absl::StrCat(thread.id(), "  ", thread.title()),
                     Lines::kOne)));
  }
}

int RunStats(Session& session, const StatsArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetStatsRequest request;
  request.set_site(*site);
  const absl::Status period = arguments.period.Fill(request);
  if (!period.ok()) return session.Fail(period);
  request.set_include_moderators(arguments.moderators);
  const absl::StatusOr<v1::GetStatsResponse> stats =
      session.Call(kGetStats, std::move(request));
  if (!stats.ok()) return session.Fail(stats.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*stats));
    return kExitDone;
  }
  if (stats->has_total()) {
    WriteVolumes(out, *stats);
  } else {
    out.WriteLine(
        "volumes are counted for the whole site; this key is limited to "
        "sections");
  }
  if (arguments.moderators) WriteModerators(out, *stats);
  WriteQueue(out, *stats);
  return kExitDone;
}

}  // namespace

void AddStatsCommands(const CliCommand& root) {
  auto arguments = std::make_shared<StatsArguments>();
  const CliCommand stats =
      root.AddCommand("stats", "Count comments and decisions by day");
  stats.Footer(
      "Days are whole, by the site's time zone. APPROVED to SPAM is what\n"
      "screening said of what came IN that day, PEOPLE what people decided\n"
      "that day; a decision that was taken back counts only as UNDONE. HALF "
      "IN\n"
      "and 90 % IN say how long held comments waited for their decision.\n"
      "Longer stretches than 31 days are drawn, not listed; --json has all.\n\n"
      "Examples:\n"
      "  winnow stats\n"
      "  winnow stats --since 30d\n"
      "  winnow stats --since 2026-11-01 --json\n"
      "  winnow stats --moderators\n"
      "  winnow stats rules\n"
      "  winnow stats calibration --by language");
  arguments->period.AddTo(stats);
  stats.AddFlag("--moderators", arguments->moderators,
                "Also by moderator; for operators, if the site allows it");
  AddStatsRulesCommand(stats);
  AddStatsCalibrationCommand(stats);
  stats.Runs(
      [arguments](Session& session) { return RunStats(session, *arguments); });
}

}  // namespace winnow
