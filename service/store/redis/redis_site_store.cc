#include "service/store/redis/redis_site_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/key_record.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

std::map<std::string, std::string> MapOf(const Reply& pairs) {
  std::map<std::string, std::string> map;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    map[std::string(pairs[i].text())] = std::string(pairs[i + 1].text());
  }
  return map;
}

void AppendMap(const std::map<std::string, std::string>& map,
               Command& command) {
  for (const auto& [name, value] : map) command.Append(name).Append(value);
}

absl::Status NoSite() { return absl::NotFoundError("no such site"); }

}  // namespace

absl::StatusOr<Reply> RedisSiteStore::Call(absl::string_view prefix,
                                           Command command, bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = absl::Seconds(5), .idempotent = idempotent}));
}

absl::StatusOr<SiteRecord> RedisSiteStore::Get(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("get_site", prefix));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return NoSite();
  if (reply->size() != 3) return BadReply("get_site");
  SiteRecord record;
  record.id = site;
  record.revision = IntOf((*reply)[0].text());
  record.fields = MapOf((*reply)[1]);
  record.wrapped_keys = MapOf((*reply)[2]);
  return record;
}

absl::StatusOr<int64_t> RedisSiteStore::Revision(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      Call(prefix, Command("GET").Append(absl::StrCat(prefix, "revision")));
  if (!reply.ok()) return reply.status();
  if (reply->text().empty()) return NoSite();
  return IntOf(reply->text());
}

absl::Status RedisSiteStore::Create(const SiteRecord& site) {
  const std::string prefix = SitePrefix(site.id);
  Command command = Function("create_site", prefix, 4096);
  command.AppendInt(static_cast<int64_t>(site.fields.size() * 2));
  AppendMap(site.fields, command);
  command.AppendInt(static_cast<int64_t>(site.wrapped_keys.size() * 2));
  AppendMap(site.wrapped_keys, command);
  auto reply = Call(prefix, std::move(command), /*idempotent=*/false);
  if (!reply.ok()) return reply.status();
  // The registry is in another slot; it is written also when the site was there
  // already, in case an earlier attempt ended between the two.
  auto listed =
      Call(kGlobalPrefix, Command("SADD")
                              .Append(absl::StrCat(kGlobalPrefix, "sites"))
                              .Append(site.id));
  if (!listed.ok()) return listed.status();
  if (reply->size() == 1 && (*reply)[0].text() == "exists") {
    return absl::AlreadyExistsError("there is a site of this name already");
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RedisSiteStore::Change(
    const std::string& site, std::optional<int64_t> expected_revision,
    const std::map<std::string, std::string>& fields, const std::string& digest,
    const std::string& record) {
  const std::string prefix = SitePrefix(site);
  Command command = Function("change_site", prefix, 4096);
  command.Append(digest).Append(record).Append(
      expected_revision ? absl::StrCat(*expected_revision) : "");
  AppendMap(fields, command);
  auto reply = Call(prefix, std::move(command), /*idempotent=*/false);
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "stale") {
    return absl::AbortedError(
        "somebody changed this site meanwhile; look at it again and repeat");
  }
  if (reply->size() != 2) return NoSite();
  return IntOf((*reply)[1].text());
}

absl::StatusOr<std::vector<std::string>> RedisSiteStore::List() {
  auto reply =
      Call(kGlobalPrefix,
           Command("SMEMBERS").Append(absl::StrCat(kGlobalPrefix, "sites")));
  if (!reply.ok()) return reply.status();
  std::vector<std::string> sites;
  for (const Reply& site : reply->items()) {
    sites.push_back(std::string(site.text()));
  }
  std::sort(sites.begin(), sites.end());
  return sites;
}

absl::Status RedisSiteStore::SetThreadMode(const std::string& site,
                                           const std::string& thread_key,
                                           const std::string& thread_id,
                                           ThreadMode mode,
                                           const std::string& digest,
                                           const std::string& record) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Function("set_thread", prefix)
                        .Append(thread_key)
                        .Append(thread_id)
                        .Append(std::string(1, static_cast<char>(mode)))
                        .Append(digest)
                        .Append(record),
                    /*idempotent=*/false);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 1 || (*reply)[0].text() != "changed") return NoSite();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<KeyRecord>> RedisSiteStore::Keys() {
  auto reply =
      Call(kGlobalPrefix,
           Command("HVALS").Append(absl::StrCat(kGlobalPrefix, "keys")));
  if (!reply.ok()) return reply.status();
  std::vector<KeyRecord> keys;
  for (const Reply& value : reply->items()) {
    auto key = DecodeKey(value.text());
    if (!key.ok()) return key.status();
    keys.push_back(*std::move(key));
  }
  return keys;
}

