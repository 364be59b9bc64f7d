#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct LeaseArguments {
  std::string comment;
  std::vector<std::string> filter;
  int64_t count = 1;
  int64_t minutes = 5;
};

absl::StatusOr<std::vector<v1::Lease>> AllLeases(Session& session,
                                                 const std::string& site) {
  std::vector<v1::Lease> leases;
  v1::ListLeasesResponse page;
  do {
    v1::ListLeasesRequest request;
    request.set_site(site);
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListLeasesResponse> answer =
        session.Call(kListLeases, std::move(request));
    if (!answer.ok()) return answer.status();
    page = *std::move(answer);
    for (v1::Lease& lease : *page.mutable_leases()) {
      leases.push_back(std::move(lease));
    }
  } while (!page.next_page_token().empty());
  return leases;
}

int RunList(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  const auto leases = AllLeases(session, *site);
  if (!leases.ok()) return session.Fail(leases.status());
  Table table(
      {{"", 0, true}, {"ID"}, {"WHO", 8}, {"SINCE", 0, true}, {"UNTIL"}});
  const absl::Time now = absl::Now();
  std::vector<std::string> names;
  for (const v1::Lease& lease : *leases) {
    names.push_back(lease.comment_name());
    if (session.json()) {
      session.out().WriteLine(ToJsonLine(lease));
      continue;
    }
    table.AddRow({absl::StrCat("@", names.size()),
                  ShortId(lease.comment_name()), lease.principal_display_name(),
                  Age(lease.create_time(), now),
                  LocalTime(lease.expire_time())});
  }
  session.KeepListing(std::move(names));
  if (session.json()) return kExitDone;
  if (table.empty()) {
    session.out().WriteLine("Nobody works on a comment.");
  } else {
    session.out().WriteTable(table);
  }
  return kExitDone;
}

int RunSteal(Session& session, const LeaseArguments& arguments) {
  const auto name = session.ResolveComment(arguments.comment);
  if (!name.ok()) return session.Fail(name.status());
  v1::StealLeaseRequest request;
  request.set_name(*name);
  request.mutable_lease_duration()->set_seconds(arguments.minutes * 60);
  const absl::StatusOr<v1::Lease> lease =
      session.Call(kStealLease, std::move(request));
  if (!lease.ok()) return session.Fail(lease.status());
  session.out().WriteLine(session.json()
                              ? ToJsonLine(*lease)
                              : absl::StrCat(ShortId(*name), "  yours until ",
                                             LocalTime(lease->expire_time())));
  return kExitDone;
}

int RunNext(Session& session, const LeaseArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  const auto filter =
      session.ResolveFilterText(absl::StrJoin(arguments.filter, " "));
  if (!filter.ok()) return session.Fail(filter.status());
  v1::LeaseNextRequest request;
  request.set_site(*site);
  request.set_count(static_cast<int32_t>(arguments.count));
  request.set_filter(*filter);
  request.mutable_lease_duration()->set_seconds(arguments.minutes * 60);
  const absl::StatusOr<v1::LeaseNextResponse> leased =
      session.Call(kLeaseNext, std::move(request));
  if (!leased.ok()) return session.Fail(leased.status());
  Output& out = session.out();
  Table table({{"", 0, true},
               {"ID"},
               {"NAME", 8},
               {"RULE", 8},
               {"UNTIL"},
               {"TEXT", 16}});
  std::vector<std::string> names;
  for (const v1::ModeratedComment& item : leased->comments()) {
    names.push_back(item.comment().name());
    if (session.json()) {
      out.WriteLine(ToJsonLine(item));
      continue;
    }
    table.AddRow(
        {absl::StrCat("@", names.size()), ShortId(item.comment().name()),
         item.comment().display_name(), item.screening().rule().rule(),
         LocalTime(item.lease().expire_time()), item.comment().body()});
  }
  session.KeepListing(std::move(names));
  if (session.json()) return kExitDone;
  if (table.empty()) {
    out.WriteLine("Nothing is left to be leased.");
  } else {
    out.WriteTable(table);
  }
  out.WriteLine(absl::StrCat(Counted(leased->remaining_count(), "comment"),
                             " wait that nobody works on"));
  return kExitDone;
}

