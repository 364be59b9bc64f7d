#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/status_screen.h"

namespace winnow {
namespace {

int RunStatus(Session& session) {
  v1::GetSystemStatusRequest request;
  // Not that of the configuration: a check that a script makes would never see
  // the other sites.
  request.set_site(session.SiteFlag());
  const absl::StatusOr<v1::SystemStatus> status =
      session.Call(kGetSystemStatus, std::move(request));
  if (!status.ok()) return session.Fail(status.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*status));
  } else {
    out.Write(StatusScreen(*status, session.address(), absl::Now(), out.width(),
                           out));
  }
  return status->healthy() ? kExitDone : kExitFailed;
}

}  // namespace

void AddStatusCommands(const CliCommand& root) {
  const CliCommand status =
      root.AddCommand("status", "Say how the system is and what to do");
  status.Footer(
      "What is wrong (!) and what soon will be (-) comes first, each with the\n"
      "command to type next where there is one. BEHIND are events that a\n"
      "subscription has not acknowledged, SINCE the age of the oldest; 24H\n"
      "what arrived in a day. When memory and disk will be full is said once\n"
      "their growth was measured for a day. An operator's key shows Redis and\n"
      "keys too. All sites of the key are looked at, whichever the "
      "configuration\n"
      "names; --site looks at one.\n\n"
      "Exit status: 0 healthy, 1 not healthy, 3 winnowd does not answer.\n\n"
      "Examples:\n"
      "  winnow status\n"
      "  winnow status --site news\n"
      "  winnow status --json | jq -r '.problems[].code'");
  status.Runs(RunStatus);
}

}  // namespace winnow
