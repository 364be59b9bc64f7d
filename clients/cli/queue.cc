#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;
constexpr char kReportedFilter[] = "state=approved reported=yes";

struct QueueArguments {
  std::vector<std::string> filter;
  std::string state;
  std::string by;
  int64_t limit = 50;
  std::string page_token;
};

// Whether somebody asked for a second look and nobody has answered.
bool WaitsForAppeal(const v1::ModeratedComment& item) {
  return item.has_appeal() && !item.appeal().has_decide_time() &&
         item.comment().state() == v1::Comment::HELD;
}

std::string DescribeLease(const v1::ModeratedComment& item) {
  if (!item.has_lease()) return "";
  return absl::StrCat(item.lease().principal_display_name(), " until ",
                      LocalTime(item.lease().expire_time()));
}

void AddRow(const v1::ModeratedComment& item, size_t row, absl::Time now,
            bool leases, const Output& out, Table& table) {
  const v1::Comment& comment = item.comment();
  std::vector<std::string> cells = {
      absl::StrCat("@", row),
      ShortId(comment.name()),
      Age(comment.create_time(), now),
      absl::StrCat(v1::Comment::State_Name(comment.state()),
                   WaitsForAppeal(item) ? " appeal" : ""),
      comment.display_name(),
      comment.thread_id(),
      item.screening().rule().rule()};
  if (leases) cells.push_back(DescribeLease(item));
  cells.push_back(comment.body());
  table.AddRow(std::move(cells));
  out.StyleCell(StyleOf(comment.state()), 3, table);
}

void PrintListing(Session& session,
                  const std::vector<v1::ModeratedComment>& comments) {
  Output& out = session.out();
  if (session.json()) {
    for (const auto& comment : comments) out.WriteLine(ToJsonLine(comment));
    return;
  }
  std::vector<Column> columns = {
      {"", 0, true},  {"ID"},      {"AGE", 0, true}, {"STATE"},   {"NAME", 8},
      {"THREAD", 10}, {"RULE", 8}, {"LEASED", 12},   {"TEXT", 16}};
  // A column that is empty most of the time would take room from the text.
  const bool leases =
      std::any_of(comments.begin(), comments.end(),
                  [](const auto& comment) { return comment.has_lease(); });
  if (!leases) columns.erase(columns.end() - 2);
  Table table(std::move(columns));
  const absl::Time now = absl::Now();
  for (size_t i = 0; i < comments.size(); ++i) {
    AddRow(comments[i], i + 1, now, leases, out, table);
  }
  if (!table.empty()) out.WriteTable(table);
}

// Says what was not shown and how to see it.
void PrintRest(Session& session, size_t shown, const QueueArguments& arguments,
               const v1::SearchCommentsResponse& last) {
  if (session.json()) {
    if (!last.next_page_token().empty()) {
      session.out().Complain(
          absl::StrCat("more with --page-token ", last.next_page_token()));
    }
    return;
  }
  if (shown == 0) {
    const bool held = arguments.filter.empty() && arguments.state.empty();
    session.out().WriteLine(held ? "Nothing waits for you."
                                 : "No comment matches.");
  }
  if (last.next_page_token().empty()) return;
  session.out().WriteLine(absl::StrCat(
      shown,
      last.has_total_count() ? absl::StrCat(" of ", last.total_count()) : "",
      " shown; more with --limit, or --page-token ", last.next_page_token()));
}

// What is published and waits for moderators all the same.
void PrintReported(Session& session, const std::string& site) {
  if (session.json()) return;
  v1::SearchCommentsRequest request;
  request.set_site(site);
  request.set_filter(kReportedFilter);
  request.set_page_size(1);
  const absl::StatusOr<v1::SearchCommentsResponse> found =
      session.Call(kSearchComments, std::move(request));
  if (!found.ok() || found->comments().empty()) return;
  session.out().WriteLine(absl::StrCat(
      found->has_total_count()
          ? absl::StrCat(Counted(found->total_count(), "published comment"))
          : "Published comments",
      " reported by readers: winnow queue ", kReportedFilter));
}

int ListQueue(Session& session, const std::string& site,
              const QueueArguments& arguments, const std::string& filter) {
  std::vector<v1::ModeratedComment> comments;
  v1::SearchCommentsResponse last;
  last.set_next_page_token(arguments.page_token);
  int64_t left = arguments.limit;
  // A page may be empty before the last one: it examines 2,000 comments.
  do {
    v1::SearchCommentsRequest request;
    request.set_site(site);
    request.set_filter(filter);
    request.set_page_size(static_cast<int>(std::min<int64_t>(left, kPageMax)));
    request.set_page_token(last.next_page_token());
    absl::StatusOr<v1::SearchCommentsResponse> page =
        session.Call(kSearchComments, std::move(request));
    if (!page.ok()) return session.Fail(page.status());
    last = *std::move(page);
    left -= last.comments_size();
    for (auto& comment : *last.mutable_comments()) {
      comments.push_back(std::move(comment));
    }
  } while (left > 0 && !last.next_page_token().empty());
  std::vector<std::string> names;
  names.reserve(comments.size());
  for (const auto& item : comments) names.push_back(item.comment().name());
  session.KeepListing(std::move(names));
  PrintListing(session, comments);
  PrintRest(session, comments.size(), arguments, last);
  if (arguments.filter.empty() && arguments.state.empty()) {
    PrintReported(session, site);
  }
  return kExitDone;
}

