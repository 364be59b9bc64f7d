#include "service/store/redis/redis_ban_store.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/store/redis/ban_record.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr int kContentPage = 500;
constexpr int kAuthorPage = 100;
constexpr size_t kIdBytes = 16;
// Moderators may change bans while they are read; hardly ever this often.
constexpr int kReadsMax = 5;
constexpr size_t kWholeRow = 5;

absl::string_view WhatOf(const Reply& reply) {
  return reply.size() == 0 ? absl::string_view() : reply[0].text();
}

absl::Status OtherRequest() {
  return absl::AlreadyExistsError(
      "this request_id was used for something else; use a new one");
}

absl::Status NoSuchBan() {
  return absl::NotFoundError(
      "no such ban, or it has ended; `winnow bans` shows those there are");
}

// {id, made, record, end, hits}; absent for a ban that has ended.
absl::StatusOr<std::optional<Ban>> BanOf(const Reply& row) {
  if (row.size() != kWholeRow) return std::nullopt;
  auto ban = DecodeBan(row[2].text());
  if (!ban.ok()) return ban.status();
  const auto id = ParseUuid(row[0].text());
  if (!id) return BadReply("list_bans");
  ban->id = *id;
  ban->create_time = TimeOfMillis(row[1].text());
  if (!row[3].text().empty()) ban->end_time = TimeOfMillis(row[3].text());
  ban->hits = IntOf(row[4].text());
  return *std::move(ban);
}

}  // namespace

absl::StatusOr<Reply> RedisBanStore::Call(const std::string& prefix,
                                          Command command, bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = absl::Seconds(5), .idempotent = idempotent}));
}

absl::StatusOr<MadeBan> RedisBanStore::Create(const BanChange& change,
                                              const Ban& ban,
                                              absl::Duration duration) {
  const std::string prefix = SitePrefix(change.site);
  const int64_t duration_ms = duration == absl::InfiniteDuration()
                                  ? 0
                                  : absl::ToInt64Milliseconds(duration);
  Command command = Function("create_ban", prefix, 1024);
  command.Append(ban.id.ToString())
      .Append(change.digest)
      .Append(change.record)
      .Append(change.request_key)
      .Append(change.content)
      .AppendInt(duration_ms)
      .Append(BanField(ban))
      .Append(std::string(1, static_cast<char>(ban.effect)))
      .Append(IsOfContent(ban.target) ? "1" : "0")
      .Append(EncodeBan(ban));
  auto reply = Call(prefix, std::move(command),
                    /*idempotent=*/!change.request_key.empty());
  if (!reply.ok()) return reply.status();
  const absl::string_view what = WhatOf(*reply);
  if (what == "done" && reply->size() == 3) {
    auto made = BanOf((*reply)[2]);
    if (!made.ok()) return made.status();
    if (!*made) {
      return absl::NotFoundError(
          "the ban that this request made has ended; use a new request_id");
    }
    return MadeBan{.ban = **std::move(made),
                   .site_revision = IntOf((*reply)[1].text())};
  }
  if (what == "banned" && reply->size() == 2) {
    return absl::AlreadyExistsError(
        absl::StrCat("this is banned already, by the ban ", (*reply)[1].text(),
                     "; end that one first to ban it otherwise"));
  }
  if (what == "other") return OtherRequest();
  if (what == "full") {
    return absl::FailedPreconditionError(
        absl::StrCat("the site has ", kBansMax, " bans; end some first"));
  }
  if (what == "missing") return absl::NotFoundError("no such site");
  return BadReply("create_ban");
}

absl::StatusOr<int64_t> RedisBanStore::Delete(const BanChange& change,
                                              const Uuid& ban) {
  const std::string prefix = SitePrefix(change.site);
  Command command = Function("delete_ban", prefix);
  command.Append(ban.ToString())
      .Append(change.digest)
      .Append(change.record)
      .Append(change.request_key)
      .Append(change.content);
  auto reply = Call(prefix, std::move(command),
                    /*idempotent=*/!change.request_key.empty());
  if (!reply.ok()) return reply.status();
  const absl::string_view what = WhatOf(*reply);
  if (what == "done" && reply->size() == 2) return IntOf((*reply)[1].text());
  if (what == "other") return OtherRequest();
  if (what == "missing") return NoSuchBan();
  return BadReply("delete_ban");
}

