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
#include "clients/cli/score_lines.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct AnalyzeArguments {
  std::string text;
  bool has_text = false;
  bool lines = false;
  std::string name;
  std::string website;
  bool why = false;
};

void Print(Output& out, const std::string& text, const v1::Screening& screening,
           bool why) {
  out.WriteLine(absl::StrCat(
      out.Styled(StyleOf(screening.verdict()),
                 v1::Comment::State_Name(screening.verdict())),
      "  rule ", SanitizeText(screening.rule().rule(), Lines::kOne),
      screening.rule().reason().empty() ? "" : ": ",
      SanitizeText(screening.rule().reason(), Lines::kOne)));
  for (const v1::Signal& signal : screening.signals()) {
    std::string line = absl::StrFormat("  %.2f  %s: %s", signal.strength(),
                                       signal.name(), signal.reason());
    for (const v1::ListedEntry& entry : signal.listed_entries()) {
      absl::StrAppend(&line, " [", entry.list(),
                      entry.list().empty() ? "" : ": ", entry.entry(), "]");
    }
    out.WriteLine(SanitizeText(line, Lines::kOne));
  }
  for (const std::string& line : ScoreLines(screening, why)) {
    out.WriteLine(absl::StrCat("  ", line));
  }
  std::vector<MarkedSpan> spans = BodySpans(screening);
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
  request.set_include_score_details(true);
  absl::StatusOr<v1::AnalyzeTextResponse> answer =
      session.Call(kAnalyzeText, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  if (!arguments.why) KeepScoresThatMatter(*answer->mutable_screening());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(answer->screening()));
  } else {
    Print(session.out(), arguments.text, answer->screening(), arguments.why);
  }
  return kExitDone;
}

}  // namespace

void AddAnalyzeCommand(const CliCommand& root) {
  auto arguments = std::make_shared<AnalyzeArguments>();
  const CliCommand analyze = root.AddCommand(
      "analyze", "Say what the site's policy makes of a text; stores nothing");
  analyze.Footer(
      "With --jsonl each line in is {\"id\", \"text\", \"author\"?, "
      "\"website\"?}\n"
      "and each line out {\"id\", \"scores\", \"verdict\", \"rule\"}, in the "
      "same order;\n"
      "a line that cannot be analyzed gives {\"id\", \"error\"} and status 1.\n"
      "\nExamples:\n"
      "  winnow analyze 'Buy cheap watches at http://shop.example'\n"
      "  winnow analyze --why 'You are no idiot'\n"
      "  winnow analyze - < letter.txt\n"
      "  winnow analyze --jsonl < texts.jsonl > verdicts.jsonl");
  const CliOption text = analyze.AddOption(
      "text", arguments->text, "The text; - or nothing: the standard input");
  analyze.AddOption("--name", arguments->name, "What the author is called");
  analyze.AddOption("--website", arguments->website, "The author's page");
  analyze.AddFlag("--why", arguments->why,
                  "Show every score and all that moved it");
  analyze.AddFlag("--jsonl", arguments->lines,
                  "A JSON object on each line of the standard input");
  analyze.Runs([arguments, text](Session& session) {
    arguments->has_text = text.given();
    return RunAnalyze(session, *arguments);
  });
}

}  // namespace winnow
