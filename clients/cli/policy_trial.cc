// `winnow policy replay` and `winnow policy shadow`: what a policy would do,
// before it does it.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/policy_difference.h"
#include "clients/cli/policy_source.h"
#include "clients/cli/progress.h"

namespace winnow {
namespace {

struct TrialArguments {
  std::string file;
  std::string preset;
  std::string where;
  int64_t max = 0;
  int64_t examples = 0;
};

int ReportReplay(Session& session, const v1::ReplayPolicyResponse& last,
                 absl::Duration took) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(last));
    return kExitDone;
  }
  WriteDifference(out, last.difference());
  const double seconds = absl::ToDoubleSeconds(took);
  out.WriteLine("");
  out.WriteLine(absl::StrFormat(
      "%s in %.1f s (%.0f a second). Nothing was "
      "changed.",
      Counted(last.examined(), "comment"), seconds,
      static_cast<double>(last.examined()) / std::max(seconds, 0.001)));
  return kExitDone;
}

int RunReplay(Session& session, const TrialArguments& arguments) {
  v1::ReplayPolicyRequest request;
  absl::Status ready =
      FillSource(arguments.file, arguments.preset, *request.mutable_source());
  if (!ready.ok()) return session.Fail(ready);
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  absl::StatusOr<std::string> filter =
      session.ResolveFilterText(arguments.where);
  if (!filter.ok()) return session.Fail(filter.status());
  request.set_site(*site);
  request.set_filter(*std::move(filter));
  request.set_comments_max(arguments.max);
  request.set_examples_max(static_cast<int>(arguments.examples));
  const absl::Time start = absl::Now();
  const auto stream = session.client().ReplayPolicy(std::move(request));
  interrupt.OnInterrupt([&stream] { stream->Cancel(); });
  v1::ReplayPolicyResponse answer;
  v1::ReplayPolicyResponse last;
  std::unique_ptr<Progress> progress;
  while (stream->Read(&answer)) {
    if (!progress) {
      progress = std::make_unique<Progress>(session.out().stderr_is_terminal(),
                                            answer.total_count());
    }
    progress->Update(answer.examined(),
                     absl::StrCat(answer.examined(), " of ",
                                  answer.total_count(), " comments"));
    last = std::move(answer);
  }
  progress.reset();
  interrupt.OnInterrupt(nullptr);
  const absl::Status ended = stream->Finish();
  if (interrupt.interrupted()) return kExitInterrupted;
  if (!ended.ok()) return session.Fail(ended);
  return ReportReplay(session, last, absl::Now() - start);
}

int ReportShadow(Session& session, const TrialArguments& arguments,
                 const std::string& site) {
  v1::GetShadowReportRequest request;
  request.set_site(site);
  request.set_examples_max(static_cast<int>(arguments.examples));
  const absl::StatusOr<v1::ShadowReport> report =
      session.Call(kGetShadowReport, std::move(request));
  if (!report.ok()) return session.Fail(report.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*report));
    return kExitDone;
  }
  if (report->has_start_time()) {
    out.WriteLine(absl::StrCat("A policy runs in shadow since ",
                               LocalTime(report->start_time()), "; it saw ",
                               Counted(report->examined(), "comment"), "."));
    WriteDifference(out, report->difference());
  } else {
    out.WriteLine("No policy runs in shadow.");
  }
  if (!report->shadow_rules().empty()) out.WriteLine("");
  WriteRuleCounts(out, "RULE IN SHADOW", report->shadow_rules(), 0);
  return kExitDone;
}

int RunShadow(Session& session, const TrialArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  if (arguments.file.empty() && arguments.preset.empty()) {
    return ReportShadow(session, arguments, *site);
  }
  v1::SetShadowPolicyRequest request;
  request.set_site(*site);
  const bool off = arguments.file == "off";
  if (!off) {
    absl::Status ready =
        FillSource(arguments.file, arguments.preset, *request.mutable_source());
    if (!ready.ok()) return session.Fail(ready);
  }
  const absl::StatusOr<v1::SetShadowPolicyResponse> answer =
      session.Call(kSetShadowPolicy, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  for (const std::string& warning : answer->warnings()) {
    session.out().Complain(absl::StrCat("warning: ", warning));
  }
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*answer));
  } else {
    session.out().WriteLine(
        off ? "No policy runs in shadow."
            : "The policy runs in shadow. See what it says with: winnow policy "
              "shadow");
  }
  return kExitDone;
}

void AddSourceOptions(const CliCommand& command, TrialArguments& arguments) {
  command
      .AddOption("file", arguments.file,
                 "The policy as text-format protobuf; - for the standard "
                 "input")
      .TypeName("FILE");
  command.AddOption("--preset", arguments.preset, "A shipped policy, by name");
  command
      .AddOption("--examples", arguments.examples,
                 "Examples of each change [5]")
      .Between(1, 100);
}

}  // namespace

void AddPolicyTrialCommands(const CliCommand& policy) {
  auto arguments = std::make_shared<TrialArguments>();
  const CliCommand replay = policy.AddCommand(
      "replay", "Show what a policy would have done to stored comments");
  replay.Footer(
      "The newest comments are judged again, texts anew and circumstances as\n"
      "they were. The table has what was decided then and what the policy\n"
      "would have decided. Nothing is changed.\n\n"
      "Examples:\n"
      "  winnow policy replay policy.textproto\n"
      "  winnow policy replay --preset strict --where 'age<7d'");
  AddSourceOptions(replay, *arguments);
  replay.AddOption("--where", arguments->where,
                   "Only comments that match this filter");
  replay.AddOption("--max", arguments->max, "Newest comments to run [100000]")
      .Between(1, 10'000'000);
  replay.Runs(
      [arguments](Session& session) { return RunReplay(session, *arguments); });

  const CliCommand shadow = policy.AddCommand(
      "shadow", "Have a policy judge beside the live one, and see its report");
  shadow.Footer(
      "It judges every new comment too and decides nothing. Where it differs "
      "is\n"
      "counted. Without a file the report is shown, with the live policy's "
      "own\n"
      "rules in shadow.\n\n"
      "Examples:\n"
      "  winnow policy shadow policy.textproto\n"
      "  winnow policy shadow\n"
      "  winnow policy shadow off");
  AddSourceOptions(shadow, *arguments);
  shadow.Runs(
      [arguments](Session& session) { return RunShadow(session, *arguments); });
}

}  // namespace winnow
