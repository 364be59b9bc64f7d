#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/batch.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/offers.h"
#include "clients/cli/user_agrees.h"

namespace winnow {
namespace {

constexpr int kItemsMax = 1000;            // of one call
constexpr size_t kArgumentsMax = 100'000;  // ids on the standard input

// A verb and the words around it.
struct Verb {
  v1::Comment::State state;
  const char* command;  // approve
  const char* done;     // approved
  const char* help;
};

constexpr Verb kVerbs[] = {
    {v1::Comment::APPROVED, "approve", "approved", "Publish comments"},
    {v1::Comment::REJECTED, "reject", "rejected",
     "Refuse comments for what they say"},
    {v1::Comment::SPAM, "spam", "filed as spam",
     "Refuse comments as advertising"},
};

struct DecideArguments {
  std::vector<std::string> comments;
  std::string where;
  std::string reason;
  std::string message;  // with reject only
  bool dry_run = false;
  bool yes = false;
};

// Replaces `-` by the first word of each line of the standard input.
absl::StatusOr<std::vector<std::string>> ExpandArguments(
    const std::vector<std::string>& given) {
  std::vector<std::string> all;
  for (const std::string& argument : given) {
    if (argument != "-") {
      all.push_back(argument);
      continue;
    }
    LineReader reader(std::cin, 1024);
    std::string line;
    while (reader.Next(line)) {
      const absl::string_view text = absl::StripAsciiWhitespace(line);
      if (!text.empty()) all.emplace_back(text.substr(0, text.find(' ')));
      if (all.size() > kArgumentsMax) {
        return UsageError("more than 100,000 comments at once");
      }
    }
  }
  if (all.empty()) return UsageError("there is no comment to decide");
  return all;
}

template <typename Request>
absl::StatusOr<v1::ModeratedComment> CallVerb(
    Session& session, const Method<Request, v1::ModeratedComment>& method,
    const v1::Comment& comment, const DecideArguments& arguments) {
  Request request;
  request.set_name(comment.name());
  request.set_etag(comment.etag());
  request.set_reason_code(arguments.reason);
  if constexpr (std::is_same_v<Request, v1::RejectCommentRequest>) {
    request.set_message(arguments.message);
  }
  return session.Call(method, std::move(request));
}

absl::StatusOr<v1::ModeratedComment> GetItem(Session& session,
                                             const std::string& name) {
  v1::GetModeratedCommentRequest request;
  request.set_name(name);
  return session.Call(kGetModeratedComment, std::move(request));
}

// Decides one comment with the etag it has now: whoever changed it between
// reading and deciding is not overruled unseen.
int DecideOne(Session& session, const Verb& verb, const std::string& name,
              const DecideArguments& arguments) {
  const absl::StatusOr<v1::ModeratedComment> now = GetItem(session, name);
  if (!now.ok()) return session.Fail(now.status());
  const v1::Comment& seen = now->comment();
  const absl::StatusOr<v1::ModeratedComment> decided =
      verb.state == v1::Comment::APPROVED
          ? CallVerb(session, kApproveComment, seen, arguments)
      : verb.state == v1::Comment::REJECTED
          ? CallVerb(session, kRejectComment, seen, arguments)
          : CallVerb(session, kMarkSpam, seen, arguments);
  if (!decided.ok()) return session.Fail(decided.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*decided));
    return kExitDone;
  }
  const v1::Comment::State before = seen.state();
  const bool answers = now->report_weight() > 0;
  const bool changed = decided->comment().etag() != seen.etag() || answers;
  out.WriteLine(absl::StrCat(
      out.Styled(StyleOf(verb.state), v1::Comment::State_Name(verb.state)),
      "  ", ShortId(name), "  was ", v1::Comment::State_Name(before),
      changed ? "" : ", nothing to do",
      answers ? "; its reports are answered" : ""));
  OfferMore(session, verb.command, *decided, arguments.reason);
  return kExitDone;
}

int ReportBatch(Session& session, const Verb& verb, const BatchTally& tally,
                bool dry_run, const absl::Status& ended) {
  if (!session.json()) {
    std::string text = absl::StrCat(Counted(tally.changed, "comment"), " ",
                                    dry_run ? "would be " : "", verb.done);
    if (tally.unchanged > 0) {
      absl::StrAppend(&text, ", ", tally.unchanged, " were already");
    }
    if (tally.failed > 0) absl::StrAppend(&text, ", ", tally.failed, " failed");
    session.out().WriteLine(text);
    if (tally.changed > 0 && !tally.batch.empty()) {
      session.out().WriteLine(
          absl::StrCat("Take it back with: winnow undo ", tally.batch));
    }
  }
  if (!ended.ok()) return session.Fail(ended);
  return tally.failed > 0 ? kExitFailed : kExitDone;
}

int DecideItems(Session& session, const Verb& verb,
                const std::vector<std::string>& names,
                const DecideArguments& arguments, const std::string& site) {
  BatchTally tally;
  absl::Status ended;
  v1::BatchDecideRequest request;
  request.set_site(site);
  request.set_state(verb.state);
  request.set_reason_code(arguments.reason);
  request.set_message(arguments.message);
  request.set_dry_run(arguments.dry_run);
  for (size_t i = 0; i < names.size() && ended.ok(); ++i) {
    const absl::StatusOr<v1::ModeratedComment> now = GetItem(session, names[i]);
    if (now.ok()) {
      v1::BatchDecideRequest::Item* item = request.add_items();
      item->set_name(names[i]);
      item->set_etag(now->comment().etag());
    } else if (session.ExitCodeFor(now.status()) == kExitUnreachable) {
      ended = now.status();
    } else {
      ++tally.failed;
      session.out().Complain(
          absl::StrCat(ShortId(names[i]), ": ", session.Explain(now.status())));
    }
    const bool last = i + 1 == names.size();
    if (ended.ok() && request.items_size() > 0 &&
        (last || request.items_size() == kItemsMax)) {
      ended = RunBatch(session, request, /*quiet=*/false, tally);
      request.clear_items();
    }
  }
  return ReportBatch(session, verb, tally, arguments.dry_run, ended);
}

