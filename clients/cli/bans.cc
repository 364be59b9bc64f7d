#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/setting_paths.h"
#include "clients/cli/terminal_text.h"
#include "clients/cli/user_agrees.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;
constexpr size_t kEndingChars = 8;  // of an id, as listings show it

struct BanArguments {
  std::string what;  // the comment, domain or phrase
  bool email = false;
  std::string duration;
  bool hold = false;
  std::string reason;
  std::string reject_last;
  bool dry_run = false;
  bool yes = false;
};

std::string Describe(const v1::Ban& ban) {
  const std::string value = SanitizeText(ban.value(), Lines::kOne);
  switch (ban.kind()) {
    case v1::Ban::AUTHOR:
      return ban.author_handle().empty()
                 ? "an author who was erased"
                 : absl::StrCat("the author ", ban.author_handle());
    case v1::Ban::NETWORK:
      return absl::StrCat("the network of ", ShortId(ban.comment()));
    case v1::Ban::EMAIL_DOMAIN:
      return absl::StrCat("authors with an address at ", value);
    case v1::Ban::LINK_DOMAIN:
      return absl::StrCat("links to ", value);
    default:
      return absl::StrCat("the phrase \"", value, "\"");
  }
}

std::string DescribeEffect(const v1::Ban& ban) {
  return ban.effect() == v1::Ban::HOLD ? "holds" : "rejects";
}

std::string DescribeEnd(const v1::Ban& ban) {
  return ban.has_expire_time()
             ? absl::StrCat("until ", LocalTime(ban.expire_time()))
             : "for good";
}

std::string DescribeTouched(const v1::CreateBanResponse& answer) {
  return absl::StrCat(
      answer.incomplete() ? "at least " : "", answer.held_count(), " held and ",
      Counted(answer.approved_count(), "published comment"), " by ",
      Counted(answer.author_count(), "author"), " in the last 30 days",
      answer.incomplete() ? absl::StrCat(" (", answer.examined_count(),
                                         " comments were examined)")
                          : "");
}

// Sets a duration that the line gives as text.
absl::Status SetDuration(absl::string_view option, const std::string& text,
                         google::protobuf::Duration& out) {
  const absl::StatusOr<absl::Duration> duration = ParseDurationText(text);
  if (!duration.ok()) {
    return UsageError(absl::StrCat(option, " takes a time as 7d, 12h or 30m"));
  }
  out.set_seconds(absl::ToInt64Seconds(*duration));
  return absl::OkStatus();
}

absl::StatusOr<v1::CreateBanRequest> MakeRequest(
    Session& session, v1::Ban::Kind kind, const BanArguments& arguments) {
  v1::CreateBanRequest request;
  v1::Ban& ban = *request.mutable_ban();
  ban.set_kind(kind);
  if (kind == v1::Ban::AUTHOR || kind == v1::Ban::NETWORK) {
    absl::StatusOr<std::string> name = session.ResolveComment(arguments.what);
    if (!name.ok()) return name.status();
    // The name says which site, whatever the settings are.
    request.set_site(name->substr(6, name->find('/', 6) - 6));
    ban.set_comment(*std::move(name));
  } else {
    absl::StatusOr<std::string> site = session.Site();
    if (!site.ok()) return site.status();
    request.set_site(*std::move(site));
    ban.set_value(arguments.what);
  }
  ban.set_effect(arguments.hold ? v1::Ban::HOLD : v1::Ban::REJECT);
  ban.set_reason(arguments.reason);
  absl::Status set;
  if (!arguments.duration.empty()) {
    set.Update(
        SetDuration("--for", arguments.duration, *ban.mutable_duration()));
  }
  if (!arguments.reject_last.empty()) {
    set.Update(SetDuration("--reject-last", arguments.reject_last,
                           *request.mutable_reject_last()));
  }
  if (!set.ok()) return set;
  return request;
}

// Says what the ban would touch, then asks. Returns nothing when it is to be
// made.
std::optional<int> Confirm(Session& session, v1::CreateBanRequest request,
                           const BanArguments& arguments) {
  request.set_dry_run(true);
  const absl::StatusOr<v1::CreateBanResponse> counted =
      session.Call(kCreateBan, std::move(request));
  if (!counted.ok()) return session.Fail(counted.status());
  const std::string touched =
      absl::StrCat("Banning ", Describe(counted->ban()), " touches ",
                   DescribeTouched(*counted), ".");
  if (arguments.dry_run) {
    session.out().WriteLine(session.json() ? ToJsonLine(*counted) : touched);
    return kExitDone;
  }
  if (isatty(STDIN_FILENO) != 1) {
    session.out().Complain(touched);
    return session.Fail(UsageError("nothing was banned; add --yes to do it"));
  }
  std::string what = touched;
  if (!arguments.reject_last.empty()) {
    absl::StrAppend(&what, " Those of the last ", arguments.reject_last,
                    " will be rejected.");
  }
  if (UserAgrees(what)) return std::nullopt;
  session.out().WriteLine("Nothing was banned.");
  return kExitDone;
}

