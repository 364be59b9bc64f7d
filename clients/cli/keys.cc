#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/secret_file.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct KeyArguments {
  std::string name;
  std::string role;
  std::string key;
  std::string out;
  std::vector<std::string> sections;
  bool trusted = false;
  bool reveal = false;
};

const std::map<std::string, v1::ApiKey::Role>& Roles() {
  static const auto* roles = new std::map<std::string, v1::ApiKey::Role>{
      {"site", v1::ApiKey::SITE},
      {"moderator", v1::ApiKey::MODERATOR},
      {"operator", v1::ApiKey::OPERATOR}};
  return *roles;
}

std::string Permissions(const v1::ApiKey& key) {
  std::vector<std::string> names;
  for (const int permission : key.permissions()) {
    names.push_back(v1::ApiKey::Permission_Name(
        static_cast<v1::ApiKey::Permission>(permission)));
  }
  return absl::StrJoin(names, " ");
}

int RunCreate(Session& session, const KeyArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  std::optional<SecretFile> file;
  if (!arguments.out.empty()) {
    absl::StatusOr<SecretFile> made = SecretFile::Create(arguments.out);
    if (!made.ok()) return session.Fail(MarkUsage(made.status()));
    file.emplace(*std::move(made));
  }
  v1::CreateKeyRequest request;
  v1::ApiKey& key = *request.mutable_key();
  key.set_display_name(arguments.name);
  key.set_role(Roles().at(arguments.role));
  key.set_site(*site);
  if (arguments.trusted) key.add_permissions(v1::ApiKey::TRUSTED);
  if (arguments.reveal) key.add_permissions(v1::ApiKey::REVEAL_EMAIL);
  for (const std::string& section : arguments.sections) {
    key.add_sections(section);
  }
  absl::StatusOr<v1::CreateKeyResponse> answer =
      session.Call(kCreateKey, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  Output& out = session.out();
  if (file) {
    const absl::Status written = file->Write(answer->secret());
    if (!written.ok()) {
      out.Complain(absl::StrCat("revoke the key with winnow key revoke ",
                                IdOf(answer->key().name())));
      return session.Fail(written);
    }
    answer->clear_secret();
  }
  if (session.json()) {
    out.WriteLine(ToJsonLine(*answer));
    return kExitDone;
  }
  out.WriteLine(absl::StrCat(
      answer->key().name(), "  ", v1::ApiKey::Role_Name(answer->key().role()),
      "  ", answer->key().site(), "  ",
      SanitizeText(answer->key().display_name(), Lines::kOne)));
  if (file) {
    out.WriteLine(absl::StrCat("The key is in ", arguments.out, "."));
  } else {
    out.WriteLine(absl::StrCat(SanitizeText(answer->secret(), Lines::kOne),
                               "\nThis key is shown this once."));
  }
  return kExitDone;
}

int RunList(Session& session) {
  Table table({{"KEY"},
               {"NAME", 8},
               {"ROLE"},
               {"SITE", 6},
               {"PERMISSIONS", 8},
               {"USED", 0, true},
               {"REVOKED"}});
  const absl::StatusOr<std::string> site = session.SiteIfSet();
  if (!site.ok()) return session.Fail(site.status());
  const absl::Time now = absl::Now();
  v1::ListKeysResponse page;
  do {
    v1::ListKeysRequest request;
    request.set_site(*site);
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListKeysResponse> answer =
        session.Call(kListKeys, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const v1::ApiKey& key : page.keys()) {
      if (session.json()) {
        session.out().WriteLine(ToJsonLine(key));
        continue;
      }
      table.AddRow({IdOf(key.name()), key.display_name(),
                    v1::ApiKey::Role_Name(key.role()), key.site(),
                    Permissions(key), Age(key.last_use_time(), now),
                    LocalTime(key.revoke_time())});
    }
  } while (!page.next_page_token().empty());
  if (!session.json()) session.out().WriteTable(table);
  return kExitDone;
}

int RunRevoke(Session& session, const KeyArguments& arguments) {
  v1::RevokeKeyRequest request;
  request.set_name(absl::StartsWith(arguments.key, "keys/")
                       ? arguments.key
                       : absl::StrCat("keys/", arguments.key));
  const absl::StatusOr<v1::ApiKey> key =
      session.Call(kRevokeKey, std::move(request));
  if (!key.ok()) return session.Fail(key.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*key));
  } else {
    session.out().WriteLine(absl::StrCat(
        key->name(), " of ", SanitizeText(key->display_name(), Lines::kOne),
        " stops working within a second"));
  }
  return kExitDone;
}