absl::StatusOr<int64_t> RedisSiteStore::KeysRevision() {
  auto reply =
      Call(kGlobalPrefix,
           Command("GET").Append(absl::StrCat(kGlobalPrefix, "keys-revision")));
  if (!reply.ok()) return reply.status();
  return IntOf(reply->text());
}

absl::Status RedisSiteStore::AddKey(const KeyRecord& key,
                                    bool into_empty_table) {
  auto reply = Call(kGlobalPrefix, Function("put_key", kGlobalPrefix)
                                       .Append(key.principal.key_id)
                                       .Append(EncodeKey(key))
                                       .Append(into_empty_table ? "1" : "0")
                                       .Append(""));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1) {
    return absl::AlreadyExistsError(
        "there are API keys already; make more with `winnow key create`");
  }
  return absl::OkStatus();
}

absl::Status RedisSiteStore::ReplaceKey(const KeyRecord& old_key,
                                        const KeyRecord& new_key) {
  auto reply = Call(kGlobalPrefix, Function("put_key", kGlobalPrefix)
                                       .Append(new_key.principal.key_id)
                                       .Append(EncodeKey(new_key))
                                       .Append("0")
                                       .Append(EncodeKey(old_key)));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1) {
    return absl::AbortedError("somebody changed this key meanwhile; repeat");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, std::string>> RedisSiteStore::KeepHashKey(
    const std::map<std::string, std::string>& wrapped) {
  std::map<std::string, std::string> kept;
  for (const auto& [name, blob] : wrapped) {
    auto reply = Call(
        kGlobalPrefix,
        Function("keep_hash_key", kGlobalPrefix).Append(name).Append(blob));
    if (!reply.ok()) return reply.status();
    kept = MapOf(*reply);
  }
  return kept;
}

absl::Status RedisSiteStore::ReplaceKeys(
    absl::string_view prefix, absl::string_view key,
    const std::map<std::string, std::string>& before,
    const std::map<std::string, std::string>& after, KeyChange why) {
  Command command = Function("replace_keys", prefix, 4096);
  command.Append(key)
      .Append(why == KeyChange::kLost ? "lost" : "wrapped")
      .AppendInt(static_cast<int64_t>(before.size() * 2));
  AppendMap(before, command);
  AppendMap(after, command);
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 1) return BadReply("replace_keys");
  if ((*reply)[0].text() == "replaced") return absl::OkStatus();
  return absl::AbortedError("somebody changed these keys meanwhile; repeat");
}

absl::Status RedisSiteStore::ReplaceSiteKeys(
    const std::string& site, const std::map<std::string, std::string>& before,
    const std::map<std::string, std::string>& after, KeyChange why) {
  return ReplaceKeys(SitePrefix(site), "keys", before, after, why);
}

absl::Status RedisSiteStore::ReplaceHashKey(
    const std::map<std::string, std::string>& before,
    const std::map<std::string, std::string>& after, KeyChange why) {
  return ReplaceKeys(kGlobalPrefix, "hash-key", before, after, why);
}

absl::StatusOr<std::map<std::string, std::string>> RedisSiteStore::LostKeys(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("lost_keys", prefix));
  if (!reply.ok()) return reply.status();
  return MapOf(*reply);
}

absl::Status RedisSiteStore::BringBackKey(const std::string& site,
                                          const std::string& lost,
                                          const std::string& name,
                                          const std::string& wrapped) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Function("bring_back_key", prefix)
                                .Append(lost)
                                .Append(name)
                                .Append(wrapped));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 1) return BadReply("bring_back_key");
  const absl::string_view said = (*reply)[0].text();
  if (said == "back") return absl::OkStatus();
  if (said == "rotating") {
    return absl::FailedPreconditionError(absl::StrCat(
        "the key for the addresses of ", site,
        " is being replaced: end that first, with winnow key rotate --data "
        "--resume"));
  }
  return absl::AbortedError("somebody changed these keys meanwhile; repeat");
}

}  // namespace winnow
