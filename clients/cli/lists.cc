#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/lists_import.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct ListArguments {
  std::string list;
  std::vector<std::string> terms;
  std::string kind;
  std::string language;
  bool substring = false;
};

void PrintSummary(Session& session, const v1::TermListSummary& list) {
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(list));
    return;
  }
  if (list.term_count() == 0) {
    session.out().WriteLine(
        absl::StrCat("The site has no list ", IdOf(list.name()), " any more."));
    return;
  }
  session.out().WriteLine(absl::StrCat(
      IdOf(list.name()), "  ", v1::TermList::Kind_Name(list.kind()), "  ",
      Counted(list.term_count(), "term")));
}

int ShowLists(Session& session, const std::string& site) {
  Table table({{"LIST"},
               {"KIND"},
               {"LANGUAGE"},
               {"TERMS", 0, true},
               {"CHANGED", 0, true}});
  const absl::Time now = absl::Now();
  v1::ListTermListsResponse page;
  do {
    v1::ListTermListsRequest request;
    request.set_site(site);
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListTermListsResponse> answer =
        session.Call(kListTermLists, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const v1::TermListSummary& list : page.lists()) {
      if (session.json()) {
        session.out().WriteLine(ToJsonLine(list));
      } else {
        table.AddRow({IdOf(list.name()), v1::TermList::Kind_Name(list.kind()),
                      list.language(), absl::StrCat(list.term_count()),
                      Age(list.update_time(), now)});
      }
    }
  } while (!page.next_page_token().empty());
  if (session.json()) return kExitDone;
  if (table.empty()) {
    session.out().WriteLine("The site has no lists of its own.");
  } else {
    session.out().WriteTable(table);
  }
  return kExitDone;
}

int RunShow(Session& session, const ListArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  if (arguments.list.empty()) return ShowLists(session, *site);
  v1::ListTermsResponse page;
  do {
    v1::ListTermsRequest request;
    request.set_name(ListName(*site, arguments.list));
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListTermsResponse> answer =
        session.Call(kListTerms, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const std::string& term : page.terms()) {
      session.out().WriteLine(
          session.json() ? absl::StrCat("{\"term\":", ToJsonString(term), "}")
                         : SanitizeText(term, Lines::kOne));
    }
  } while (!page.next_page_token().empty());
  return kExitDone;
}

// Terms go in calls of at most 1,000.
template <typename Request, typename Send>
int SendTerms(Session& session, const ListArguments& arguments, Send send) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::TermListSummary summary;
  for (size_t i = 0; i < arguments.terms.size();) {
    Request request;
    request.set_name(ListName(*site, arguments.list));
    while (i < arguments.terms.size() && request.terms_size() < kPageMax) {
      request.add_terms(arguments.terms[i++]);
    }
    absl::StatusOr<v1::TermListSummary> answer = send(std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    summary = *std::move(answer);
  }
  PrintSummary(session, summary);
  return kExitDone;
}

int RunAdd(Session& session, const ListArguments& arguments) {
  return SendTerms<v1::AddTermsRequest>(
      session, arguments, [&](v1::AddTermsRequest request) {
        if (!arguments.kind.empty()) {
          request.set_kind(ListKinds().at(arguments.kind));
        }
        request.set_language(arguments.language);
        request.set_substring(arguments.substring);
        return session.Call(kAddTerms, std::move(request));
      });
}

int RunRemove(Session& session, const ListArguments& arguments) {
  return SendTerms<v1::RemoveTermsRequest>(
      session, arguments, [&](v1::RemoveTermsRequest request) {
        return session.Call(kRemoveTerms, std::move(request));
      });
}

}  // namespace

void AddListsCommands(const CliCommand& root) {
  auto arguments = std::make_shared<ListArguments>();
  const CliCommand lists =
      root.AddCommand("lists", "The site's own words, domains and names");
  lists.NeedsCommand();
  lists.Footer(
      "Examples:\n"
      "  winnow lists show\n"
      "  winnow lists add rude 'some phrase' --kind banned\n"
      "  winnow lists import spam-domains.txt --kind banned-domains");

  const CliCommand show =
      lists.AddCommand("show", "List the lists, or the terms of one");
  show.Footer("Examples:\n  winnow lists show\n  winnow lists show rude");
  show.AddOption("list", arguments->list, "The list");
  show.Runs(
      [arguments](Session& session) { return RunShow(session, *arguments); });

  const CliCommand add = lists.AddCommand("add", "Add terms to a list");
  add.Footer(
      "Terms match whole words, whatever the case; * at the end of a word\n"
      "matches the rest of it. A new list needs its kind.\n\n"
      "Examples:\n"
      "  winnow lists add rude 'some phrase' 'grob*' --kind banned\n"
      "  winnow lists add shops shop.example --kind banned-domains");
  add.AddOption("list", arguments->list, "The list").Required();
  add.AddOption("terms", arguments->terms, "What to add").Required();
  add.AddOption("--kind", arguments->kind, "What a term means")
      .OneOf(ListKinds());
  add.AddOption("--language", arguments->language,
                "Only for texts in this language");
  add.AddFlag("--substring", arguments->substring,
              "A new list: terms match inside words too");
  add.Runs(
      [arguments](Session& session) { return RunAdd(session, *arguments); });

  const CliCommand remove = lists.AddCommand("remove", "Remove terms");
  remove.Footer("Examples:\n  winnow lists remove rude 'some phrase'");
  remove.AddOption("list", arguments->list, "The list").Required();
  remove.AddOption("terms", arguments->terms, "What to remove").Required();
  remove.Runs(
      [arguments](Session& session) { return RunRemove(session, *arguments); });

  AddListsImport(lists);
}

}  // namespace winnow
