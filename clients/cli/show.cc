#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/evidence_lines.h"
#include "clients/cli/json.h"
#include "clients/cli/marked_text.h"
#include "clients/cli/score_lines.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kTextColumnsMax = 100;  // longer lines are hard to read
constexpr int kPageMax = 1000;

// A line `label   text`, sanitized; nothing for an empty text.
void Field(Output& out, absl::string_view label, absl::string_view text) {
  if (text.empty()) return;
  out.WriteLine(
      absl::StrCat(out.Styled(Style::kDim, absl::StrFormat("%-9s", label)), " ",
                   SanitizeText(text, Lines::kOne)));
}

void PrintScreening(Output& out, const v1::Screening& screening, bool why) {
  for (const LabeledLine& line : ScreeningLines(screening, why)) {
    Field(out, line.label, line.text);
  }
}

void PrintBody(Output& out, const v1::ModeratedComment& item) {
  const int columns =
      out.width() == 0 ? 0 : std::min(out.width() - 2, kTextColumnsMax);
  out.Write("\n");
  out.Write(RenderMarkedText(
      item.comment().body(), BodySpans(item.screening()), columns, "  ",
      out.colors() ? Marks::kUnderline : Marks::kTildes));
}

std::string DescribeAppeal(const v1::ModeratedComment& item, absl::Time now) {
  const v1::Appeal& appeal = item.appeal();
  return absl::StrCat(
      Age(appeal.create_time(), now), " ago",
      appeal.has_decide_time() ? ", decided since: " : ", waits: ",
      appeal.text().empty() ? "(its author has taken it back)" : appeal.text());
}

std::string DescribeReport(const v1::Report& report, absl::Time now) {
  return absl::StrCat(
      v1::Report::Reason_Name(report.reason()), " ",
      Age(report.create_time(), now), " ago by ", report.reporter_handle(),
      report.outcome() == v1::Report::OPEN
          ? absl::StrFormat(", weight %.2f", report.weight())
          : absl::StrCat(", ", v1::Report::Outcome_Name(report.outcome())),
      report.text().empty() ? "" : ": ", report.text());
}

void PrintPeople(Output& out, const v1::ModeratedComment& item,
                 absl::Time now) {
  if (item.has_lease()) {
    Field(out, "lease",
          absl::StrCat(item.lease().principal_display_name(),
                       " works on it until ",
                       LocalTime(item.lease().expire_time())));
  }
  if (item.has_last_decision()) {
    const v1::HistoryRecord& last = item.last_decision();
    Field(out, "decided",
          absl::StrCat(
              v1::HistoryRecord::Action_Name(last.action()), " by ",
              last.principal_display_name(), " ", Age(last.time(), now), " ago",
              last.reason_code().empty() ? "" : ", ", last.reason_code()));
  }
  for (const v1::PublicReason& reason : item.comment().reasons()) {
    Field(out, "told",
          absl::StrCat(reason.code(), reason.text().empty() ? "" : ": ",
                       reason.text()));
  }
  Field(out, "tags", absl::StrJoin(item.tags(), ", "));
  for (const v1::Note& note : item.notes()) {
    Field(out, "note",
          absl::StrCat(note.principal_display_name(), ": ", note.text()));
  }
  for (const v1::Report& report : item.reports()) {
    Field(out, "report", DescribeReport(report, now));
  }
  if (item.report_count() > item.reports_size()) {
    Field(out, "",
          absl::StrCat(item.report_count(), " readers in all: winnow reports ",
                       ShortId(item.comment().name())));
  }
  if (item.has_appeal()) Field(out, "appeal", DescribeAppeal(item, now));
  if (item.similar_count() > 0) {
    Field(out, "similar",
          absl::StrCat(item.similar_count(), " more like this: winnow similar ",
                       ShortId(item.comment().name())));
  }
}

