// `winnow policy replay` and `winnow policy shadow`: what a policy would do,
// before it does it.
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/policy_difference.h"
#include "clients/cli/progress.h"
#include "clients/cli/read_all.h"

namespace winnow {
namespace {

struct TrialArguments {
  std::string file;
  std::string preset;
  std::string where;
  int64_t max = 0;
  int examples = 0;
};

// Fills the source from a file or the name of a shipped policy.
absl::Status FillSource(const TrialArguments& arguments,
                        v1::PolicySource& source) {
  if (arguments.file.empty() == arguments.preset.empty()) {
    return UsageError("name a file with the policy, or give --preset");
  }
  if (!arguments.preset.empty()) {
    source.set_preset(arguments.preset);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> text = ReadFileOrInput(arguments.file);
  if (!text.ok()) return MarkUsage(text.status());
  source.set_text(*std::move(text));
  return absl::OkStatus();
}

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
  absl::Status ready = FillSource(arguments, *request.mutable_source());
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
  request.set_examples_max(arguments.examples);
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

void AddSourceOptions(CLI::App& command, TrialArguments& arguments) {
  command
      .add_option("file", arguments.file,
                  "The policy as text-format protobuf; - for the standard "
                  "input")
      ->type_name("FILE");
  command.add_option("--preset", arguments.preset, "A shipped policy, by name");
  command
      .add_option("--examples", arguments.examples,
                  "Examples of each change [5]")
      ->check(CLI::Range(1, 100));
}

}  // namespace

void AddPolicyTrialCommands(CLI::App& policy, CommandLine& line) {
  auto arguments = std::make_shared<TrialArguments>();
  CLI::App* replay = policy.add_subcommand(
      "replay", "Show what a policy would have done to stored comments");
  replay->footer(
      "The newest comments are judged again, texts anew and circumstances as\n"
      "they were. The table has what was decided then and what the policy\n"
      "would have decided. Nothing is changed.\n\n"
      "Examples:\n"
      "  winnow policy replay policy.textproto\n"
      "  winnow policy replay --preset strict --where 'age<7d'");
  AddSourceOptions(*replay, *arguments);
  replay->add_option("--where", arguments->where,
                     "Only comments that match this filter");
  replay->add_option("--max", arguments->max, "Newest comments to run [100000]")
      ->check(CLI::Range(1, 10'000'000));
  replay->callback([arguments, &line] {
    line.run = [arguments](Session& session) {
      return RunReplay(session, *arguments);
    };
  });
}

}  // namespace winnow
