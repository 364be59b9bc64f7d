// `winnow adapter`: what a site's moderators have taught the classifier.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/adapter_lines.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_file.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"
#include "clients/cli/user_agrees.h"

namespace winnow {
namespace {

// Words shown of each score, half for and half against.
constexpr size_t kWordsShown = 12;

struct AdapterArguments {
  bool yes = false;
  std::string file = "-";
};

std::string NameOf(const std::string& site) {
  return absl::StrCat("sites/", site, "/adapter");
}

// The words that weigh most, the heaviest first: "free shipping +0.31".
std::string Words(const v1::Adapter::Head& head) {
  std::vector<std::pair<std::string, double>> words(head.features().begin(),
                                                    head.features().end());
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return std::abs(a.second) != std::abs(b.second)
               ? std::abs(a.second) > std::abs(b.second)
               : a.first < b.first;
  });
  std::string text;
  for (size_t i = 0; i < std::min(words.size(), kWordsShown); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ",
                    SanitizeText(words[i].first, Lines::kOne),
                    absl::StrFormat(" %+.2f", words[i].second));
  }
  return text;
}

int Print(Session& session, const v1::Adapter& adapter) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(adapter));
    return kExitDone;
  }
  out.WriteLine(AdapterSentence(adapter));
  for (const std::string& line : AdapterChanges(adapter)) {
    out.WriteLine(absl::StrCat("  ", line));
  }
  Table table({{"SCORE"},
               {"REFUSED", 0, true},
               {"APPROVED", 0, true},
               {"VOTES"},
               {"CHANGED", 0, true},
               {"AGREED", 0, true}});
  for (const v1::Adapter::Head& head : adapter.heads()) {
    table.AddRow({head.score(), absl::StrCat(head.refused_count()),
                  absl::StrCat(head.approved_count()),
                  head.votes() ? "yes" : "no",
                  absl::StrCat(head.changed_count()),
                  absl::StrCat(head.agreed_count())});
  }
  out.WriteTable(table);
  for (const v1::Adapter::Head& head : adapter.heads()) {
    if (head.features().empty()) continue;
    out.WriteLine(absl::StrCat(SanitizeText(head.score(), Lines::kOne), ": ",
                               Words(head)));
  }
  if (adapter.passed_over_count() > 0) {
    out.WriteLine(absl::StrCat(
        Counted(adapter.passed_over_count(), "decision"),
        " passed over: the text was gone or edited, or one account had its "
        "share"));
  }
  const std::string learned = LocalTime(adapter.update_time());
  out.WriteLine(absl::StrCat(
      learned.empty() ? "never learned" : "last learned ", learned,
      ", beside model ", SanitizeText(adapter.model_revision(), Lines::kOne)));
  return kExitDone;
}

int RunShow(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetAdapterRequest request;
  request.set_name(NameOf(*site));
  const auto adapter = session.Call(kGetAdapter, std::move(request));
  if (!adapter.ok()) return session.Fail(adapter.status());
  return Print(session, *adapter);
}

int RunReset(Session& session, const AdapterArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  if (!arguments.yes) {
    if (isatty(STDIN_FILENO) != 1) {
      return session.Fail(UsageError(
          "what the moderators taught would be forgotten; add --yes to do it"));
    }
    if (!UserAgrees("What the moderators taught will be forgotten.")) {
      session.out().WriteLine("Nothing was changed.");
      return kExitDone;
    }
  }
  v1::ResetAdapterRequest request;
  request.set_name(NameOf(*site));
  const auto adapter = session.Call(kResetAdapter, std::move(request));
  if (!adapter.ok()) return session.Fail(adapter.status());
  return Print(session, *adapter);
}

int RunExport(Session& session, const AdapterArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  auto file = FreshFile::Create(arguments.file);
  if (!file.ok()) return session.Fail(file.status());
  v1::ExportAdapterRequest request;
  request.set_name(NameOf(*site));
  const auto stream = session.client().ExportAdapter(std::move(request));
  v1::ExportAdapterResponse piece;
  absl::Status written;
  while (written.ok() && stream->Read(&piece)) {
    written = file->Write(piece.content());
  }
  if (!written.ok()) stream->Cancel();
  const absl::Status ended = stream->Finish();
  if (written.ok()) written = ended;
  if (written.ok()) written = file->Close();
  return written.ok() ? kExitDone : session.Fail(written);
}

}  // namespace

void AddAdapterCommands(const CliCommand& root) {
  auto arguments = std::make_shared<AdapterArguments>();
  const CliCommand adapter = root.AddCommand(
      "adapter", "See what the moderators have taught the classifier");
  adapter.NeedsCommand();
  adapter.Footer(
      "Each decision of a person teaches the site's adapter: approved is\n"
      "neither spam nor abuse, spam is spam, and rejected is abuse where the\n"
      "reason says so (abuse, insult, threat, hate, harassment, profanity,\n"
      "language ...). It begins in shadow: it learns and counts what it would\n"
      "have changed. Turned on, it moves the scores spam and toxicity by at\n"
      "most 0.2, each once it has seen 50 comments of either kind. A reader's\n"
      "comments count three times at most, and a moderator's decisions 200\n"
      "times a day.\n\n"
      "Examples:\n"
      "  winnow adapter show\n"
      "  winnow site set learning.adapter on\n"
      "  winnow site set learning.adapter shadow");

  const CliCommand show = adapter.AddCommand(
      "show", "Show what it has learned, and what it changed or would have");
  show.Footer(
      "CHANGED counts verdicts, AGREED those that people then decided as it\n"
      "wanted. Words with a plus speak for the score, with a minus against;\n"
      "they are found in the comments it learned from lately, for it keeps\n"
      "none itself.\n\n"
      "Examples:\n"
      "  winnow adapter show\n"
      "  winnow adapter show --json");
  show.Runs(RunShow);

  const CliCommand reset =
      adapter.AddCommand("reset", "Forget what the moderators taught");
  reset.Footer(
      "It begins anew, in the mode it has. The decisions stay as they are.\n\n"
      "Examples:\n"
      "  winnow adapter reset --yes");
  reset.AddFlag("--yes", arguments->yes, "Do not ask");
  reset.Runs(
      [arguments](Session& session) { return RunReset(session, *arguments); });

  const CliCommand save =
      adapter.AddCommand("export", "Write the adapter's own file");
  save.Footer(
      "The file has numbers and hashes, no words and no names. It is for\n"
      "keeping and comparing; to train with decisions see winnow export.\n\n"
      "Examples:\n"
      "  winnow adapter export before-reset.adapter");
  save.AddOption("file", arguments->file, "A new file; - for stdout [-]")
      .TypeName("FILE");
  save.Runs(
      [arguments](Session& session) { return RunExport(session, *arguments); });
}

}  // namespace winnow
