#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/policy_source.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct PolicyArguments {
  int64_t revision = 0;
  std::string preset;
  std::string file;
  int64_t expect = 0;
  bool dry_run = false;
};

int RunGet(Session& session, const PolicyArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetPolicyRequest request;
  request.set_site(*site);
  if (arguments.revision > 0) request.set_revision(arguments.revision);
  if (!arguments.preset.empty()) request.set_preset(arguments.preset);
  const absl::StatusOr<v1::GetPolicyResponse> answer =
      session.Call(kGetPolicy, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*answer));
  } else {
    session.out().Write(SanitizeText(answer->text(), Lines::kKept));
  }
  return kExitDone;
}

// Says what became of a policy and what looks wrong about it.
int ReportApplied(Session& session, const v1::ApplyPolicyResponse& answer,
                  bool dry_run) {
  for (const std::string& warning : answer.warnings()) {
    session.out().Complain(absl::StrCat("warning: ", warning));
  }
  const v1::Policy& policy = answer.policy();
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(answer));
  } else if (dry_run) {
    session.out().WriteLine("The policy is valid; nothing was changed.");
  } else {
    session.out().WriteLine(
        absl::StrCat("Policy ", SanitizeText(policy.name(), Lines::kOne),
                     " is live as revision ", policy.revision(), "."));
  }
  return kExitDone;
}

int RunApply(Session& session, const PolicyArguments& arguments) {
  v1::ApplyPolicyRequest request;
  const absl::Status ready =
      FillSource(arguments.file, arguments.preset, *request.mutable_source());
  if (!ready.ok()) return session.Fail(ready);
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  request.set_site(*site);
  request.set_validate_only(arguments.dry_run);
  request.set_expected_revision(arguments.expect);
  const absl::StatusOr<v1::ApplyPolicyResponse> answer =
      session.Call(kApplyPolicy, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  return ReportApplied(session, *answer, arguments.dry_run);
}

int RunRollback(Session& session, const PolicyArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::RollbackPolicyRequest request;
  request.set_site(*site);
  request.set_revision(arguments.revision);
  request.set_expected_revision(arguments.expect);
  const absl::StatusOr<v1::ApplyPolicyResponse> answer =
      session.Call(kRollbackPolicy, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  return ReportApplied(session, *answer, /*dry_run=*/false);
}

int RunHistory(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  Table table(
      {{"REVISION", 0, true}, {"", 0}, {"POLICY", 8}, {"APPLIED"}, {"BY", 8}});
  v1::ListPolicyRevisionsResponse page;
  do {
    v1::ListPolicyRevisionsRequest request;
    request.set_site(*site);
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListPolicyRevisionsResponse> answer =
        session.Call(kListPolicyRevisions, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const auto& revision : page.revisions()) {
      if (session.json()) {
        session.out().WriteLine(ToJsonLine(revision));
        continue;
      }
      std::string note = revision.live() ? "live" : "";
      if (revision.rollback_of() != 0) {
        absl::StrAppend(&note, note.empty() ? "" : ", ", "back to ",
                        revision.rollback_of());
      }
      table.AddRow({absl::StrCat(revision.revision()), note,
                    revision.policy_name(), LocalTime(revision.apply_time()),
                    revision.principal_display_name()});
    }
  } while (!page.next_page_token().empty());
  if (!session.json()) session.out().WriteTable(table);
  return kExitDone;
}

}  // namespace

void AddPolicyCommands(const CliCommand& root) {
  auto arguments = std::make_shared<PolicyArguments>();
  const CliCommand policy =
      root.AddCommand("policy", "Read and change how signals become a verdict");
  policy.NeedsCommand();
  policy.Footer(
      "Examples:\n"
      "  winnow policy get > policy.textproto\n"
      "  winnow policy replay policy.textproto\n"
      "  winnow policy shadow policy.textproto\n"
      "  winnow policy apply policy.textproto");

  const CliCommand get = policy.AddCommand("get", "Print a policy");
  get.Footer(
      "Examples:\n"
      "  winnow policy get\n"
      "  winnow policy get --revision 3\n"
      "  winnow policy get --preset strict");
  const CliOption revision =
      get.AddOption("--revision", arguments->revision, "An earlier revision");
  revision.Positive();
  get.AddOption("--preset", arguments->preset, "A shipped policy, by name")
      .Excludes(revision);
  get.Runs(
      [arguments](Session& session) { return RunGet(session, *arguments); });

  const CliCommand apply = policy.AddCommand("apply", "Make a policy live");
  apply.Footer(
      "Every fault is named with its line. The old policy stays as a\n"
      "revision.\n\n"
      "Examples:\n"
      "  winnow policy apply policy.textproto --dry-run\n"
      "  winnow policy apply policy.textproto --expect 3\n"
      "  winnow policy apply --preset strict");
  apply
      .AddOption("file", arguments->file,
                 "The policy as text-format protobuf; - for the standard "
                 "input")
      .TypeName("FILE");
  apply.AddOption("--preset", arguments->preset, "A shipped policy, by name");
  apply
      .AddOption("--expect", arguments->expect,
                 "Fail unless this revision is live")
      .Positive();
  apply.AddFlag("--dry-run", arguments->dry_run, "Only check it");
  apply.Runs(
      [arguments](Session& session) { return RunApply(session, *arguments); });

  AddPolicyTrialCommands(policy);

  const CliCommand history =
      policy.AddCommand("history", "List the policy's revisions");
  history.Footer("Examples:\n  winnow policy history");
  history.Runs(RunHistory);

  const CliCommand rollback =
      policy.AddCommand("rollback", "Make an earlier revision live again");
  rollback.Footer(
      "It becomes a new revision, so a rollback can be rolled back too.\n\n"
      "Examples:\n"
      "  winnow policy history\n"
      "  winnow policy rollback 3");
  rollback.AddOption("revision", arguments->revision, "The revision")
      .Required()
      .Positive()
      .TypeName("REV");
  rollback
      .AddOption("--expect", arguments->expect,
                 "Fail unless this revision is live")
      .Positive();
  rollback.Runs([arguments](Session& session) {
    return RunRollback(session, *arguments);
  });
}

}  // namespace winnow
