#include "service/api/site_admin.h"

#include <google/protobuf/util/field_mask_util.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/api/audit_entry.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/api/settings_text.h"
#include "service/base/bytes.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/intake/validation.h"
#include "service/privacy/site_keys.h"

namespace winnow {
namespace {

using google::protobuf::util::FieldMaskUtil;

constexpr size_t kTitleCharsMax = 100;

absl::Status Bad(absl::string_view field, std::string what) {
  return InvalidFields(
      {{.field = std::string(field), .description = std::move(what)}});
}

absl::Status CheckTitle(const std::string& title, absl::string_view field) {
  if (IsValidUtf8(title) && !HasControlCharacters(title) &&
      CountCodePoints(title) <= kTitleCharsMax) {
    return absl::OkStatus();
  }
  return Bad(field, absl::StrCat("must be at most ", kTitleCharsMax,
                                 " characters, none of them a control "
                                 "character"));
}

absl::Status CheckMask(const google::protobuf::FieldMask& mask) {
  if (mask.paths().empty()) {
    return Bad("update_mask", "must name at least one field");
  }
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsValidPath<v1::Site>(path) ||
        (path != "display_name" && path != "settings" &&
         !absl::StartsWith(path, "settings."))) {
      return Bad("update_mask",
                 "may name display_name and fields of settings, as "
                 "settings.form.name_required");
    }
  }
  return absl::OkStatus();
}

}  // namespace

void FillSite(const SiteRecord& record, v1::Site& out) {
  out.set_name(SiteName(record.id));
  out.set_display_name(record.Field("title"));
  auto settings = ParseSettingsMessage(record.Field("settings"));
  if (settings.ok()) *out.mutable_settings() = *std::move(settings);
  if (const int64_t created_ms = record.Number("created"); created_ms != 0) {
    FillTimestamp(absl::FromUnixMillis(created_ms), *out.mutable_create_time());
  }
  out.set_policy_revision(record.Number("policy-revision"));
  out.set_etag(absl::StrCat(record.revision));
}

absl::Status SiteAdmin::Create(const v1::CreateSiteRequest& request,
                               v1::Site& response) {
  const v1::Site& initial = request.initial();
  if (!IsSiteId(request.site())) {
    return Bad("site", "must be 2 to 39 of a–z, 0–9 and -, a letter first");
  }
  for (const absl::Status& status :
       {CheckTitle(initial.display_name(), "initial.display_name"),
        CheckSettings(initial.settings(), "initial.settings.")}) {
    if (!status.ok()) return status;
  }
  SiteRecord record;
  record.id = request.site();
  record.fields = {
      {"title", initial.display_name()},
      {"settings", PrintSettings(initial.settings())},
      {"policy", parts_.default_policy},
      {"policy-revision", "1"},
      {"created", absl::StrCat(absl::ToUnixMillis(parts_.clock.Now()))}};
  record.wrapped_keys = CreateSiteKeys(parts_.master, record.id, parts_.random);
  absl::Status created = parts_.store.Create(record);
  if (!created.ok()) return created;
  const auto stored = parts_.store.Get(record.id);
  if (!stored.ok()) return stored.status();
  FillSite(*stored, response);
  return absl::OkStatus();
}

absl::Status SiteAdmin::Get(const Caller& who, v1::Site& response) {
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  FillSite(*record, response);
  return absl::OkStatus();
}

absl::Status SiteAdmin::List(const Caller& who,
                             const v1::ListSitesRequest& request,
                             v1::ListSitesResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start = ParsePageToken(request.page_token(), {"sites"});
  if (!start.ok()) return start.status();
  std::vector<std::string> sites = {who.principal().site};
  if (sites.front() == "*") {
    auto listed = parts_.store.List();
    if (!listed.ok()) return listed.status();
    sites = *std::move(listed);
  }
  auto at = *start
                ? std::upper_bound(sites.begin(), sites.end(), (*start)->score)
                : sites.begin();
  for (; at != sites.end() && response.sites_size() < *page_size; ++at) {
    const auto record = parts_.store.Get(*at);
    // Registered, but its own record was never written: not a site.
    if (absl::IsNotFound(record.status())) continue;
    if (!record.ok()) return record.status();
    FillSite(*record, *response.add_sites());
  }
  if (at != sites.end()) {
    response.set_next_page_token(
        MakePageToken({.score = *std::prev(at), .id = {}}, {"sites"}));
  }
  return absl::OkStatus();
}

absl::Status SiteAdmin::Update(const Caller& who,
                               const v1::UpdateSiteRequest& request,
                               v1::Site& response) {
  absl::Status valid = CheckMask(request.update_mask());
  if (!valid.ok()) return valid;
  const auto etag = ParseEtag(request.site().etag());
  if (!etag.ok()) return etag.status();
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  if (*etag && **etag != record->revision) {
    return absl::AbortedError(
        "somebody changed the site meanwhile; read it again and repeat");
  }
  v1::Site changed;
  FillSite(*record, changed);
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(request.site(), request.update_mask(), replace,
                                &changed);
  for (const absl::Status& status :
       {CheckTitle(changed.display_name(), "site.display_name"),
        CheckSettings(changed.settings(), "site.settings.")}) {
    if (!status.ok()) return status;
  }
  const auto revision =
      Change(who, record->revision,
             {{"title", changed.display_name()},
              {"settings", PrintSettings(changed.settings())}},
             HistoryAction::kSiteChanged, SiteName(who.site));
  if (!revision.ok()) return revision.status();
  response = std::move(changed);
  response.set_etag(absl::StrCat(*revision));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SiteAdmin::Change(
    const Caller& who, int64_t expected_revision,
    const std::map<std::string, std::string>& fields, HistoryAction action,
    std::string resource) {
  auto audited = MakeAuditEntry(parts_, who, action, std::move(resource));
  if (!audited.ok()) return audited.status();
  auto revision = parts_.store.Change(who.site, expected_revision, fields,
                                      audited->digest, audited->record);
  if (!revision.ok()) return revision.status();
  const auto reloaded = parts_.sites.Load(who.site, *revision);
  // The change stands; the next submission reloads the site again.
  if (!reloaded.ok() && !absl::IsUnavailable(reloaded.status())) {
    return reloaded.status();
  }
  return revision;
}

}  // namespace winnow
