#include "clients/cli/lists_import.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr size_t kFileBytesMax = 32 << 20;  // the most that winnowd takes
constexpr size_t kListNameBytesMax = 40;

struct ImportArguments {
  std::string file;
  std::string list;
  std::string kind;
  std::string language;
  std::string format;
  bool replace = false;
};

using Format = v1::ImportTermsRequest::Format;

const std::map<std::string, Format>& Formats() {
  static const auto* formats = new std::map<std::string, Format>{
      {"lines", v1::ImportTermsRequest::LINES},
      {"wordpress", v1::ImportTermsRequest::WORDPRESS_KEYS},
      {"csv", v1::ImportTermsRequest::CSV},
      {"domains", v1::ImportTermsRequest::DOMAINS}};
  return *formats;
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) return UsageError(absl::StrCat("cannot read ", path));
  }
  std::istream& input = path == "-" ? std::cin : file;
  std::string content;
  std::string piece(1 << 16, '\0');
  while (input.read(piece.data(), static_cast<std::streamsize>(piece.size())),
         input.gcount() > 0) {
    content.append(piece, 0, static_cast<size_t>(input.gcount()));
    if (content.size() > kFileBytesMax) {
      return UsageError("the file has more than 32 MB; import it in parts");
    }
  }
  if (input.bad()) return UsageError(absl::StrCat("cannot read ", path));
  return content;
}

Format FormatOf(const ImportArguments& arguments) {
  if (!arguments.format.empty()) return Formats().at(arguments.format);
  const std::string lower = absl::AsciiStrToLower(arguments.file);
  if (absl::EndsWith(lower, ".csv") || absl::EndsWith(lower, ".tsv")) {
    return v1::ImportTermsRequest::CSV;
  }
  return v1::ImportTermsRequest::FORMAT_UNSPECIFIED;  // winnowd finds out
}

int Report(Session& session, const v1::ImportTermsResponse& answer) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(answer));
  } else {
    const v1::TermListSummary& list = answer.list();
    out.WriteLine(absl::StrCat(
        IdOf(list.name()), "  ", v1::TermList::Kind_Name(list.kind()), "  ",
        Counted(list.term_count(), "term"), ": ", answer.added_count(),
        " added, ", answer.removed_count(), " removed"));
  }
  if (answer.skipped_count() == 0) return kExitDone;
  out.Flush();
  for (const std::string& line : answer.skipped_lines()) out.Complain(line);
  out.Complain(
      absl::StrCat(Counted(answer.skipped_count(), "line"), " left out",
                   answer.skipped_count() > answer.skipped_lines_size()
                       ? absl::StrCat(", the first ",
                                      answer.skipped_lines_size(), " are above")
                       : std::string(),
                   "; the rest was imported"));
  return kExitFailed;
}

int RunImport(Session& session, const ImportArguments& arguments) {
  const std::string list = arguments.list.empty()
                               ? ListNameFromFile(arguments.file)
                               : arguments.list;
  if (list.empty()) {
    return session.Fail(UsageError("name the list with --list"));
  }
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  const absl::StatusOr<std::string> content = ReadWhole(arguments.file);
  if (!content.ok()) return session.Fail(content.status());

  v1::ImportTermsRequest first;
  first.set_name(ListName(*site, list));
  if (!arguments.kind.empty()) first.set_kind(ListKinds().at(arguments.kind));
  first.set_language(arguments.language);
  first.set_format(FormatOf(arguments));
  first.set_replace(arguments.replace);
  const auto total = static_cast<int64_t>(content->size());
  Progress progress(session.out().stderr_is_terminal(), total);
  const absl::StatusOr<v1::ImportTermsResponse> answer =
      session.client().ImportTerms(
          std::move(first), *content, [&](size_t sent) {
            progress.Update(static_cast<int64_t>(sent),
                            sent == content->size()
                                ? "winnowd takes it into use"
                                : absl::StrCat(sent / 1024, " KB sent"));
            return !interrupt.interrupted();
          });
  progress.Clear();
  if (interrupt.interrupted() && !answer.ok()) {
    session.out().Complain("interrupted; nothing was changed");
    return kExitInterrupted;
  }
  if (!answer.ok()) return session.Fail(answer.status());
  return Report(session, *answer);
}

}  // namespace

const std::map<std::string, v1::TermList::Kind>& ListKinds() {
  static const auto* kinds = new std::map<std::string, v1::TermList::Kind>{
      {"banned", v1::TermList::BANNED},
      {"suspect", v1::TermList::SUSPECT},
      {"banned-domains", v1::TermList::BANNED_DOMAINS},
      {"allowed-domains", v1::TermList::ALLOWED_DOMAINS},
      {"reserved-names", v1::TermList::RESERVED_NAMES}};
  return *kinds;
}

std::string ListName(const std::string& site, const std::string& list) {
  return absl::StrCat("sites/", site, "/lists/", list);
}

std::string ListNameFromFile(const std::string& path) {
  std::string name;
  for (const char c : std::filesystem::path(path).stem().string()) {
    if (absl::ascii_isalnum(c)) {
      name += absl::ascii_tolower(c);
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  const bool good = !name.empty() && name.size() <= kListNameBytesMax &&
                    absl::ascii_isalpha(name.front());
  return good ? name : "";
}

void AddListsImport(const CliCommand& lists) {
  auto arguments = std::make_shared<ImportArguments>();
  const CliCommand import =
      lists.AddCommand("import", "Take a list that somebody publishes");
  import.Footer(
      "Takes a term a line (# begins a comment), WordPress' moderation keys,\n"
      "the first column of a CSV file, domains, hosts files and ||domain^\n"
      "rules; which, it finds out, but for WordPress' keys. A new list needs\n"
      "its kind. It counts at once, as a whole or not at all. Lines that are "
      "no\n"
      "entries are left out and named, and the status is 1.\n\n"
      "Examples:\n"
      "  winnow lists import spam-domains.txt --kind banned-domains\n"
      "  winnow lists import keys.txt --list wp --kind suspect "
      "--format wordpress\n"
      "  curl -s https://lists.example/hosts | winnow lists import - "
      "--list hosts --replace");
  import.AddOption("file", arguments->file, "The file, - for standard input")
      .Required();
  import.AddOption("--list", arguments->list,
                   "The list; default: named as the file");
  import.AddOption("--kind", arguments->kind, "What a term means")
      .OneOf(ListKinds());
  import.AddOption("--format", arguments->format, "How the file is written")
      .OneOf(Formats());
  import.AddOption("--language", arguments->language,
                   "Only for texts in this language");
  import.AddFlag("--replace", arguments->replace,
                 "The list becomes the file; default: add to it");
  import.Runs([arguments](Session& session) {
    return RunImport(session, *arguments);
});
}  // namespace winnow

}  // namespace winnow