// The token of one's own lease is in the list; a script need not keep it.
int RunRelease(Session& session, const LeaseArguments& arguments) {
  const auto name = session.ResolveComment(arguments.comment);
  if (!name.ok()) return session.Fail(name.status());
  const auto leases =
      AllLeases(session, name->substr(6, name->find('/', 6) - 6));
  if (!leases.ok()) return session.Fail(leases.status());
  std::string whose;
  bool is_leased = false;
  for (const v1::Lease& lease : *leases) {
    if (lease.comment_name() != *name) continue;
    is_leased = true;
    if (lease.token().empty()) {
      whose = lease.principal_display_name();
      continue;
    }
    v1::ReleaseLeaseRequest request;
    request.set_name(*name);
    request.set_lease_token(lease.token());
    const auto released = session.Call(kReleaseLease, std::move(request));
    if (!released.ok()) return session.Fail(released.status());
  }
  if (!whose.empty()) {
    return session.Fail(absl::FailedPreconditionError(
        absl::StrCat(whose, " works on this comment, not you")));
  }
  if (!is_leased) {
    return session.Fail(absl::FailedPreconditionError(
        "nobody works on this comment; there is nothing to give back"));
  }
  if (!session.json()) {
    session.out().WriteLine(absl::StrCat(ShortId(*name), "  given back"));
  }
  return kExitDone;
}

void AddMinutes(const CliCommand& command, LeaseArguments& arguments) {
  command.AddOption("--minutes", arguments.minutes, "How long the lease lasts")
      .Between(1, 60)
      .TellDefault();
}

}  // namespace

void AddLeaseCommands(const CliCommand& root) {
  auto arguments = std::make_shared<LeaseArguments>();
  const CliCommand lease =
      root.AddCommand("lease", "See and say who works on which held comment");
  lease.NeedsCommand();
  lease.Footer(
      "While you have a comment leased, nobody else is handed it and nobody "
      "else's\ndecision about it is taken. A lease ends with your decision, "
      "when it is given\nback or when its time is over; the comment is listed "
      "and counted all the while.\n\n"
      "Examples:\n"
      "  winnow lease list\n"
      "  winnow lease steal @1          a colleague went home with it\n"
      "  winnow lease next 20 --json    twenty to work on, for a script");
  const CliCommand list =
      lease.AddCommand("list", "List who works on what, and until when");
  list.Footer(
      "Rows are then known as @1, @2 …\n\n"
      "Examples:\n  winnow lease list\n  winnow lease list --json");
  list.Runs(RunList);
  const CliCommand steal = lease.AddCommand(
      "steal", "Take a held comment over, whoever works on it");
  steal.Footer(
      "Taking it from somebody is written into the comment's history.\n\n"
      "Examples:\n  winnow lease steal @1\n"
      "  winnow lease steal 9d6f2c41 --minutes 30");
  steal.AddOption("comment", arguments->comment, "The comment")
      .Required()
      .TypeName("C");
  AddMinutes(steal, *arguments);
  steal.Runs(
      [arguments](Session& session) { return RunSteal(session, *arguments); });
  const CliCommand next =
      lease.AddCommand("next", "Lease the next comments of the queue");
  next.Footer(
      "Those that somebody works on are passed over. FILTER is as in winnow "
      "queue.\nWith --json each comment has its lease and the token that "
      "proves it.\n\n"
      "Examples:\n  winnow lease next\n"
      "  winnow lease next 20 section=sport --minutes 15 --json");
  next.AddOption("count", arguments->count, "How many").Between(1, 100);
  next.AddOption("filter", arguments->filter, "Only comments that match")
      .TypeName("FILTER");
  AddMinutes(next, *arguments);
  next.Runs(
      [arguments](Session& session) { return RunNext(session, *arguments); });
  const CliCommand release =
      lease.AddCommand("release", "Give a comment back to the queue");
  release.Footer("Examples:\n  winnow lease release @1");
  release.AddOption("comment", arguments->comment, "The comment")
      .Required()
      .TypeName("C");
  release.Runs([arguments](Session& session) {
    return RunRelease(session, *arguments);
  });
}

}  // namespace winnow
