#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/author_arguments.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/terminal_text.h"
#include "clients/cli/user_agrees.h"

namespace winnow {
namespace {

// How often and how long Redis is asked whether it has rewritten its file.
constexpr absl::Duration kAskEvery = absl::Milliseconds(500);
constexpr absl::Duration kRewriteMax = absl::Minutes(30);
constexpr int kIdleMax = 100;

struct EraseArguments {
  AuthorArguments author;
  std::string resume;
  bool keep_text = false;
  bool dry_run = false;
  bool yes = false;
};

absl::string_view Done(const EraseArguments& arguments) {
  // The one that is resumed knows; its receipt says what stays.
  if (!arguments.resume.empty()) return "erased or made anonymous";
  return arguments.keep_text ? "made anonymous" : "erased";
}

std::string Describe(const v1::EraseAuthorResponse& receipt,
                     const EraseArguments& arguments) {
  return absl::StrCat(
      Counted(receipt.comment_count(), "comment"), " ", Done(arguments), ", ",
      Counted(receipt.email_count(), "sealed email"), ", ",
      Counted(receipt.text_count(), "text"),
      " beside them (notes, appeals, reports), ",
      Counted(receipt.retraction_count(), "retraction"), " on the feed");
}

// Counts, then asks. Returns nothing when the user agrees.
std::optional<int> Confirm(Session& session, v1::EraseAuthorRequest request,
                           const EraseArguments& arguments) {
  request.set_dry_run(true);
  const absl::StatusOr<v1::EraseAuthorResponse> would =
      session.Call(kEraseAuthor, std::move(request));
  if (!would.ok()) return session.Fail(would.status());
  if (arguments.dry_run && session.json()) {
    session.out().WriteLine(ToJsonLine(*would));
    return kExitDone;
  }
  const std::string what =
      absl::StrCat("Would be: ", Describe(*would, arguments), ".");
  if (arguments.dry_run) {
    session.out().WriteLine(what);
    for (const std::string& kept : would->kept()) {
      session.out().WriteLine(
          absl::StrCat("Stays: ", SanitizeText(kept, Lines::kOne), "."));
    }
    return kExitDone;
  }
  if (isatty(STDIN_FILENO) != 1) {
    session.out().Complain(what);
    return session.Fail(UsageError("nothing was erased; add --yes to do it"));
  }
  if (UserAgrees(absl::StrCat(what, "\nThis cannot be undone."))) {
    return std::nullopt;
  }
  session.out().WriteLine("Nothing was erased.");
  return kExitDone;
}

int WriteReceipt(Session& session, const v1::EraseAuthorResponse& done,
                 const EraseArguments& arguments) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(done));
    return kExitDone;
  }
  out.WriteLine(absl::StrCat("Erasure ", done.erasure(), ": ",
                             Describe(done, arguments), "."));
  out.WriteLine("Redis has rewritten its append-only file without them.");
  for (const auto& pending : done.pending_retractions()) {
    out.WriteLine(absl::StrCat(
        SanitizeText(pending.subscription(), Lines::kOne),
        " has not acknowledged ", Counted(pending.count(), "retraction"),
        ": what it shows may still be there."));
  }
  for (const std::string& kept : done.kept()) {
    out.WriteLine(
        absl::StrCat("Stays: ", SanitizeText(kept, Lines::kOne), "."));
  }
  return kExitDone;
}

