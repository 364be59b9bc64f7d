#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/author_arguments.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_file.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/terminal_text.h"
#include "clients/cpp/transfers.h"

namespace winnow {
namespace {

struct ExportArguments {
  AuthorArguments author;
  std::string why;
  std::string file = "-";
  bool dry_run = false;
};

// `label   text`, nothing for an empty text.
std::string Field(absl::string_view label, absl::string_view text) {
  if (text.empty()) return "";
  return absl::StrFormat("%-10s %s\n", label, SanitizeText(text, Lines::kOne));
}

// What the author wrote, line by line and indented, so that it cannot be taken
// for a field.
std::string Quoted(absl::string_view label, absl::string_view text) {
  if (text.empty()) return "";
  std::string out = absl::StrCat(label, "\n");
  const std::string safe = SanitizeText(text, Lines::kKept);
  for (const absl::string_view line : absl::StrSplit(safe, '\n')) {
    absl::StrAppend(&out, "    ", line, "\n");
  }
  return out;
}

std::string Describe(const v1::ExportAuthorResponse::Profile& profile) {
  std::string counts;
  for (int i = 0; i < v1::Comment::State_descriptor()->value_count(); ++i) {
    const std::string& state =
        v1::Comment::State_descriptor()->value(i)->name();
    const auto at = profile.comment_counts().find(state);
    if (at == profile.comment_counts().end()) continue;
    absl::StrAppend(&counts, counts.empty() ? "" : ", ", at->second, " ",
                    state);
  }
  if (counts.empty()) counts = "none; only how many there once were";
  std::string banned;
  if (profile.banned()) {
    banned = profile.has_ban_expire_time()
                 ? absl::StrCat("until ", LocalTime(profile.ban_expire_time()))
                 : "without an end";
  }
  return absl::StrCat(
      Field("addresses", absl::StrJoin(profile.emails(), ", ")),
      Field("accounts", absl::StrJoin(profile.author_ids(), ", ")),
      Field("pseudonym", profile.handle()), Field("comments", counts),
      Field("first", LocalTime(profile.first_time())),
      Field("last", LocalTime(profile.last_time())), Field("banned", banned));
}

std::string Describe(const v1::ExportAuthorResponse::AuthoredComment& item) {
  const v1::Comment& comment = item.comment();
  std::string reasons;
  for (const v1::PublicReason& reason : comment.reasons()) {
    absl::StrAppend(&reasons, reasons.empty() ? "" : ", ", reason.code());
    if (!reason.text().empty()) absl::StrAppend(&reasons, ": ", reason.text());
  }
  std::string evidence = item.screening().rule().rule();
  for (const v1::Signal& signal : item.screening().signals()) {
    absl::StrAppend(&evidence, ", ", signal.name(),
                    absl::StrFormat(" %.2f", signal.strength()));
  }
  return absl::StrCat(
      "\n", Field("comment", comment.name()),
      Field("thread",
            absl::StrCat(comment.thread_id(), "  ", comment.thread_url())),
      Field("answers", comment.parent()),
      Field("written", LocalTime(comment.create_time())),
      Field("state", v1::Comment::State_Name(comment.state())),
      Field("told", reasons), Field("name", comment.display_name()),
      Field("website", comment.website()), Field("screened", evidence),
      Field(
          "network",
          item.has_network_expire_time()
              ? absl::StrCat("hashes of the address it came from, until about ",
                             LocalTime(item.network_expire_time()))
              : ""),
      Quoted("text", comment.body()), Quoted("appeal", item.appeal()));
}

std::string Describe(const v1::ExportAuthorResponse& part) {
  return part.has_profile() ? Describe(part.profile())
                            : Describe(part.comment());
}

int RunExportAuthor(Session& session, const ExportArguments& arguments) {
  if (!arguments.dry_run && arguments.why.empty()) {
    return session.Fail(UsageError(
        "say why with --why: history keeps it, without saying whose it was"));
  }
  // Before any other thread, but behind the typing of an address, which Ctrl-C
  // ends by itself.
  std::optional<InterruptWatch> interrupt;
  if (!arguments.author.author_of.empty()) interrupt.emplace();
  auto author = ReadAuthor(session, arguments.author);
  if (!author.ok()) return session.Fail(author.status());
  if (!interrupt) interrupt.emplace();
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::ExportAuthorRequest request;
  request.set_site(*site);
  *request.mutable_author() = *std::move(author);
  request.set_why(arguments.why);
  request.set_dry_run(arguments.dry_run);
  auto file = FreshFile::Create(arguments.file);
  if (!file.ok()) return session.Fail(file.status());
  const auto opened = OpenAuthorExport(session.client().options(), request);
  if (!opened.ok()) return session.Fail(opened.status());
  request.Clear();
  const std::unique_ptr<AuthorExportStream>& stream = *opened;
  interrupt->OnInterrupt([&stream] { stream->Cancel(); });
  int64_t total = 0;
  int64_t count = 0;
  int64_t unreadable = 0;
  Progress progress(session.out().stderr_is_terminal() && !file->is_stdout(),
                    /*total=*/0);
  v1::ExportAuthorResponse part;
  absl::Status written;
  while (written.ok() && stream->Read(&part)) {
    if (part.has_profile()) {
      unreadable = part.profile().unreadable_email_count();
      for (const auto& [state, number] : part.profile().comment_counts()) {
        total += number;
      }
    } else {
      ++count;
      if (progress.IsDue()) {
        progress.Update(0, absl::StrCat(count, " of ", total, " comments"));
      }
    }
    written = file->Write(session.json() ? absl::StrCat(ToJsonLine(part), "\n")
                                         : Describe(part));
  }
  if (!written.ok()) stream->Cancel();
  absl::Status ended = stream->Finish();
  interrupt->OnInterrupt(nullptr);
  progress.Clear();
  if (interrupt->interrupted()) return kExitInterrupted;
  if (!written.ok()) ended = written;
  if (ended.ok()) ended = file->Close();
  if (!ended.ok()) return session.Fail(ended);
  if (arguments.dry_run) {
    session.out().Complain(
        "a dry run: counts only; without --dry-run, and with --why, all of it");
  } else {
    session.out().Complain(absl::StrCat(
        Counted(count, "comment"),
        " written; a record in the site's history says that you had them, and "
        "why"));
  }
  if (unreadable == 0) return kExitDone;
  session.out().Complain(absl::StrCat(
      "the addresses of ", Counted(unreadable, "comment"),
      " could not be opened and are missing; look for email_not_opened in "
      "winnowd's log"));
  return kExitFailed;
}

}  // namespace

void AddExportAuthorCommand(const CliCommand& root) {
  auto arguments = std::make_shared<ExportArguments>();
  const CliCommand command = root.AddCommand(
      "export-author", "Write all that is kept of an author, for them");
  command.Footer(
      "Answers a reader who asks what is kept about them: addresses, counts,\n"
      "a ban, and every comment in any state with what screening found, "
      "oldest\n"
      "first. Needs a key with the permission: winnow key create\n"
      "--reveal-email. Each use is a record in the site's history, with the\n"
      "reason and no name. The address is typed without being shown, or read\n"
      "from a file or the standard input; comments sent with an account id "
      "are\n"
      "found by one of them.\n\n"
      "Examples:\n"
      "  winnow export-author --author-of @3 --dry-run\n"
      "  winnow export-author --why 'request 4711' --out ada.txt\n"
      "  winnow --json export-author - --why 'request 4711' <address.txt");
  AddAuthorOptions(command, arguments->author);
  command
      .AddOption("--why", arguments->why,
                 "Why it is needed, 1 to 500 characters")
      .TypeName("TEXT");
  command
      .AddOption("--out", arguments->file,
                 "Where to write it, never over an existing file")
      .TypeName("FILE");
  command.AddFlag("--dry-run", arguments->dry_run, "Counts, and no address");
  command.Runs([arguments](Session& session) {
    return RunExportAuthor(session, *arguments);
  });
}

}  // namespace winnow
