#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
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

}  // namespace

void AddStatusCommands(const CliCommand& root) {
  const CliCommand status =
      root.AddCommand("status", "Say how the system is and what to do");
  status.Footer("Examples:\n  winnow status\n  winnow status --site news");
  status.Runs(RunStatus);
}

}  // namespace winnow