int SummarizeQueue(Session& session, const std::string& site,
                   const QueueArguments& arguments) {
  static const std::map<std::string, v1::SummarizeQueueRequest::GroupBy>
      kGroups = {{"rule", v1::SummarizeQueueRequest::RULE},
                 {"thread", v1::SummarizeQueueRequest::THREAD},
                 {"author", v1::SummarizeQueueRequest::AUTHOR},
                 {"reason", v1::SummarizeQueueRequest::REASON},
                 {"score", v1::SummarizeQueueRequest::SCORE}};
  v1::SummarizeQueueRequest request;
  request.set_site(site);
  request.set_group_by(kGroups.at(arguments.by));
  request.set_page_size(
      static_cast<int>(std::min<int64_t>(arguments.limit, kPageMax)));
  request.set_page_token(arguments.page_token);
  const absl::StatusOr<v1::SummarizeQueueResponse> answer =
      session.Call(kSummarizeQueue, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  Output& out = session.out();
  if (session.json()) {
    for (const auto& group : answer->groups()) {
      out.WriteLine(ToJsonLine(group));
    }
    return kExitDone;
  }
  Table table({{"HELD", 0, true},
               {"OLDEST", 0, true},
               {absl::AsciiStrToUpper(arguments.by), 12},
               {"TITLE", 8},
               {"FILTER", 16}});
  const absl::Time now = absl::Now();
  for (const auto& group : answer->groups()) {
    table.AddRow({absl::StrCat(group.held_count()),
                  Age(group.oldest_time(), now), group.key(), group.title(),
                  group.filter()});
  }
  if (!table.empty()) out.WriteTable(table);
  out.WriteLine(absl::StrCat(
      Counted(answer->held_count(), "comment"), " held",
      answer->leased_count() > 0
          ? absl::StrCat(", ", answer->leased_count(), " being worked on")
          : ""));
  return kExitDone;
}

int RunQueue(Session& session, const QueueArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  if (!arguments.by.empty()) {
    if (!arguments.filter.empty() || !arguments.state.empty()) {
      return session.Fail(UsageError(
          "--by counts the whole queue: leave the filter and --state out"));
    }
    return SummarizeQueue(session, *site, arguments);
  }
  absl::StatusOr<std::string> filter =
      session.ResolveFilterText(absl::StrJoin(arguments.filter, " "));
  if (!filter.ok()) return session.Fail(filter.status());
  const bool names_state = FilterNamesState(*filter);
  if (names_state && !arguments.state.empty()) {
    return session.Fail(UsageError("the filter names a state already"));
  }
  if (!names_state) {
    // The queue is what is held; everything else has to be asked for.
    *filter = absl::StrCat("state=",
                           arguments.state.empty()
                               ? "held"
                               : absl::AsciiStrToLower(arguments.state),
                           filter->empty() ? "" : " ", *filter);
  }
  return ListQueue(session, *site, arguments, *filter);
}

}  // namespace

void AddQueueCommand(const CliCommand& root) {
  auto arguments = std::make_shared<QueueArguments>();
  const CliCommand queue = root.AddCommand(
      "queue", "List what waits for a person, or find comments");
  queue.Footer(
      "FILTER is words that must all hold, quoted against the shell:\n"
      "  state=held thread=ID section=NAME author=@C rule=NAME reason=CODE\n"
      "  tag=NAME score.toxicity<0.3 'age>2h' 'text~\"a phrase\"'\n"
      "  cluster=ID reported=yes\n"
      "Without a state it is the queue: state=held. States: held (pending),\n"
      "approved, rejected, spam, withdrawn. Rows are then known as @1, @2 …\n"
      "HELD appeal: its author asked for a second look; winnow show tells "
      "why.\n\n"
      "Examples:\n"
      "  winnow queue\n"
      "  winnow queue --by rule\n"
      "  winnow queue thread=news/42 'age>2h'\n"
      "  winnow queue author=@3 --state rejected\n"
      "  winnow queue --limit 1000 --json\n"
      "  winnow queue verify");
  queue.AddOption("filter", arguments->filter, "What to look for")
      .TypeName("FILTER");
  queue.AddOption("--state", arguments->state, "Comments in this state")
      .OneOfAnyCase(
          {"held", "pending", "approved", "rejected", "spam", "withdrawn"});
  queue
      .AddOption("--by", arguments->by,
                 "Count the queue by what comments have in common")
      .OneOf({"rule", "thread", "author", "reason", "score"});
  queue.AddOption("--limit", arguments->limit, "Rows at most")
      .Between(1, 10'000)
      .TellDefault();
  queue.AddOption("--page-token", arguments->page_token,
                  "Go on where a listing ended");
  AddQueueVerifyCommand(queue);
  queue.Runs(
      [arguments](Session& session) { return RunQueue(session, *arguments); });
}

}  // namespace winnow