int RunBan(Session& session, v1::Ban::Kind kind,
           const BanArguments& arguments) {
  absl::StatusOr<v1::CreateBanRequest> request =
      MakeRequest(session, kind, arguments);
  if (!request.ok()) return session.Fail(request.status());
  if (arguments.dry_run || !arguments.yes) {
    const std::optional<int> stop = Confirm(session, *request, arguments);
    if (stop) return *stop;
  }
  const absl::StatusOr<v1::CreateBanResponse> made =
      session.Call(kCreateBan, *std::move(request));
  if (!made.ok()) return session.Fail(made.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*made));
    return made->kept_count() > 0 ? kExitFailed : kExitDone;
  }
  const v1::Ban& ban = made->ban();
  out.WriteLine(absl::StrCat(out.Styled(Style::kBold, "BANNED"), "  ",
                             ShortId(ban.name()), "  ", Describe(ban), ", ",
                             DescribeEffect(ban), " ", DescribeEnd(ban)));
  out.WriteLine(absl::StrCat("Touches ", DescribeTouched(*made),
                             "\nEnd it with: winnow unban ",
                             ShortId(ban.name())));
  if (!made->batch().empty()) {
    out.WriteLine(absl::StrCat(Counted(made->rejected_count(), "comment"),
                               " rejected; take that back with: winnow undo ",
                               made->batch()));
  }
  if (made->kept_count() > 0) {
    return session.Fail(absl::AbortedError(absl::StrCat(
        Counted(made->kept_count(), "comment"),
        " could not be rejected: somebody works on them or has changed them. "
        "See winnow lease list, and decide them one by one")));
  }
  return kExitDone;
}

// All bans, newest first.
absl::StatusOr<std::vector<v1::Ban>> ReadBans(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return site.status();
  std::vector<v1::Ban> bans;
  v1::ListBansResponse page;
  do {
    v1::ListBansRequest request;
    request.set_site(*site);
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListBansResponse> answer =
        session.Call(kListBans, std::move(request));
    if (!answer.ok()) return answer.status();
    page = *std::move(answer);
    for (v1::Ban& ban : *page.mutable_bans()) bans.push_back(std::move(ban));
  } while (!page.next_page_token().empty());
  return bans;
}

int RunBans(Session& session) {
  const absl::StatusOr<std::vector<v1::Ban>> bans = ReadBans(session);
  if (!bans.ok()) return session.Fail(bans.status());
  Table table({{"BAN"},
               {"WHAT", 20},
               {"EFFECT"},
               {"END"},
               {"TOUCHED", 0, true},
               {"BY", 8},
               {"REASON", 10}});
  for (const v1::Ban& ban : *bans) {
    if (session.json()) {
      session.out().WriteLine(ToJsonLine(ban));
    } else {
      table.AddRow({ShortId(ban.name()), Describe(ban), DescribeEffect(ban),
                    DescribeEnd(ban), absl::StrCat(ban.hit_count()),
                    ban.principal_display_name(), ban.reason()});
    }
  }
  if (session.json()) return kExitDone;
  if (table.empty()) {
    session.out().WriteLine("Nobody and nothing is banned.");
  } else {
    session.out().WriteTable(table);
  }
  return kExitDone;
}

// The resource name of a ban: given, or completed from the end of its id.
absl::StatusOr<std::string> ResolveBan(Session& session,
                                       const std::string& text) {
  if (absl::StartsWith(text, "sites/")) return text;
  const absl::StatusOr<std::vector<v1::Ban>> bans = ReadBans(session);
  if (!bans.ok()) return bans.status();
  std::string found;
  for (const v1::Ban& ban : *bans) {
    const std::string id = IdOf(ban.name());
    const bool is_it =
        text.size() < kEndingChars ? false : absl::EndsWith(id, text);
    if (!is_it) continue;
    if (!found.empty()) {
      return absl::FailedPreconditionError(
          "several bans end like this; name one by its whole id, which winnow "
          "bans --json shows");
    }
    found = ban.name();
  }
  if (!found.empty()) return found;
  return absl::NotFoundError(
      "there is no such ban; winnow bans shows those there are");
}

int RunUnban(Session& session, const std::string& which) {
  const absl::StatusOr<std::string> name = ResolveBan(session, which);
  if (!name.ok()) return session.Fail(name.status());
  v1::DeleteBanRequest request;
  request.set_name(*name);
  const auto ended = session.Call(kDeleteBan, std::move(request));
  if (!ended.ok()) return session.Fail(ended.status());
  if (!session.json()) {
    session.out().WriteLine(absl::StrCat("ENDED  ", ShortId(*name)));
  }
  return kExitDone;
}

