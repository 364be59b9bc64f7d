#include <unistd.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/batch.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/user_agrees.h"

namespace winnow {
namespace {

struct RescreenArguments {
  std::string where;
  bool dry_run = false;
  bool yes = false;
};

// What a whole run came to.
struct Rescreened {
  BatchTally tally;
  int64_t examined = 0;
};

// Says how to take back a batch before it changes anything more: somebody may
// end this program at any time.
void Announce(Session& session, const std::string& batch) {
  if (session.json()) {
    session.out().Complain(absl::StrCat("batch ", batch));
  } else {
    session.out().WriteLine(
        absl::StrCat("Take it back with: winnow undo ", batch));
  }
}

absl::Status Run(Session& session, v1::RescreenCommentsRequest request,
                 bool quiet, Rescreened& sum) {
  do {
    const absl::StatusOr<v1::RescreenCommentsResponse> answer =
        session.Call(kRescreenComments, request);
    if (!answer.ok()) return answer.status();
    if (sum.tally.batch.empty() && !answer->batch().empty()) {
      Announce(session, answer->batch());
    }
    sum.tally.batch = answer->batch();
    sum.examined += answer->examined();
    sum.tally.changed += answer->changed_count();
    if (!quiet) ReportResults(session, answer->results(), sum.tally);
    request.set_batch(answer->batch());
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

std::string Summary(const Rescreened& sum, absl::string_view would_be) {
  return absl::StrCat(sum.tally.changed, " of ",
                      Counted(sum.examined, "comment"), " ", would_be,
                      "approved");
}

int RunRescreen(Session& session, const RescreenArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  absl::StatusOr<std::string> filter =
      session.ResolveFilterText(arguments.where);
  if (!filter.ok()) return session.Fail(filter.status());
  v1::RescreenCommentsRequest request;
  request.set_site(*site);
  request.set_filter(*std::move(filter));
  Output& out = session.out();

  Rescreened would;
  request.set_dry_run(true);
  const bool only_dry = arguments.dry_run;
  absl::Status ended = Run(session, request, /*quiet=*/!only_dry, would);
  if (!ended.ok()) return session.Fail(ended);
  if (only_dry || would.tally.changed == 0) {
    if (!out.json()) {
      out.WriteLine(
          absl::StrCat(Summary(would, "would be "), "; nothing was changed."));
    }
    return kExitDone;
  }
  if (!arguments.yes) {
    if (isatty(STDIN_FILENO) != 1) {
      return session.Fail(UsageError(
          absl::StrCat(Summary(would, "would be "), "; add --yes to do it")));
    }
    if (!UserAgrees(absl::StrCat(Summary(would, "will be "), "."))) {
      return kExitFailed;
    }
  }
  Rescreened did;
  request.set_dry_run(false);
  ended = Run(session, std::move(request), /*quiet=*/false, did);
  if (!out.json()) out.WriteLine(Summary(did, ""));
  if (!ended.ok()) return session.Fail(ended);
  return did.tally.failed > 0 ? kExitFailed : kExitDone;
}

}  // namespace

void AddRescreenCommand(const CliCommand& root) {
  auto arguments = std::make_shared<RescreenArguments>();
  const CliCommand rescreen = root.AddCommand(
      "rescreen", "Judge held comments again by the live policy");
  rescreen.Footer(
      "Those that the policy approves now are published, as one batch that\n"
      "can be undone; all others go on waiting. First it counts, then it "
      "asks.\n"
      "Authors and threads count as they are now: a thread that ran hot and\n"
      "has cooled lets its comments go.\n\n"
      "Examples:\n"
      "  winnow rescreen --where rule=many-links --dry-run\n"
      "  winnow rescreen --where rule=hot-thread --yes\n"
      "  winnow undo 0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f");
  rescreen
      .AddOption("--where", arguments->where,
                 "Held comments that match a filter (see winnow queue "
                 "--help)")
      .Required()
      .TypeName("FILTER");
  rescreen.AddFlag("--dry-run", arguments->dry_run,
                   "Change nothing, say what would be");
  rescreen.AddFlag("--yes", arguments->yes, "Do not ask");
  rescreen.Runs([arguments](Session& session) {
    return RunRescreen(session, *arguments);
  });
}

}  // namespace winnow