int RunShow(Session& session, const std::string& which, bool why) {
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (!name.ok()) return session.Fail(name.status());
  v1::GetModeratedCommentRequest request;
  request.set_name(*name);
  request.set_include_score_details(true);
  absl::StatusOr<v1::ModeratedComment> item =
      session.Call(kGetModeratedComment, std::move(request));
  if (!item.ok()) return session.Fail(item.status());
  session.Remember({*name});
  if (!why) KeepScoresThatMatter(*item->mutable_screening());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*item));
    return kExitDone;
  }
  const absl::Time now = absl::Now();
  const v1::Comment& comment = item->comment();
  out.WriteLine(
      absl::StrCat(out.Styled(StyleOf(comment.state()),
                              v1::Comment::State_Name(comment.state())),
                   "  ", comment.name()));
  Field(out, "thread",
        absl::StrCat(comment.thread_id(),
                     item->thread().title().empty() ? "" : "  ",
                     item->thread().title(),
                     item->thread().section().empty()
                         ? ""
                         : absl::StrCat("  [", item->thread().section(), "]")));
  if (item->thread().hot()) {
    Field(out, "  hot",
          absl::StrCat("comments pour in; all are held until ",
                       LocalTime(item->thread().hot_end_time())));
  }
  Field(out, "author", DescribeAuthor(*item, now));
  Field(out, "written",
        absl::StrCat(LocalTime(comment.create_time()), ", ",
                     Age(comment.create_time(), now), " ago, revision ",
                     comment.revision(), comment.edited() ? ", edited" : "",
                     comment.featured() ? ", editor's pick" : ""));
  if (item->has_parent_comment()) {
    Field(out, "answers",
          absl::StrCat(ShortId(item->parent_comment().name()), "  ",
                       FitToWidth(SanitizeText(item->parent_comment().body(),
                                               Lines::kOne),
                                  60)));
  }
  PrintScreening(out, item->screening(), why);
  PrintPeople(out, *item, now);
  PrintBody(out, *item);
  return kExitDone;
}

// Which comment a record is about, or what else was changed.
std::string ResourceText(const v1::HistoryRecord& record) {
  return absl::StrContains(record.resource(), "/comments/")
             ? ShortId(record.resource())
             : SanitizeText(record.resource(), Lines::kOne);
}

// Fills in what history is asked for: of one comment, or of the whole site.
absl::Status AskFor(Session& session, const std::string& which,
                    v1::GetHistoryRequest& request) {
  if (which.empty()) {
    absl::StatusOr<std::string> site = session.Site();
    if (!site.ok()) return site.status();
    request.set_site(*std::move(site));
    return absl::OkStatus();
  }
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (!name.ok()) return name.status();
  // The name says which site, whatever the settings are.
  request.set_site(name->substr(6, name->find('/', 6) - 6));
  request.set_comment_name(*name);
  return absl::OkStatus();
}

int RunHistory(Session& session, const std::string& which) {
  v1::GetHistoryRequest asked;
  const absl::Status named = AskFor(session, which, asked);
  if (!named.ok()) return session.Fail(named);
  Table table({{"TIME"},
               {"WHO", 8},
               {"ABOUT"},
               {"WHAT"},
               {"FROM"},
               {"TO"},
               {"REASON", 8},
               {"BATCH", 8}});
  v1::GetHistoryResponse page;
  do {
    v1::GetHistoryRequest request = asked;
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::GetHistoryResponse> answer =
        session.Call(kGetHistory, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const v1::HistoryRecord& record : page.records()) {
      if (session.json()) {
        session.out().WriteLine(ToJsonLine(record));
        continue;
      }
      const auto state = [](v1::Comment::State s) {
        return s == v1::Comment::STATE_UNSPECIFIED ? std::string("")
                                                   : v1::Comment::State_Name(s);
      };
      table.AddRow(
          {LocalTime(record.time()),
           record.action() == v1::HistoryRecord::REPORTED ? "a reader"
           : record.principal().empty()                   ? "policy"
                                        : record.principal_display_name(),
           ResourceText(record),
           v1::HistoryRecord::Action_Name(record.action()),
           state(record.from_state()), state(record.to_state()),
           record.reason_code().empty() ? record.rule() : record.reason_code(),
           record.batch()});
    }
  } while (!page.next_page_token().empty());
  if (!session.json()) session.out().WriteTable(table);
  return kExitDone;
}

}  // namespace

void AddShowCommands(const CliCommand& root) {
  auto which = std::make_shared<std::string>();
  const CliCommand show =
      root.AddCommand("show", "Show a comment, and why it is where it is");
  show.Footer(
      "The words that caused a signal or raised a score are underlined. A "
      "score "
      "is shown\nif the rule asked it or it is high; behind its words stands "
      "what each added to its\nlog-odds.\n\n"
      "Examples:\n"
      "  winnow show @1\n"
      "  winnow show 9d6f2c41 --why\n"
      "  winnow show @1 --json");
  show.AddOption("comment", *which, "The comment").Required().TypeName("C");
  auto why = std::make_shared<bool>(false);
  show.AddFlag("--why", *why, "Show every score and all that moved it");
  show.Runs([which, why](Session& session) {
    return RunShow(session, *which, *why);
  });
  const CliCommand history =
      root.AddCommand("history",
                      "Say what was done to a comment, or in the whole site, "
                      "and by whom");
  history.Footer("Examples:\n  winnow history @1\n  winnow history");
  history
      .AddOption("comment", *which,
                 "The comment; without it, all that was done in the site")
      .TypeName("C");
  history.Runs(
      [which](Session& session) { return RunHistory(session, *which); });
}

}  // namespace winnow