// What all kinds of bans have.
void AddBanOptions(const CliCommand& command,
                   const std::shared_ptr<BanArguments>& arguments) {
  command
      .AddOption("--for", arguments->duration,
                 "How long, as 7d or 12h [for good; a network: 7d]")
      .TypeName("TIME");
  command.AddFlag("--hold", arguments->hold,
                  "Hold what it touches instead of rejecting it");
  command.AddOption("--reason", arguments->reason,
                    "Why, for the other moderators");
  command
      .AddOption("--reject-last", arguments->reject_last,
                 "Also reject what it touches of this long, at most 30d")
      .TypeName("TIME");
  command.AddFlag("--dry-run", arguments->dry_run,
                  "Ban nothing, say what it would touch");
  command.AddFlag("--yes", arguments->yes, "Do not ask");
}

void AddOfComment(const CliCommand& ban, const char* word, v1::Ban::Kind kind,
                  const char* help, const char* more) {
  auto arguments = std::make_shared<BanArguments>();
  const CliCommand command = ban.AddCommand(word, help);
  command.Footer(more);
  command.AddOption("--of", arguments->what, "A comment of theirs")
      .Required()
      .TypeName("C");
  AddBanOptions(command, arguments);
  command.Runs([arguments, kind](Session& session) {
    return RunBan(session, kind, *arguments);
  });
}

}  // namespace

void AddBanCommands(const CliCommand& root) {
  const CliCommand ban = root.AddCommand(
      "ban", "Refuse or hold whatever comes from somebody or says something");
  ban.NeedsCommand();
  ban.Footer(
      "First it says how many comments it touches, then it asks. A ban is in\n"
      "force with the next comment, for the site's staff too.\n\n"
      "Examples:\n"
      "  winnow ban author --of @1 --for 30d\n"
      "  winnow ban author --of @1 --reject-last 7d\n"
      "  winnow ban network --of @1 --hold\n"
      "  winnow ban domain casino.example\n"
      "  winnow ban phrase 'miracle cream' --dry-run");
  AddOfComment(
      ban, "author", v1::Ban::AUTHOR, "Ban the author of a comment",
      "Found again by account, or by address, however it is tagged.\n\n"
      "Examples:\n  winnow ban author --of @1 --reason 'threats'");
  AddOfComment(ban, "network", v1::Ban::NETWORK,
               "Ban the network that a comment came from",
               "That is everybody in its /24 or /64, so it lasts 30 days at "
               "most.\nWinnow keeps no address: only a comment names it.\n\n"
               "Examples:\n  winnow ban network --of @1 --for 12h --hold");

  auto domain = std::make_shared<BanArguments>();
  const CliCommand of_domain =
      ban.AddCommand("domain", "Ban links to a domain, or addresses under it");
  of_domain.Footer(
      "Everything below the domain is banned too. Mail services that the "
      "public\nuses are refused: ban the author instead.\n\n"
      "Examples:\n"
      "  winnow ban domain casino.example\n"
      "  winnow ban domain throwaway.example --email");
  of_domain.AddOption("domain", domain->what, "The domain").Required();
  of_domain.AddFlag("--email", domain->email,
                    "Authors with an address there, not links");
  AddBanOptions(of_domain, domain);
  of_domain.Runs([domain](Session& session) {
    return RunBan(session,
                  domain->email ? v1::Ban::EMAIL_DOMAIN : v1::Ban::LINK_DOMAIN,
                  *domain);
  });

  auto phrase = std::make_shared<BanArguments>();
  const CliCommand of_phrase =
      ban.AddCommand("phrase", "Ban what has a word or phrase");
  of_phrase.Footer(
      "Found as the entries of lists are: whole words, disguises seen "
      "through.\n\n"
      "Examples:\n  winnow ban phrase 'miracle cream' --for 7d");
  of_phrase.AddOption("phrase", phrase->what, "The word or phrase").Required();
  AddBanOptions(of_phrase, phrase);
  of_phrase.Runs([phrase](Session& session) {
    return RunBan(session, v1::Ban::PHRASE, *phrase);
  });

  const CliCommand bans = root.AddCommand("bans", "List the bans");
  bans.Footer("Examples:\n  winnow bans\n  winnow bans --json");
  bans.Runs([](Session& session) { return RunBans(session); });

  auto which = std::make_shared<std::string>();
  const CliCommand unban = root.AddCommand("unban", "End a ban");
  unban.Footer("Examples:\n  winnow unban 9d6f2c41");
  unban.AddOption("ban", *which, "The ban: its id, or the last 8 characters")
      .Required()
      .TypeName("ID");
  unban.Runs([which](Session& session) { return RunUnban(session, *which); });
}

}  // namespace winnow
