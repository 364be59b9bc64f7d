#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/marked_text.h"
#include "clients/cli/read_all.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct AnalyzeArguments {
  std::string text;
  bool has_text = false;
  bool lines = false;
  std::string name;
  std::string website;
};

void Print(Output& out, const std::string& text,
           const v1::Screening& screening) {
  out.WriteLine(absl::StrCat(
      out.Styled(StyleOf(screening.verdict()),
                 v1::Comment::State_Name(screening.verdict())),
      "  rule ", SanitizeText(screening.rule().rule(), Lines::kOne),
      screening.rule().reason().empty() ? "" : ": ",
      SanitizeText(screening.rule().reason(), Lines::kOne)));
  std::vector<MarkedSpan> spans;
  for (const v1::Signal& signal : screening.signals()) {
    std::string line = absl::StrFormat("  %.2f  %s: %s", signal.strength(),
                                       signal.name(), signal.reason());
    for (const v1::ListedEntry& entry : signal.listed_entries()) {
      absl::StrAppend(&line, " [", entry.list(),
                      entry.list().empty() ? "" : ": ", entry.entry(), "]");
    }
    out.WriteLine(SanitizeText(line, Lines::kOne));
    for (const v1::Span& span : signal.spans()) {
      if (span.field() != v1::Span::DISPLAY_NAME &&
          span.field() != v1::Span::WEBSITE && span.begin() >= 0 &&
          span.end() > span.begin()) {
        spans.push_back({static_cast<size_t>(span.begin()),
                         static_cast<size_t>(span.end())});
      }
    }
  }
  std::vector<std::string> scores;
  for (const auto& [name, value] : screening.scores()) {
    scores.push_back(absl::StrFormat("  %.2f  score %s", value, name));
  }
  std::sort(scores.begin(), scores.end(), std::greater<>());
  for (const std::string& score : scores) {
    out.WriteLine(SanitizeText(score, Lines::kOne));
  }
  if (spans.empty()) return;
  out.Write("\n");
  out.Write(RenderMarkedText(
      text, std::move(spans), std::max(out.width() - 2, 0), "  ",
      out.colors() ? Marks::kUnderline : Marks::kTildes));
}

int RunAnalyze(Session& session, AnalyzeArguments& arguments) {
  if (arguments.lines) {
    if (arguments.has_text && arguments.text != "-") {
      return session.Fail(
          UsageError("--jsonl reads the standard input: leave the text out"));
    }
    return RunAnalyzeLines(session);
  }
  if (!arguments.has_text || arguments.text == "-") {
    absl::StatusOr<std::string> text = ReadAll(std::cin);
    if (!text.ok()) return session.Fail(text.status());
    arguments.text = *std::move(text);
  }
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::AnalyzeTextRequest request;
  request.set_site(*site);
  request.set_text(arguments.text);
  request.set_display_name(arguments.name);
  request.set_website(arguments.website);
  const absl::StatusOr<v1::AnalyzeTextResponse> answer =
      session.Call(kAnalyzeText, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(answer->screening()));
  } else {
    Print(session.out(), arguments.text, answer->screening());
  }
  return kExitDone;
}

}  // namespace

void AddAnalyzeCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<AnalyzeArguments>();
  CLI::App* analyze = app.add_subcommand(
      "analyze", "Say what the site's policy makes of a text; stores nothing");
  analyze->footer(
      "With --jsonl each line in is {\"id\", \"text\", \"author\"?, "
      "\"website\"?}\n"
      "and each line out {\"id\", \"scores\", \"verdict\", \"rule\"}, in the "
      "same order;\n"
      "a line that cannot be analyzed gives {\"id\", \"error\"} and status 1.\n"
      "\nExamples:\n"
      "  winnow analyze 'Buy cheap watches at http://shop.example'\n"
      "  winnow analyze - < letter.txt\n"
      "  winnow analyze --jsonl < texts.jsonl > verdicts.jsonl");
  CLI::Option* text = analyze->add_option(
      "text", arguments->text, "The text; - or nothing: the standard input");
  analyze->add_option("--name", arguments->name, "What the author is called");
  analyze->add_option("--website", arguments->website, "The author's page");
  analyze->add_flag("--jsonl", arguments->lines,
                    "A JSON object on each line of the standard input");
  analyze->callback([arguments, text, &line] {
    arguments->has_text = text->count() > 0;
    line.run = [arguments](Session& session) {
      return RunAnalyze(session, *arguments);
    };
  });
}

}  // namespace winnow
