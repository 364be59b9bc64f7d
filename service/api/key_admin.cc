#include "service/api/key_admin.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/intake/validation.h"
#include "service/privacy/api_key.h"

namespace winnow {
namespace {

constexpr size_t kNameCharsMax = 100;
constexpr int kSectionsMax = 100;
// How long revoked keys are listed.
constexpr absl::Duration kRevokedShown = absl::Hours(90 * 24);

std::optional<Role> RoleOf(v1::ApiKey::Role role) {
  switch (role) {
    case v1::ApiKey::SITE:
      return Role::kSite;
    case v1::ApiKey::MODERATOR:
      return Role::kModerator;
    case v1::ApiKey::OPERATOR:
      return Role::kOperator;
    default:
      return std::nullopt;
  }
}

v1::ApiKey::Role ToProto(Role role) {
  switch (role) {
    case Role::kSite:
      return v1::ApiKey::SITE;
    case Role::kModerator:
      return v1::ApiKey::MODERATOR;
    case Role::kOperator:
      return v1::ApiKey::OPERATOR;
  }
  return v1::ApiKey::ROLE_UNSPECIFIED;
}

std::string MakeSecret(Role role, Random& random) {
  return role == Role::kSite ? MakeSiteApiKey(random)
                             : MakePersonApiKey(random);
}

// Every fault of a key that somebody wants made.
std::vector<FieldViolation> FaultsOf(const v1::ApiKey& key, absl::Time now) {
  std::vector<FieldViolation> faults;
  const std::string& name = key.display_name();
  if (name.empty() || !IsValidUtf8(name) || HasControlCharacters(name) ||
      CountCodePoints(name) > kNameCharsMax) {
    faults.push_back(
        {"key.display_name", "must be 1 to 100 characters: whose key it is"});
  }
  if (!RoleOf(key.role())) {
    faults.push_back({"key.role", "must be SITE, MODERATOR or OPERATOR"});
  }
  if (key.site() == "*" ? key.role() != v1::ApiKey::OPERATOR
                        : !IsSiteId(key.site())) {
    faults.push_back(
        {"key.site", "must be a site's id, or * for an operator of all sites"});
  }
  if (key.sections_size() > kSectionsMax ||
      (!key.sections().empty() && key.role() != v1::ApiKey::MODERATOR)) {
    faults.push_back(
        {"key.sections", "may have up to 100 sections, for a MODERATOR only"});
  }
  for (const int permission : key.permissions()) {
    if (permission != v1::ApiKey::REVEAL_EMAIL &&
        permission != v1::ApiKey::TRUSTED) {
      faults.push_back({"key.permissions", "may have REVEAL_EMAIL, TRUSTED"});
    }
  }
  if (key.has_expire_time() && TimeOf(key.expire_time()) <= now) {
    faults.push_back({"key.expire_time", "must be in the future"});
  }
  return faults;
}

}  // namespace

void FillApiKey(const KeyRecord& key, absl::Time now, v1::ApiKey& out) {
  const Principal& principal = key.principal;
  out.set_name(KeyName(principal.key_id));
  out.set_display_name(principal.name);
  out.set_role(ToProto(principal.role));
  out.set_site(principal.site);
  for (const std::string& section : principal.sections) {
    out.add_sections(section);
  }
  for (const std::string& permission : principal.permissions) {
    if (permission == kRevealEmailPermission) {
      out.add_permissions(v1::ApiKey::REVEAL_EMAIL);
    }
  }
  if (principal.trusted) out.add_permissions(v1::ApiKey::TRUSTED);
  FillTimestamp(key.create_time, *out.mutable_create_time());
  if (key.rotate_time != absl::InfinitePast()) {
    FillTimestamp(key.rotate_time, *out.mutable_rotate_time());
  }
  if (key.revoke_time == absl::InfiniteFuture()) return;
  // One end is stored; whether it was planned shows in its being to come.
  FillTimestamp(key.revoke_time, key.revoke_time > now
                                     ? *out.mutable_expire_time()
                                     : *out.mutable_revoke_time());
}

absl::Status KeyAdmin::Keep(absl::Status kept) {
  if (!kept.ok()) return kept;
  // Other servers see it within a second; this one at once.
  const absl::Status refreshed = parts_.authenticator.Refresh();
  if (!refreshed.ok()) {
    Log(Severity::kWarning, "keys_not_refreshed",
        {{"error", refreshed.message()}});
  }
  return absl::OkStatus();
}

absl::Status KeyAdmin::Create(const Caller& who,
                              const v1::CreateKeyRequest& request,
                              v1::CreateKeyResponse& response) {
  const absl::Time now = parts_.clock.Now();
  const v1::ApiKey& wanted = request.key();
  auto faults = FaultsOf(wanted, now);
  if (!faults.empty()) return InvalidFields(std::move(faults));
  if (wanted.site() != "*") {
    const auto site = parts_.store.Get(wanted.site());
    if (!site.ok()) return site.status();
  }
  KeyRecord key;
  Principal& principal = key.principal;
  principal.key_id = MakeApiKeyId(parts_.random);
  principal.name = wanted.display_name();
  principal.role = *RoleOf(wanted.role());
  principal.site = wanted.site();
  principal.sections.assign(wanted.sections().begin(), wanted.sections().end());
  for (const int permission : wanted.permissions()) {
    if (permission == v1::ApiKey::TRUSTED) principal.trusted = true;
    if (permission == v1::ApiKey::REVEAL_EMAIL) {
      principal.permissions.push_back(kRevealEmailPermission);
    }
  }
  std::string secret = MakeSecret(principal.role, parts_.random);
  key.hash = parts_.hasher.Hash(secret);
  key.create_time = now;
  if (wanted.has_expire_time()) key.revoke_time = TimeOf(wanted.expire_time());
  absl::Status kept = Keep(parts_.store.AddKey(key, false));
  if (!kept.ok()) return kept;
  Log(Severity::kInfo, "key_created",
      {{"key", principal.key_id}, {"by", who.principal().key_id}});
  FillApiKey(key, now, *response.mutable_key());
  response.mutable_key()->set_principal(KeyName(who.principal().key_id));
  response.set_secret(std::move(secret));
  return absl::OkStatus();
}

absl::Status KeyAdmin::List(const Caller& who,
                            const v1::ListKeysRequest& request,
                            v1::ListKeysResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start = ParsePageToken(request.page_token(), {"keys", who.site});
  if (!start.ok()) return start.status();
  auto keys = parts_.store.Keys();
  if (!keys.ok()) return keys.status();
  const absl::Time now = parts_.clock.Now();
  std::erase_if(*keys, [&](const KeyRecord& key) {
    return now - key.revoke_time > kRevokedShown ||
           (!who.site.empty() && key.principal.site != who.site);
  });
  // By name; the id makes the order total, so that a page can begin after it.
  const auto place = [](const KeyRecord& key) {
    return absl::StrCat(key.principal.name, "\n", key.principal.key_id);
  };
  std::sort(keys->begin(), keys->end(),
            [&](const KeyRecord& a, const KeyRecord& b) {
              return place(a) < place(b);
            });
  for (const KeyRecord& key : *keys) {
    if (*start && place(key) <= (*start)->score) continue;
    if (response.keys_size() == *page_size) {
      const v1::ApiKey& last = response.keys(response.keys_size() - 1);
      response.set_next_page_token(MakePageToken(
          {.score = absl::StrCat(last.display_name(), "\n",
                                 last.name().substr(KeyName("").size())),
           .id = {}},
          {"keys", who.site}));
      break;
    }
    FillApiKey(key, now, *response.add_keys());
  }
  return absl::OkStatus();
}

absl::StatusOr<KeyRecord> KeyAdmin::Find(const Caller& who,
                                         absl::string_view name) {
  const auto id = ParseKeyName(name, "name");
  if (!id.ok()) return id.status();
  auto keys = parts_.store.Keys();
  if (!keys.ok()) return keys.status();
  for (KeyRecord& key : *keys) {
    if (key.principal.key_id == *id &&
        CheckSite(who.principal(), key.principal.site).ok()) {
      return std::move(key);
    }
  }
  return absl::NotFoundError("no such key; `winnow key list` shows yours");
}

absl::Status KeyAdmin::Revoke(const Caller& who,
                              const v1::RevokeKeyRequest& request,
                              v1::ApiKey& response) {
  auto key = Find(who, request.name());
  if (!key.ok()) return key.status();
  if (key->principal.key_id == who.principal().key_id) {
    return absl::FailedPreconditionError(
        "a key cannot revoke itself; use another operator's");
  }
  const absl::Time now = parts_.clock.Now();
  if (key->revoke_time > now) {
    const KeyRecord live = *key;
    key->revoke_time = now;
    absl::Status kept = Keep(parts_.store.ReplaceKey(live, *key));
    if (!kept.ok()) return kept;
    Log(Severity::kInfo, "key_revoked",
        {{"key", key->principal.key_id}, {"by", who.principal().key_id}});
  }
  FillApiKey(*key, now, response);
  return absl::OkStatus();
}

absl::Status KeyAdmin::Rotate(const Caller& who,
                              const v1::RotateKeyRequest& request,
                              v1::RotateKeyResponse& response) {
  const absl::Time now = parts_.clock.Now();
  if (request.has_old_secret_end_time() &&
      TimeOf(request.old_secret_end_time()) > now) {
    return absl::UnimplementedError(
        "this version ends the old secret at once; leave old_secret_end_time "
        "out, or create a second key first");
  }
  auto key = Find(who, request.name());
  if (!key.ok()) return key.status();
  if (key->revoke_time <= now) {
    return absl::FailedPreconditionError("this key was revoked; create one");
  }
  std::string secret = MakeSecret(key->principal.role, parts_.random);
  const KeyRecord old = *key;
  key->hash = parts_.hasher.Hash(secret);
  key->rotate_time = now;
  absl::Status kept = Keep(parts_.store.ReplaceKey(old, *key));
  if (!kept.ok()) return kept;
  Log(Severity::kInfo, "key_rotated",
      {{"key", key->principal.key_id}, {"by", who.principal().key_id}});
  FillApiKey(*key, now, *response.mutable_key());
  response.set_secret(std::move(secret));
  return absl::OkStatus();
}

}  // namespace winnow