int RunWhoAmI(Session& session) {
  const absl::StatusOr<v1::WhoAmIResponse> answer = session.Call(kWhoAmI, {});
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*answer));
    return kExitDone;
  }
  const v1::ApiKey& key = answer->key();
  const std::string permissions = Permissions(key);
  session.out().WriteLine(
      absl::StrCat(SanitizeText(key.display_name(), Lines::kOne), "  ",
                   v1::ApiKey::Role_Name(key.role()), "  ",
                   key.site() == "*" ? "all sites" : key.site(), "  ",
                   key.name(), permissions.empty() ? "" : "  ", permissions));
  session.out().WriteLine(absl::StrCat("winnowd ", answer->server_version(),
                                       " at ", session.address()));
  return kExitDone;
}

}  // namespace

void AddKeyCommands(const CliCommand& root) {
  auto arguments = std::make_shared<KeyArguments>();
  const CliCommand key = root.AddCommand("key", "Give, revoke and rotate keys");
  key.NeedsCommand();
  key.Footer(
      "Examples:\n"
      "  winnow key create --name Ada --role moderator --out ada.key\n"
      "  winnow key revoke KEY\n"
      "  winnow key rotate --data");

  const CliCommand create =
      key.AddCommand("create", "Make a key for one person or program");
  create.Footer(
      "The key is told once, here. It is for the site in use; an operator's\n"
      "may be for all with --site '*'. A trusted key is exempt from the hard\n"
      "limits on submissions, for bulk loads. With --reveal-email it may show\n"
      "readers' addresses, each time with a reason that history keeps.\n\n"
      "Examples:\n"
      "  winnow key create --name 'news backend' --role site --out site.key\n"
      "  winnow key create --name Ada --role moderator --section politics\n"
      "  winnow key create --name loader --role site --trusted --out load.key");
  create.AddOption("--name", arguments->name, "Whose it is").Required();
  create.AddOption("--role", arguments->role, "What it may do")
      .Required()
      .OneOf({"site", "moderator", "operator"});
  create
      .AddOption("--section", arguments->sections,
                 "Only these sections, for a moderator")
      .OneEach();
  create.AddFlag("--trusted", arguments->trusted,
                 "Exempt from the hard limits");
  create.AddFlag("--reveal-email", arguments->reveal,
                 "May see readers' addresses");
  create
      .AddOption("--out", arguments->out,
                 "Write the key to a new file, mode 600")
      .TypeName("FILE");
  create.Runs(
      [arguments](Session& session) { return RunCreate(session, *arguments); });

  const CliCommand list = key.AddCommand("list", "List keys");
  list.Footer("Examples:\n  winnow key list");
  list.Runs(RunList);

  const CliCommand revoke = key.AddCommand("revoke", "Stop a key");
  revoke.Footer("Examples:\n  winnow key revoke KEY     as in key list");
  revoke.AddOption("key", arguments->key, "Its id").Required();
  revoke.Runs(
      [arguments](Session& session) { return RunRevoke(session, *arguments); });

  AddKeyRotateCommand(key);

  const CliCommand whoami = root.AddCommand("whoami", "Say whose key this is");
  whoami.Footer("Examples:\n  winnow whoami");
  whoami.Runs(RunWhoAmI);
}

}  // namespace winnow