int RunErase(Session& session, const EraseArguments& arguments) {
  if (!arguments.resume.empty() &&
      (arguments.dry_run || arguments.keep_text ||
       !arguments.author.input.empty() || !arguments.author.author_of.empty() ||
       !arguments.author.email_file.empty())) {
    return session.Fail(UsageError(
        "--resume goes on with an erasure as it was begun, and takes none of "
        "the other options"));
  }
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::EraseAuthorRequest request;
  request.set_site(*site);
  request.set_keep_text(arguments.keep_text);
  if (arguments.resume.empty()) {
    auto author = ReadAuthor(session, arguments.author);
    if (!author.ok()) return session.Fail(author.status());
    *request.mutable_author() = *std::move(author);
    if (arguments.dry_run || !arguments.yes) {
      const std::optional<int> stop = Confirm(session, request, arguments);
      if (stop) return *stop;
    }
  } else {
    request.set_erasure(arguments.resume);
  }
  const absl::Time end = absl::Now() + kRewriteMax;
  std::optional<Progress> progress;
  int64_t remaining = 0;
  int idle = 0;  // answers in a row that did nothing
  while (true) {
    const absl::StatusOr<v1::EraseAuthorResponse> done =
        session.Call(kEraseAuthor, request);
    if (!done.ok()) {
      if (progress) progress->Clear();
      if (!request.erasure().empty()) {
        session.out().Complain(absl::StrCat(
            "it is not finished: winnow erase --resume ", request.erasure()));
      }
      return session.Fail(done.status());
    }
    if (done->remaining_count() == 0 && done->rewritten()) {
      if (progress) progress->Clear();
      return WriteReceipt(session, *done, arguments);
    }
    // From now on nothing but the erasure's own id names the author.
    request.clear_author();
    request.set_erasure(done->erasure());
    if (!progress) {
      progress.emplace(session.out().stderr_is_terminal(),
                       done->comment_count() + done->remaining_count());
    }
    if (done->remaining_count() > 0) {
      idle = done->remaining_count() == remaining ? idle + 1 : 0;
      remaining = done->remaining_count();
      if (idle == kIdleMax) {
        progress->Clear();
        session.out().Complain(absl::StrCat(
            Counted(remaining, "comment"),
            " cannot be erased by this winnowd; look into its log, then: "
            "winnow erase --resume ",
            request.erasure()));
        return kExitFailed;
      }
      progress->Update(done->comment_count(), "comments");
      continue;
    }
    progress->Update(done->comment_count(),
                     "comments; Redis rewrites its append-only file");
    if (absl::Now() > end) {
      progress->Clear();
      session.out().Complain(absl::StrCat(
          "Redis still rewrites its append-only file; the comments are gone. "
          "Look again with winnow erase --resume ",
          request.erasure()));
      return kExitFailed;
    }
    absl::SleepFor(kAskEvery);
  }
}

}  // namespace

void AddEraseCommand(const CliCommand& root) {
  auto arguments = std::make_shared<EraseArguments>();
  const CliCommand erase = root.AddCommand(
      "erase", "Erase an author: comments, name, address and notes");
  erase.Footer(
      "Says what it would erase, asks, and prints a receipt. What was "
      "published\n"
      "is retracted on the feed; where answers stand below, an empty shell "
      "keeps\n"
      "the place. Redis then rewrites its append-only file. --keep-text "
      "leaves\n"
      "the texts and takes away whose they are. The address is typed without\n"
      "being shown, or read from a file or the standard input; comments sent\n"
      "with an account id are found by one of them. Backups keep what they\n"
      "have; winnowd's --erasure_log has it done again after one is "
      "restored.\n\n"
      "Examples:\n"
      "  winnow erase --author-of @3 --dry-run\n"
      "  winnow erase                        asks for the address\n"
      "  winnow erase - --yes <address.txt");
  AddAuthorOptions(erase, arguments->author);
  erase
      .AddOption("--resume", arguments->resume,
                 "Go on with an erasure that was cut short")
      .TypeName("ERASURE");
  erase.AddFlag("--keep-text", arguments->keep_text,
                "Keep the texts, without a name");
  erase.AddFlag("--dry-run", arguments->dry_run, "Count and change nothing");
  erase.AddFlag("--yes", arguments->yes, "Do not ask");
  erase.Runs(
      [arguments](Session& session) { return RunErase(session, *arguments); });
}

}  // namespace winnow
