#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct ReportArguments {
  std::string comment;
  std::string reason;
  v1::ReportCommentRequest request;
};

struct ListArguments {
  std::string comment;
  int64_t limit = 50;
};

const std::map<std::string, v1::Report::Reason>& Reasons() {
  static const auto& reasons = *new std::map<std::string, v1::Report::Reason>{
      {"offensive", v1::Report::OFFENSIVE},
      {"advertising", v1::Report::ADVERTISING},
      {"off-topic", v1::Report::OFF_TOPIC},
      {"personal-data", v1::Report::PERSONAL_DATA},
      {"illegal", v1::Report::ILLEGAL},
      {"false-information", v1::Report::FALSE_INFORMATION},
      {"other", v1::Report::OTHER}};
  return reasons;
}

std::vector<std::string> ReasonNames() {
  std::vector<std::string> names;
  for (const auto& [name, reason] : Reasons()) names.push_back(name);
  return names;
}

int RunReport(Session& session, const ReportArguments& arguments) {
  const auto name = session.ResolveComment(arguments.comment);
  if (!name.ok()) return session.Fail(name.status());
  v1::ReportCommentRequest request = arguments.request;
  request.set_name(*name);
  request.set_reason(Reasons().at(absl::AsciiStrToLower(arguments.reason)));
  const absl::StatusOr<v1::ReportCommentResponse> answer =
      session.Call(kReportComment, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  session.out().WriteLine(
      session.json() ? ToJsonLine(*answer)
                     : absl::StrCat(ShortId(*name), "  reported",
                                    answer->replaced()
                                        ? "; it replaces this reader's earlier "
                                          "report"
                                        : ""));
  return kExitDone;
}

using Reported = v1::ListReportsResponse::ReportedComment;

void Print(Session& session, const std::vector<Reported>& rows, bool more) {
  Output& out = session.out();
  if (session.json()) {
    for (const Reported& row : rows) out.WriteLine(ToJsonLine(row));
    return;
  }
  Table table({{"", 0, true},
               {"ID"},
               {"AGE", 0, true},
               {"REASON"},
               {"WEIGHT", 0, true},
               {"OUTCOME"},
               {"READER", 8},
               {"TEXT", 16}});
  const absl::Time now = absl::Now();
  for (size_t i = 0; i < rows.size(); ++i) {
    const v1::Report& report = rows[i].report();
    table.AddRow({absl::StrCat("@", i + 1), ShortId(rows[i].comment_name()),
                  Age(report.create_time(), now),
                  v1::Report::Reason_Name(report.reason()),
                  absl::StrFormat("%.2f", report.weight()),
                  v1::Report::Outcome_Name(report.outcome()),
                  report.reporter_handle(), report.text()});
  }
  if (table.empty()) {
    out.WriteLine("No reader has reported anything.");
    return;
  }
  out.WriteTable(table);
  if (more) {
    out.WriteLine(absl::StrCat(rows.size(), " shown; more with --limit"));
  }
}

int RunList(Session& session, const ListArguments& arguments) {
  v1::ListReportsRequest asked;
  if (arguments.comment.empty()) {
    absl::StatusOr<std::string> site = session.Site();
    if (!site.ok()) return session.Fail(site.status());
    asked.set_site(*std::move(site));
  } else {
    const auto name = session.ResolveComment(arguments.comment);
    if (!name.ok()) return session.Fail(name.status());
    // The name says which site, whatever the settings are.
    asked.set_site(name->substr(6, name->find('/', 6) - 6));
    asked.set_comment_name(*name);
  }
  std::vector<Reported> rows;
  v1::ListReportsResponse page;
  int64_t left = arguments.limit;
  do {
    v1::ListReportsRequest request = asked;
    request.set_page_size(static_cast<int>(std::min<int64_t>(left, kPageMax)));
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListReportsResponse> answer =
        session.Call(kListReports, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    left -= page.reports_size();
    for (Reported& row : *page.mutable_reports())
      rows.push_back(std::move(row));
  } while (left > 0 && !page.next_page_token().empty());
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Reported& row : rows) names.push_back(row.comment_name());
  // Rows that were listed before stay known if there are none here.
  if (!names.empty()) session.KeepListing(std::move(names));
  Print(session, rows, !page.next_page_token().empty());
  return kExitDone;
}

}  // namespace

void AddReportCommands(const CliCommand& root) {
  auto arguments = std::make_shared<ReportArguments>();
  const CliCommand report = root.AddCommand(
      "report", "Report a published comment as a reader would, for trials");
  report.Footer(
      "Reasons: offensive, advertising, off-topic, personal-data, illegal,\n"
      "false-information, other. A reader is known by the site's account id or "
      "by the\nnetwork address; a second report of theirs replaces the first. "
      "A site's key will\ndo.\n\n"
      "Examples:\n"
      "  winnow report @1 --reason advertising --reporter-id reader-7\n"
      "  winnow report @1 --reason other --text 'It names my neighbor' \\\n"
      "    --network-address 203.0.113.9");
  report.AddOption("comment", arguments->comment, "The comment")
      .Required()
      .TypeName("C");
  report.AddOption("--reason", arguments->reason, "What is wrong")
      .Required()
      .OneOfAnyCase(ReasonNames());
  report.AddOption("--text", *arguments->request.mutable_text(),
                   "The reader's words, at most 500 characters");
  report.AddOption("--reporter-id", *arguments->request.mutable_reporter_id(),
                   "The site's account id of the reader");
  report.AddOption("--network-address",
                   *arguments->request.mutable_network_address(),
                   "The reader's network address");
  report.AddOption("--request-id", *arguments->request.mutable_request_id(),
                   "Sending the same id again reports once");
  report.Runs(
      [arguments](Session& session) { return RunReport(session, *arguments); });

  auto list = std::make_shared<ListArguments>();
  const CliCommand reports = root.AddCommand(
      "reports", "List what readers reported, of a comment or of the site");
  reports.Footer(
      "WEIGHT is how much a report counts, by how often moderators agreed with "
      "that\nreader before: 0.6 for a new one. OPEN ones are summed; from "
      "reports.requeue_at on\nthe comment is before moderators (winnow queue "
      "reported=yes --state approved), from\nreports.retract_at on it is taken "
      "down until one of them has looked. winnow\napprove answers them with "
      "no, "
      "winnow reject and winnow spam with yes. Rows are\nthen known as @1, @2 "
      "…\n\n"
      "Examples:\n"
      "  winnow reports\n"
      "  winnow reports @1 --json");
  reports
      .AddOption("comment", list->comment,
                 "The comment; without it, the newest of the site")
      .TypeName("C");
  reports.AddOption("--limit", list->limit, "Rows at most")
      .Between(1, 10'000)
      .TellDefault();
  reports.Runs([list](Session& session) { return RunList(session, *list); });
}

}  // namespace winnow
