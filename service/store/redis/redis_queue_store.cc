#include "service/store/redis/redis_queue_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/store/redis/comment_pages.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);
// Leases end by themselves; somebody's 10,000 at once are a script gone wrong.
constexpr absl::Duration kRetryWhenAllLeased = absl::Minutes(1);

absl::Status AllLeased() {
  return WithRetryAfter(
      absl::ResourceExhaustedError(
          "10,000 comments of this site are being worked on already; decide "
          "some, or give them back"),
      kRetryWhenAllLeased);
}

absl::Status TooManyOwn() {
  return WithRetryAfter(
      absl::ResourceExhaustedError(
          "you work on 1,000 comments already; decide some, or give them back"),
      kRetryWhenAllLeased);
}

// The part of the arguments that all functions share that lease.
Command LeaseCommand(absl::string_view name, const std::string& prefix,
                     const LeaseTerms& terms) {
  Command command = Function(name, prefix, 2048);
  command.AppendInt(absl::ToInt64Milliseconds(terms.length))
      .Append(terms.key_id)
      .Append(terms.key_name)
      .Append(terms.session)
      .Append(terms.token)
      .AppendInt(absl::ToInt64Milliseconds(terms.session_grace));
  return command;
}

// [what, waiting, rows]
absl::StatusOr<LeasedComments> LeasedOf(const Reply& reply,
                                        absl::string_view function) {
  const absl::string_view what =
      reply.size() == 0 ? absl::string_view() : reply[0].text();
  if (what == "full") return AllLeased();
  if (what == "own") return TooManyOwn();
  if (what == "other") {
    return absl::AlreadyExistsError(
        "this request_id was used to lease something else; use a new one for "
        "each call");
  }
  if ((what != "done" && what != "replay") || reply.size() != 3) {
    return BadReply(function);
  }
  LeasedComments leased;
  leased.replayed = what == "replay";
  leased.waiting = reply[1].integer();
  for (const Reply& row : reply[2].items()) {
    auto stored = StoredOf(row);
    if (!stored.ok()) return stored.status();
    if (*stored) leased.comments.push_back(**std::move(stored));
  }
  return leased;
}

}  // namespace

absl::StatusOr<Reply> RedisQueueStore::Call(const std::string& prefix,
                                            Command command, bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = kCallTimeout, .idempotent = idempotent}));
}

absl::StatusOr<LeasedComments> RedisQueueStore::LeaseNext(
    const std::string& site, const LeaseTerms& terms, int count) {
  const std::string prefix = SitePrefix(site);
  Command command = LeaseCommand("lease_next", prefix, terms);
  command.Append(terms.request_key).Append(terms.content).AppendInt(count);
  const bool idempotent = !terms.request_key.empty() || count == 0;
  auto reply = Call(prefix, std::move(command), idempotent);
  if (!reply.ok()) return reply.status();
  return LeasedOf(*reply, "lease_next");
}

absl::StatusOr<LeasedComments> RedisQueueStore::LeaseThese(
    const std::string& site, const LeaseTerms& terms,
    const std::vector<Uuid>& ids) {
  const std::string prefix = SitePrefix(site);
  Command command = LeaseCommand("lease_these", prefix, terms);
  command.Append(terms.request_key).Append(terms.content);
  for (const Uuid& id : ids) command.Append(id.Bytes());
  auto reply = Call(prefix, std::move(command), /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  return LeasedOf(*reply, "lease_these");
}

absl::StatusOr<std::vector<PageRow>> RedisQueueStore::PageWaiting(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    PageCommand(prefix, "held", /*newest_first=*/false, after,
                                limit, Parts::kAll),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  return PageOf(*reply);
}

absl::StatusOr<Lease> RedisQueueStore::Renew(const std::string& site,
                                             const Uuid& id,
                                             const std::string& key_id,
                                             const std::string& token,
                                             absl::Duration length,
                                             absl::Duration session_grace) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Function("renew_lease", prefix)
                        .AppendInt(absl::ToInt64Milliseconds(length))
                        .Append(key_id)
                        .Append(token)
                        .Append(id.Bytes())
                        .AppendInt(absl::ToInt64Milliseconds(session_grace)),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  if (reply->size() == 2 && (*reply)[0].text() == "done") {
    const auto lease = LeaseOf((*reply)[1]);
    if (lease) return *lease;
  }
  return ErrorOfChange(*reply, "renew_lease");
}