// Counts, then asks. Returns nothing when the user agrees.
std::optional<int> Confirm(Session& session, const Verb& verb,
                           v1::BatchDecideRequest request) {
  request.set_dry_run(true);
  BatchTally tally;
  const absl::Status counted =
      RunBatch(session, std::move(request), /*quiet=*/true, tally);
  if (!counted.ok()) return session.Fail(counted);
  if (tally.changed == 0) {
    session.out().WriteLine("No comment matches.");
    return kExitDone;
  }
  if (isatty(STDIN_FILENO) != 1) {
    return session.Fail(
        UsageError(absl::StrCat(Counted(tally.changed, "comment"), " would be ",
                                verb.done, "; add --yes to do it")));
  }
  if (UserAgrees(absl::StrCat(Counted(tally.changed, "comment"), " will be ",
                              verb.done, "."))) {
    return std::nullopt;
  }
  session.out().WriteLine("Nothing was changed.");
  return kExitDone;
}

int DecideWhere(Session& session, const Verb& verb,
                const DecideArguments& arguments, const std::string& site) {
  absl::StatusOr<std::string> filter =
      session.ResolveFilterText(arguments.where);
  if (!filter.ok()) return session.Fail(filter.status());
  if (!FilterNamesState(*filter))
    *filter = absl::StrCat("state=held ", *filter);
  v1::BatchDecideRequest request;
  request.set_site(site);
  request.set_filter(*std::move(filter));
  request.set_state(verb.state);
  request.set_reason_code(arguments.reason);
  request.set_message(arguments.message);
  request.set_dry_run(arguments.dry_run);
  if (!arguments.dry_run && !arguments.yes) {
    const std::optional<int> stop = Confirm(session, verb, request);
    if (stop) return *stop;
  }
  BatchTally tally;
  const absl::Status ended =
      RunBatch(session, std::move(request), /*quiet=*/false, tally);
  return ReportBatch(session, verb, tally, arguments.dry_run, ended);
}

int RunDecide(Session& session, const Verb& verb,
              const DecideArguments& arguments) {
  if (arguments.where.empty() == arguments.comments.empty()) {
    return session.Fail(UsageError(
        "name the comments, or give --where with a filter; not both"));
  }
  if (!arguments.where.empty()) {
    const absl::StatusOr<std::string> site = session.Site();
    if (!site.ok()) return session.Fail(site.status());
    return DecideWhere(session, verb, arguments, *site);
  }
  const absl::StatusOr<std::vector<std::string>> given =
      ExpandArguments(arguments.comments);
  if (!given.ok()) return session.Fail(given.status());
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const std::string& text : *given) {
    absl::StatusOr<std::string> name = session.ResolveComment(text);
    if (!name.ok()) return session.Fail(name.status());
    // The same comment twice would fail the second time: its etag has changed.
    if (seen.insert(*name).second) names.push_back(*std::move(name));
  }
  if (names.size() == 1 && !arguments.dry_run) {
    return DecideOne(session, verb, names.front(), arguments);
  }
  // A batch is of one site: the first comment's.
  const std::string site =
      names.front().substr(6, names.front().find('/', 6) - 6);
  return DecideItems(session, verb, names, arguments, site);
}

}  // namespace

void AddDecideCommands(const CliCommand& root) {
  for (const Verb& verb : kVerbs) {
    auto arguments = std::make_shared<DecideArguments>();
    const CliCommand decide = root.AddCommand(verb.command, verb.help);
    const std::string name = absl::StrCat("winnow ", verb.command);
    decide.Footer(absl::StrCat(
        "A decision about one comment fails if somebody changed it meanwhile.\n"
        "Of many comments each is decided for itself.\n"
        "\nExamples:\n  ",
        name, " @1\n  ", name, " @2 @5 9d6f2c41\n  ", name,
        " --where 'rule=link-density age>2h' --dry-run\n"
        "  cut -f1 ids.txt | ",
        name, " -"));
    decide
        .AddOption("comments", arguments->comments,
                   "The comments, or - to read them from the standard "
                   "input")
        .TypeName("C");
    decide
        .AddOption("--where", arguments->where,
                   "All comments that match a filter (see winnow queue "
                   "--help)")
        .TypeName("FILTER");
    decide.AddOption("--reason", arguments->reason,
                     verb.state == v1::Comment::REJECTED
                         ? "Code of the reason, told to site and author"
                         : "Code of the reason, for the history");
    if (verb.state == v1::Comment::REJECTED) {
      decide.AddOption("--message", arguments->message,
                       "Words to the author, at most 500 characters");
    }
    decide.AddFlag("--dry-run", arguments->dry_run,
                   "Change nothing, say what would be");
    decide.AddFlag("--yes", arguments->yes, "Do not ask");
    decide.Runs([arguments, &verb](Session& session) {
      return RunDecide(session, verb, *arguments);
    });
  }
}

}  // namespace winnow
