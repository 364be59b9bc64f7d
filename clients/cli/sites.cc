#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/setting_paths.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct SiteArguments {
  std::string site;
  std::string display_name;
  std::string key;
  std::string value;
};

void Print(Session& session, const v1::Site& site) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(site));
    return;
  }
  out.WriteLine(absl::StrCat(out.Styled(Style::kBold, IdOf(site.name())), "  ",
                             SanitizeText(site.display_name(), Lines::kOne),
                             "  policy ", site.policy_revision(), "  since ",
                             LocalTime(site.create_time())));
  for (const auto& [name, value] : ListSettings(site.settings())) {
    out.WriteLine(
        absl::StrCat("  ", name, " = ", SanitizeText(value, Lines::kOne)));
  }
}

absl::StatusOr<v1::Site> GetSite(Session& session, const std::string& given) {
  v1::GetSiteRequest request;
  std::string site = given;
  if (site.empty()) {
    absl::StatusOr<std::string> mine = session.Site();
    if (!mine.ok()) return mine.status();
    site = *std::move(mine);
  }
  request.set_name(absl::StrCat("sites/", site));
  return session.Call(kGetSite, std::move(request));
}

int RunCreate(Session& session, const SiteArguments& arguments) {
  v1::CreateSiteRequest request;
  request.set_site(arguments.site);
  request.mutable_initial()->set_display_name(arguments.display_name);
  const absl::StatusOr<v1::Site> site =
      session.Call(kCreateSite, std::move(request));
  if (!site.ok()) return session.Fail(site.status());
  Print(session, *site);
  return kExitDone;
}

int RunList(Session& session) {
  Table table({{"SITE"}, {"NAME", 8}, {"POLICY", 0, true}, {"SINCE"}});
  v1::ListSitesResponse page;
  do {
    v1::ListSitesRequest request;
    request.set_page_size(kPageMax);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListSitesResponse> answer =
        session.Call(kListSites, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const v1::Site& site : page.sites()) {
      if (session.json()) {
        session.out().WriteLine(ToJsonLine(site));
      } else {
        table.AddRow({IdOf(site.name()), site.display_name(),
                      absl::StrCat(site.policy_revision()),
                      LocalTime(site.create_time())});
      }
    }
  } while (!page.next_page_token().empty());
  if (!session.json()) session.out().WriteTable(table);
  return kExitDone;
}

int RunShow(Session& session, const SiteArguments& arguments) {
  const absl::StatusOr<v1::Site> site = GetSite(session, arguments.site);
  if (!site.ok()) return session.Fail(site.status());
  Print(session, *site);
  return kExitDone;
}

// The etag read just before: two operators do not undo each other unseen.
int RunSet(Session& session, const SiteArguments& arguments) {
  const absl::StatusOr<v1::Site> before = GetSite(session, "");
  if (!before.ok()) return session.Fail(before.status());
  v1::UpdateSiteRequest request;
  request.mutable_site()->set_name(before->name());
  request.mutable_site()->set_etag(before->etag());
  absl::StatusOr<std::string> path =
      SetSetting(arguments.key, arguments.value, *request.mutable_site());
  if (!path.ok()) return session.Fail(MarkUsage(path.status()));
  request.mutable_update_mask()->add_paths(*std::move(path));
  const absl::StatusOr<v1::Site> site =
      session.Call(kUpdateSite, std::move(request));
  if (!site.ok()) return session.Fail(site.status());
  Print(session, *site);
  return kExitDone;
}

}  // namespace

void AddSiteCommands(const CliCommand& root) {
  auto arguments = std::make_shared<SiteArguments>();
  const CliCommand site = root.AddCommand("site", "Make and set up sites");
  site.NeedsCommand();
  site.Footer(
      "Examples:\n"
      "  winnow site create news --display-name 'The Daily News'\n"
      "  winnow site set form.email_required false\n"
      "  winnow site set rates.held_max 5000");

  const CliCommand create = site.AddCommand("create", "Create a site");
  create.Footer(
      "Needs an operator's key for all sites.\n\n"
      "Examples:\n"
      "  winnow site create news --display-name 'The Daily News'");
  create.AddOption("site", arguments->site, "Its id: [a-z][a-z0-9-]{1,38}")
      .Required();
  create.AddOption("--display-name", arguments->display_name,
                   "What people call it");
  create.Runs(
      [arguments](Session& session) { return RunCreate(session, *arguments); });

  const CliCommand list = site.AddCommand("list", "List the key's sites");
  list.Footer("Examples:\n  winnow site list");
  list.Runs(RunList);

  const CliCommand show = site.AddCommand("show", "Show a site's settings");
  show.Footer(
      "Settings at their default are not listed.\n\nExamples:\n"
      "  winnow site show\n  winnow site show sports --json");
  show.AddOption("site", arguments->site, "Its id; else the site in use");
  show.Runs(
      [arguments](Session& session) { return RunShow(session, *arguments); });

  const CliCommand set = site.AddCommand("set", "Change one setting");
  set.Footer(
      "KEY is a field of SiteSettings with dots into its groups, or\n"
      "display_name. An empty VALUE goes back to the default.\n\n"
      "Examples:\n"
      "  winnow site set rates.author_per_minute 5\n"
      "  winnow site set form.email_required false\n"
      "  winnow site set form.website_chars_max ''");
  set.AddOption("key", arguments->key, "Which").Required();
  set.AddOption("value", arguments->value, "Its new value").Required();
  set.Runs(
      [arguments](Session& session) { return RunSet(session, *arguments); });
}

}  // namespace winnow