absl::Status RedisQueueStore::Release(const std::string& site, const Uuid& id,
                                      const std::string& key_id,
                                      const std::string& token) {
  const std::string prefix = SitePrefix(site);
  return Call(prefix,
              Function("release_lease", prefix)
                  .Append(key_id)
                  .Append(token)
                  .Append(id.Bytes()),
              /*idempotent=*/true)
      .status();
}

absl::StatusOr<StoredComment> RedisQueueStore::Steal(
    const std::string& site, const Uuid& id, const LeaseTerms& terms,
    const std::string& digest, const std::string& record) {
  const std::string prefix = SitePrefix(site);
  Command command = LeaseCommand("steal_lease", prefix, terms);
  command.Append(id.Bytes()).Append(digest).Append(record);
  // Sent twice, the second finds the lease its own and records nothing.
  auto reply = Call(prefix, std::move(command), /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  if (what == "full") return AllLeased();
  if (what == "own") return TooManyOwn();
  if (what == "unlisted") {
    return absl::DataLossError(
        "this comment is held and missing from the queue; winnow queue verify "
        "shows what else is");
  }
  if (what == "stale" && reply->size() == 3) {
    const auto state = StateFromCode((*reply)[2].text());
    return absl::FailedPreconditionError(
        absl::StrCat("only held comments are leased; this one is ",
                     state ? StateName(*state) : "of another state"));
  }
  if (what != "done" || reply->size() != 2) {
    return ErrorOfChange(*reply, "steal_lease");
  }
  auto stored = StoredOf((*reply)[1]);
  if (!stored.ok()) return stored.status();
  if (!*stored) return BadReply("steal_lease");
  return **std::move(stored);
}

absl::StatusOr<std::vector<LeaseRow>> RedisQueueStore::Leases(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    ReadFunction("get_leases", prefix)
                        .Append(after ? after->score : "")
                        .Append(after ? after->id.Bytes() : "")
                        .AppendInt(limit),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  std::vector<LeaseRow> rows;
  for (const Reply& item : reply->items()) {
    if (item.size() != 4) return BadReply("get_leases");
    const auto id = UuidFromBytes(item[1].text());
    if (!id) return BadReply("get_leases");
    rows.push_back({.place = {.score = std::string(item[0].text()), .id = *id},
                    .lease = LeaseOf(item[2]).value_or(Lease{}),
                    .section = std::string(item[3].text())});
  }
  return rows;
}

absl::StatusOr<RecountedArrivals> RedisQueueStore::RecountArrivals(
    const std::string& site, const std::string& cursor) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("recount_feed", prefix).Append(cursor),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 3) return BadReply("recount_feed");
  RecountedArrivals part;
  part.next = std::string((*reply)[0].text());
  part.examined = (*reply)[1].integer();
  const Reply& unlisted = (*reply)[2];
  for (size_t i = 0; i + 1 < unlisted.size(); i += 2) {
    const auto id = UuidFromBytes(unlisted[i].text());
    const auto state = StateFromCode(unlisted[i + 1].text());
    if (!id || !state) return BadReply("recount_feed");
    part.unlisted.push_back({.id = *id, .state = *state});
  }
  return part;
}

absl::StatusOr<RecountedPart> RedisQueueStore::RecountIndex(
    const std::string& site, absl::string_view index,
    const std::optional<PageStart>& after) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    ReadFunction("recount_index", prefix)
                        .Append(index)
                        .Append(after ? after->score : "")
                        .Append(after ? after->id.Bytes() : ""),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 6) return BadReply("recount_index");
  RecountedPart part;
  part.listed = (*reply)[0].integer();
  part.right = (*reply)[1].integer();
  part.by_thread = (*reply)[2].integer();
  for (const Reply& wrong : (*reply)[3].items()) {
    if (const auto id = UuidFromBytes(wrong.text())) part.wrong.push_back(*id);
  }
  if (const auto last = UuidFromBytes((*reply)[5].text())) {
    part.next =
        PageStart{.score = std::string((*reply)[4].text()), .id = *last};
  }
  return part;
}

absl::StatusOr<QueueStore::LeaseSizes> RedisQueueStore::RecountLeases(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("recount_leases", prefix),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 3) return BadReply("recount_leases");
  return LeaseSizes{.leased = (*reply)[0].integer(),
                    .places = (*reply)[1].integer(),
                    .leases = (*reply)[2].integer()};
}

}  // namespace winnow
