// `winnow import`: comments from WordPress, Disqus, another Winnow or a
// program.
#include "clients/cli/import.h"

#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/import_run.h"
#include "clients/cli/import_source.h"
#include "clients/cli/interrupt.h"

namespace winnow {
namespace {

constexpr char kCommon[] =
    "Dates, states and who answers whom are kept. What was approved is listed\n"
    "at once and is no news: the feed does not have it. Decisions teach the\n"
    "site's adapter unless --no-training says not to.\n\n"
    "winnowd knows what it has: after an interruption run the same command\n"
    "again. What cannot be imported is told at the end, and the exit status\n"
    "is 1.\n\n";

struct ImportArguments {
  std::string file;
  std::string threads_by = "id";
  ImportOptions options;
};

using MakeSource = std::function<std::unique_ptr<ImportSource>(
    std::istream& input, const ImportArguments& arguments)>;

int64_t SizeOf(const std::string& path) {
  struct stat found = {};
  const bool regular =
      stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
  return regular ? found.st_size : 0;
}

int RunImportCommand(Session& session, const ImportArguments& arguments,
                     const MakeSource& make) {
  std::ifstream file;
  if (arguments.file != "-") {
    file.open(arguments.file, std::ios::binary);
    if (!file) {
      return session.Fail(
          UsageError(absl::StrCat("cannot read ", arguments.file)));
    }
  }
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  ImportOptions options = arguments.options;
  if (arguments.file != "-") options.bytes = SizeOf(arguments.file);
  const auto source = make(arguments.file == "-" ? std::cin : file, arguments);
  return RunImport(session, *site, *source, options, interrupt);
}

CliCommand AddFormat(const CliCommand& import, const std::string& name,
                     const std::string& help,
                     const std::shared_ptr<ImportArguments>& arguments,
                     const MakeSource& make) {
  const CliCommand command = import.AddCommand(name, help);
  command.AddOption("file", arguments->file, "The file; - for stdin")
      .TypeName("FILE")
      .Required();
  command.AddFlag("--dry-run", arguments->options.dry_run,
                  "Check everything and store nothing");
  command.AddFlag("--no-training", arguments->options.no_training,
                  "Learn nothing from what was decided");
  command.Runs([arguments, make](Session& session) {
    return RunImportCommand(session, *arguments, make);
  });
  return command;
}

void AddLines(const CliCommand& import) {
  const auto arguments = std::make_shared<ImportArguments>();
  AddFormat(import, "jsonl", "Import a file of JSON lines", arguments,
            [](std::istream& input, const ImportArguments&) {
              return ReadImportLines(input);
            })
      .Footer(absl::StrCat(
          "One comment a line, with the keys of `winnow submit --from`:\n"
          "thread, body and, if there are any, name, email, website, …\n"
          "And of an import: source_id (its id there, required: a second run\n"
          "knows it by that; request_id does too), parent_source_id (of what\n"
          "it answers; at most 1,000 lines later), create_time (RFC\n"
          "3339), state (APPROVED, HELD, REJECTED, SPAM, WITHDRAWN; without\n"
          "it the policy decides) and body_is_html (true or false).\n"
          "`winnow export` writes such files.\n\n",
          kCommon,
          "Examples:\n"
          "  winnow import jsonl comments.jsonl --dry-run\n"
          "  winnow --site old export | winnow --site new import jsonl -"));
}

CliOption AddThreadsBy(const CliCommand& command,
                       const std::shared_ptr<ImportArguments>& arguments,
                       const std::string& help) {
  return command.AddOption("--threads-by", arguments->threads_by, help)
      .TypeName("id|link")
      .OneOf(std::vector<std::string>{"id", "link"})
      .TellDefault();
}

ThreadsBy ThreadsOf(const ImportArguments& arguments) {
  return arguments.threads_by == "link" ? ThreadsBy::kLink : ThreadsBy::kId;
}

void AddWxr(const CliCommand& import) {
  const auto arguments = std::make_shared<ImportArguments>();
  const CliCommand command =
      AddFormat(import, "wxr", "Import an export of WordPress", arguments,
                [](std::istream& input, const ImportArguments& given) {
                  return ReadImportWxr(input, ThreadsOf(given));
                });
  AddThreadsBy(command, arguments,
               "What names a thread here: the post's id, or its address");
  command.Footer(absl::StrCat(
      "WordPress writes the file under Tools, Export. Approved comments are\n"
      "approved here, those in moderation held, those in the trash rejected;\n"
      "HTML becomes text, with the targets of links. Pingbacks, trackbacks "
      "and\n"
      "comments on deleted posts are left out.\n\n",
      kCommon,
      "Examples:\n"
      "  winnow import wxr wordpress.xml --dry-run\n"
      "  winnow import wxr wordpress.xml --threads-by link"));
}

void AddDisqus(const CliCommand& import) {
  const auto arguments = std::make_shared<ImportArguments>();
  const CliCommand command =
      AddFormat(import, "disqus", "Import an export of Disqus", arguments,
                [](std::istream& input, const ImportArguments& given) {
                  return ReadImportDisqus(input, ThreadsOf(given));
                });
  AddThreadsBy(command, arguments,
               "What names a thread here: the identifier that the site gave "
               "Disqus, or its address");
  command.Footer(absl::StrCat(
      "Disqus mails a link to the file (unpack it first: gunzip). What was\n"
      "deleted there becomes an empty place, shown only above its answers;\n"
      "HTML becomes text, with the targets of links. Authors without an\n"
      "address are known by their accounts there.\n\n",
      kCommon,
      "Examples:\n"
      "  winnow import disqus disqus.xml --dry-run\n"
      "  gunzip -c disqus.xml.gz | winnow import disqus -"));
}

}  // namespace

void AddImportCommand(const CliCommand& root) {
  const CliCommand import =
      root.AddCommand("import", "Take comments over from elsewhere");
  import.NeedsCommand();
  AddWxr(import);
  AddDisqus(import);
  AddLines(import);
}

}  // namespace winnow