absl::StatusOr<Ban> RedisBanStore::Get(const std::string& site,
                                       const Uuid& ban) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix, std::move(ReadFunction("get_ban", prefix).Append(ban.ToString())),
      /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  auto found = BanOf(*reply);
  if (!found.ok()) return found.status();
  if (!*found) return NoSuchBan();
  return **std::move(found);
}

absl::StatusOr<RedisBanStore::Rows> RedisBanStore::Page(
    const std::string& site, absl::string_view index,
    const std::optional<PageStart>& after, int limit) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("list_bans", prefix);
  command.Append(index)
      .Append(after ? after->score : "")
      .Append(after ? after->id.ToString() : "")
      .AppendInt(limit);
  auto reply = Call(prefix, std::move(command), true);
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return BadReply("list_bans");
  Rows rows = {.revision = IntOf((*reply)[0].text()), .page = {}};
  for (size_t i = 1; i < reply->size(); ++i) {
    auto ban = BanOf((*reply)[i]);
    if (!ban.ok()) return ban.status();
    if (*ban) rows.page.bans.push_back(**std::move(ban));
  }
  if (reply->size() == static_cast<size_t>(limit) + 1) {
    const Reply& last = (*reply)[reply->size() - 1];
    const auto id = ParseUuid(last.size() < 2 ? "" : last[0].text());
    if (!id) return BadReply("list_bans");
    rows.page.next = PageStart{.score = std::string(last[1].text()), .id = *id};
  }
  return rows;
}

absl::StatusOr<BanPage> RedisBanStore::List(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  auto rows = Page(site, "ban-ids", after, limit);
  if (!rows.ok()) return rows.status();
  return std::move(rows->page);
}

absl::StatusOr<ContentBans> RedisBanStore::OfContent(const std::string& site) {
  for (int reads = 0; reads < kReadsMax; ++reads) {
    ContentBans read;
    std::optional<PageStart> after;
    bool same = true;
    do {
      auto rows = Page(site, "ban-values", after, kContentPage);
      if (!rows.ok()) return rows.status();
      same = !after || rows->revision == read.revision;
      read.revision = rows->revision;
      read.bans.insert(read.bans.end(),
                       std::make_move_iterator(rows->page.bans.begin()),
                       std::make_move_iterator(rows->page.bans.end()));
      after = std::move(rows->page.next);
    } while (same && after);
    if (same) return read;
  }
  return WithRetryAfter(
      absl::UnavailableError("the site's bans change too often"),
      absl::Seconds(1));
}

absl::StatusOr<std::vector<Uuid>> RedisBanStore::AuthorComments(
    const std::string& site, const std::string& author_exact,
    std::string& cursor) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Command("HSCAN")
                        .Append(absl::StrCat(prefix, "author:", author_exact))
                        .Append(cursor.empty() ? "0" : cursor)
                        .Append("COUNT")
                        .AppendInt(kAuthorPage),
                    true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 2) return BadReply("HSCAN");
  const absl::string_view next = (*reply)[0].text();
  cursor = next == "0" ? "" : std::string(next);
  std::vector<Uuid> ids;
  const Reply& pairs = (*reply)[1];
  for (size_t i = 0; i < pairs.size(); i += 2) {
    if (pairs[i].text().size() != kIdBytes) continue;
    if (const auto id = UuidFromBytes(pairs[i].text())) ids.push_back(*id);
  }
  return ids;
}

absl::StatusOr<std::optional<absl::Time>> RedisBanStore::AuthorSince(
    const std::string& site, const std::string& author_exact) {
  const std::string prefix = SitePrefix(site);
  const std::string key = absl::StrCat(prefix, "author:", author_exact);
  auto first =
      Call(prefix, std::move(Command("HGET").Append(key).Append("f")), true);
  if (!first.ok()) return first.status();
  if (!first->is_nil()) return absl::FromUnixMillis(IntOf(first->text()));
  auto exists = Call(prefix, std::move(Command("EXISTS").Append(key)), true);
  if (!exists.ok()) return exists.status();
  if (exists->integer() == 0) return std::nullopt;
  return absl::InfinitePast();
}

}  // namespace winnow
