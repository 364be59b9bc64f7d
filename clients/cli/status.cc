#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/adapter_lines.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

std::string Megabytes(int64_t bytes) {
  return absl::StrFormat("%.1f MB", static_cast<double>(bytes) / 1e6);
}

void PrintRedis(Output& out, const v1::SystemStatus& status) {
  for (const v1::SystemStatus::RedisNode& node : status.redis()) {
    std::string text =
        absl::StrCat("redis ", node.version(), " at ", node.address(),
                     node.reachable() ? "" : ", NOT REACHABLE", ": ",
                     Megabytes(node.memory_used_bytes()));
    if (node.memory_max_bytes() > 0) {
      absl::StrAppend(&text, " of ", Megabytes(node.memory_max_bytes()));
    }
    absl::StrAppend(&text, " memory, append-only file ",
                    Megabytes(node.append_file_bytes()), ", fsync ",
                    node.append_fsync(), ", ", node.eviction_policy());
    if (node.has_full_in_days()) {
      absl::StrAppend(
          &text, absl::StrFormat(", full in %.0f days", node.full_in_days()));
    }
    out.WriteLine(SanitizeText(text, Lines::kOne));
  }
}

void PrintSites(Output& out, const v1::SystemStatus& status, absl::Time now) {
  Table table(
      {{"SITE"}, {"HELD", 0, true}, {"OLDEST", 0, true}, {"POLICY", 0, true}});
  for (const v1::SystemStatus::SiteStatus& site : status.sites()) {
    table.AddRow({site.site(), absl::StrCat(site.held_count()),
                  Age(site.oldest_time(), now),
                  absl::StrCat(site.policy_revision())});
  }
  if (!table.empty()) out.WriteTable(table);
}

int RunStatus(Session& session) {
  const absl::StatusOr<std::string> site = session.SiteIfSet();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetSystemStatusRequest request;
  request.set_site(*site);
  const absl::StatusOr<v1::SystemStatus> status =
      session.Call(kGetSystemStatus, std::move(request));
  if (!status.ok()) return session.Fail(status.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*status));
    return kExitDone;
  }
  const absl::Time now = absl::Now();
  out.WriteLine(absl::StrCat(
      status->healthy() ? out.Styled(Style::kGreen, "healthy")
                        : out.Styled(Style::kRed, "not healthy"),
      "  winnowd ", SanitizeText(status->server_version(), Lines::kOne), " at ",
      session.address(), ", up ", Age(status->start_time(), now),
      status->model_revision().empty() ? "" : ", model ",
      SanitizeText(status->model_revision(), Lines::kOne)));
  for (const v1::SystemStatus::Problem& problem : status->problems()) {
    out.WriteLine(absl::StrCat(
        "  ",
        out.Styled(Style::kRed, SanitizeText(problem.code(), Lines::kOne)),
        problem.site().empty() ? "" : absl::StrCat(" (", problem.site(), ")"),
        ": ", SanitizeText(problem.message(), Lines::kOne)));
    if (!problem.command().empty()) {
      out.WriteLine(absl::StrCat("    try: ",
                                 SanitizeText(problem.command(), Lines::kOne)));
    }
  }
  PrintRedis(out, *status);
  PrintSites(out, *status, now);
  return kExitDone;
}

void AddVolume(const std::string& label, const v1::VolumeStats& volume,
               Table& table) {
  table.AddRow({label, absl::StrCat(volume.submitted_count()),
                absl::StrCat(volume.screened_approved_count()),
                absl::StrCat(volume.screened_held_count()),
                absl::StrCat(volume.screened_rejected_count()),
                absl::StrCat(volume.screened_spam_count()),
                absl::StrCat(volume.approved_count()),
                absl::StrCat(volume.rejected_count() + volume.spam_count()),
                absl::StrCat(volume.undone_count()),
                volume.has_decision_time_p50()
                    ? ShortDuration(volume.decision_time_p50())
                    : ""});
}

int RunStats(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetStatsRequest request;
  request.set_site(*site);
  const absl::StatusOr<v1::GetStatsResponse> stats =
      session.Call(kGetStats, std::move(request));
  if (!stats.ok()) return session.Fail(stats.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*stats));
    return kExitDone;
  }
  Table table({{"DAY"},
               {"IN", 0, true},
               {"APPROVED", 0, true},
               {"HELD", 0, true},
               {"REJECTED", 0, true},
               {"SPAM", 0, true},
               {"BY HAND: YES", 0, true},
               {"NO", 0, true},
               {"UNDONE", 0, true},
               {"MEDIAN WAIT", 0, true}});
  for (const v1::VolumeStats& day : stats->days()) {
    AddVolume(LocalTime(day.start_time()).substr(0, 10), day, table);
  }
  // A server that does not count volumes yet answers the queue alone.
  if (stats->has_total()) {
    AddVolume("all", stats->total(), table);
    out.WriteTable(table);
  }
  const std::string oldest = Age(stats->oldest_time(), absl::Now());
  out.WriteLine(absl::StrCat(
      Counted(stats->held_count(), "comment"), " held now",
      oldest.empty() ? "" : absl::StrCat(", the oldest for ", oldest)));
  if (stats->has_adapter()) {
    out.WriteLine(AdapterSentence(stats->adapter()));
  }
  for (const v1::Thread& thread : stats->hot_threads()) {
    out.WriteLine(absl::StrCat(
        "hot until ", LocalTime(thread.hot_end_time()), ": ",
        SanitizeText(absl::StrCat(thread.id(), "  ", thread.title()),
                     Lines::kOne)));
  }
  return kExitDone;
}

}  // namespace

void AddStatusCommands(const CliCommand& root) {
  const CliCommand status =
      root.AddCommand("status", "Say how the system is and what to do");
  status.Footer("Examples:\n  winnow status\n  winnow status --site news");
  status.Runs(RunStatus);
  const CliCommand stats =
      root.AddCommand("stats", "Count the last week's comments and decisions");
  stats.Footer("Examples:\n  winnow stats");
  stats.Runs(RunStats);
}

}  // namespace winnow
