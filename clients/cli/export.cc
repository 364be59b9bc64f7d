// `winnow export`: a site's comments, or with --decisions what people decided,
// as training data.
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/export_comments.h"
#include "clients/cli/fresh_file.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"

namespace winnow {
namespace {

struct ExportArguments {
  bool decisions = false;
  CommentExportArguments comments;
};

// A row as winnow-train reads it; what it does not know it passes over.
std::string RowOf(const v1::ExportDecisionsResponse& decision,
                  const std::string& site) {
  std::vector<std::string> labels;
  for (const char* score : {"spam", "toxicity"}) {
    const auto at = decision.labels().find(score);
    if (at == decision.labels().end()) continue;
    labels.push_back(absl::StrFormat("\"%s\":%g", score, at->second));
  }
  return absl::StrCat(
      "{\"text\":", ToJsonString(decision.text()), ",\"labels\":{",
      absl::StrJoin(labels, ","), "},\"source\":", ToJsonString(site),
      ",\"lang\":", ToJsonString(decision.language()),
      ",\"state\":", ToJsonString(v1::Comment::State_Name(decision.state())),
      ",\"reason\":", ToJsonString(decision.reason_code()), ",\"verdict\":",
      ToJsonString(v1::Comment::State_Name(decision.verdict())),
      ",\"rule\":", ToJsonString(decision.rule()), "}\n");
}

struct Exported {
  int64_t rows = 0;
  int64_t unlabeled = 0;
  std::string resume_token;
};

// Reads to the end, or as far as the server is there.
absl::Status ReadAll(Session& session, const std::string& site,
                     InterruptWatch& interrupt, FreshFile& file,
                     Progress& progress, Exported& done) {
  v1::ExportDecisionsRequest request;
  request.set_site(site);
  request.set_resume_token(done.resume_token);
  const auto stream = session.client().ExportDecisions(std::move(request));
  interrupt.OnInterrupt([&stream] { stream->Cancel(); });
  v1::ExportDecisionsResponse decision;
  absl::Status written;
  while (written.ok() && stream->Read(&decision)) {
    // A rejection for another reason than the text says nothing about it.
    if (decision.labels().empty()) {
      ++done.unlabeled;
    } else {
      written = file.Write(RowOf(decision, site));
      ++done.rows;
    }
    done.resume_token = decision.resume_token();
    progress.Update(0, absl::StrCat(Counted(done.rows, "decision")));
  }
  if (!written.ok()) stream->Cancel();
  const absl::Status ended = stream->Finish();
  interrupt.OnInterrupt(nullptr);
  return written.ok() ? ended : written;
}

int RunExportDecisions(Session& session, const std::string& path) {
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  auto file = FreshFile::Create(path);
  if (!file.ok()) return session.Fail(file.status());
  Progress progress(session.out().stderr_is_terminal(), /*total=*/0);
  Exported done;
  absl::Status ended;
  while (true) {
    const std::string before = done.resume_token;
    ended = ReadAll(session, *site, interrupt, *file, progress, done);
    // A server that stopped has another behind it, as long as it goes forward.
    if (!absl::IsUnavailable(ended) || done.resume_token == before) break;
  }
  progress.Clear();
  if (interrupt.interrupted()) return kExitInterrupted;
  if (ended.ok()) ended = file->Close();
  if (!ended.ok()) return session.Fail(ended);
  session.out().Complain(absl::StrCat(
      Counted(done.rows, "decision"), " written",
      done.unlabeled == 0
          ? ""
          : absl::StrCat(", ", done.unlabeled,
                         " rejected for reasons that say nothing of the text "
                         "left out")));
  return kExitDone;
}

}  // namespace

void AddExportCommand(const CliCommand& root) {
  auto arguments = std::make_shared<ExportArguments>();
  CommentExportArguments& comments = arguments->comments;
  const CliCommand command =
      root.AddCommand("export", "Write a site's comments, or its decisions");
  command.Footer(
      "Comments come oldest first, in any state, as `winnow import` takes "
      "them\n"
      "back. Addresses are left out unless --with-emails asks for them, which\n"
      "needs a key with the permission REVEAL_EMAIL and leaves an audit "
      "record\n"
      "with their number and why.\n\n"
      "--decisions writes what winnow-train reads instead: what people\n"
      "approved, filed as spam and rejected as abuse. Addresses, telephone\n"
      "numbers, @handles and the names of authors are blanked out; a name "
      "that\n"
      "stands in a text for another reason may stay, so keep the file as you\n"
      "keep comments.\n\n"
      "Examples:\n"
      "  winnow export comments.jsonl\n"
      "  winnow export --format wxr wordpress.xml\n"
      "  winnow export --where \"state=approved thread=2025/a\"\n"
      "  winnow export --decisions decisions.jsonl");
  const CliOption decisions = command.AddFlag(
      "--decisions", arguments->decisions, "Export what people decided");
  command
      .AddOption("--format", comments.format,
                 "What to write: jsonl, a JSON object a line, or wxr, for\n"
                 "WordPress' importer")
      .TypeName("FORMAT")
      .OneOf(std::vector<std::string>{"jsonl", "wxr"})
      .TellDefault()
      .Excludes(decisions);
  command.AddOption("--where", comments.where, "Only comments that match")
      .TypeName("FILTER")
      .Excludes(decisions);
  command
      .AddFlag("--with-emails", comments.with_emails,
               "Write the authors' addresses, too")
      .Excludes(decisions);
  command
      .AddOption("--why", comments.why, "Why you need them; history keeps it")
      .TypeName("TEXT");
  command.AddOption("file", comments.file, "A new file; - for stdout [-]")
      .TypeName("FILE");
  command.Runs([arguments](Session& session) {
    return arguments->decisions
               ? RunExportDecisions(session, arguments->comments.file)
               : RunExportComments(session, arguments->comments);
  });
}

}  // namespace winnow
