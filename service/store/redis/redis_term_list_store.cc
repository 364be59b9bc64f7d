#include "service/store/redis/redis_term_list_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/list_record.h"
#include "service/store/term_pieces.h"

namespace winnow {
namespace {

// Pieces in one command: at most a megabyte, which keeps Redis under a
// millisecond from everybody else.
constexpr size_t kPiecesAtOnce = 16;

absl::Status NoSite() { return absl::NotFoundError("no such site"); }

absl::Status Stale() {
  return absl::AbortedError(
      "somebody changed this site meanwhile; look at it again and repeat");
}

absl::StatusOr<Reply> CallRedis(Cluster& redis, const std::string& prefix,
                                Command command, bool idempotent = true) {
  return CheckReply(
      redis.Call(prefix, std::move(command),
                 {.timeout = absl::Seconds(5), .idempotent = idempotent}));
}

}  // namespace

absl::StatusOr<StoredLists> RedisTermListStore::Lists(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = CallRedis(redis_, prefix, ReadFunction("get_lists", prefix));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return NoSite();
  if (reply->size() != 2) return BadReply("get_lists");
  StoredLists stored;
  stored.site_revision = IntOf((*reply)[0].text());
  const Reply& pairs = (*reply)[1];
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    auto list = DecodeList(pairs[i].text(), pairs[i + 1].text());
    if (!list.ok()) return list.status();
    stored.lists.push_back(*std::move(list));
  }
  std::sort(stored.lists.begin(), stored.lists.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return stored;
}

absl::StatusOr<std::vector<std::vector<std::string>>> RedisTermListStore::Terms(
    const std::string& site, absl::Span<const TermPiece> pieces) {
  const std::string prefix = SitePrefix(site);
  std::vector<std::vector<std::string>> terms;
  while (terms.size() < pieces.size()) {
    const auto some = pieces.subspan(terms.size(), kPiecesAtOnce);
    Command command("MGET");
    for (const TermPiece& piece : some) {
      command.Append(absl::StrCat(prefix, "terms:", piece.serial));
    }
    auto reply = CallRedis(redis_, prefix, std::move(command));
    if (!reply.ok()) return reply.status();
    if (reply->size() != some.size()) return BadReply("MGET");
    for (const Reply& text : reply->items()) {
      if (text.is_nil()) return Stale();
      terms.push_back(absl::StrSplit(text.text(), '\n'));
    }
  }
  return terms;
}

absl::StatusOr<std::vector<TermPiece>> RedisTermListStore::Stage(
    const std::string& site,
    const std::vector<std::vector<std::string>>& pieces) {
  const std::string prefix = SitePrefix(site);
  std::vector<TermPiece> staged;
  while (staged.size() < pieces.size()) {
    const size_t begin = staged.size();
    const size_t end = std::min(begin + kPiecesAtOnce, pieces.size());
    Command command = Function("stage_terms", prefix, kPieceBytesMax);
    for (size_t i = begin; i < end; ++i) {
      command.Append(absl::StrJoin(pieces[i], "\n"));
    }
    auto reply = CallRedis(redis_, prefix, std::move(command));
    if (!reply.ok()) return reply.status();
    if (reply->size() == 1 && (*reply)[0].text() == "missing") return NoSite();
    if (reply->size() != end - begin + 1) return BadReply("stage_terms");
    for (size_t i = begin; i < end; ++i) {
      staged.push_back({.serial = IntOf((*reply)[i - begin + 1].text()),
                        .count = static_cast<int64_t>(pieces[i].size()),
                        .first = pieces[i].front()});
    }
  }
  return staged;
}

absl::StatusOr<int64_t> RedisTermListStore::Apply(
    const TermListChange& change) {
  const std::string prefix = SitePrefix(change.site);
  Command command = Function("change_list", prefix, 4096);
  command.Append(change.digest)
      .Append(change.record)
      .AppendInt(change.expected_site_revision)
      .Append(change.list.name)
      .Append(change.list.pieces.empty() ? "" : EncodeList(change.list))
      .AppendInt(static_cast<int64_t>(change.staged.size()));
  for (const int64_t serial : change.staged) command.AppendInt(serial);
  for (const int64_t serial : change.dropped) command.AppendInt(serial);
  auto reply =
      CallRedis(redis_, prefix, std::move(command), /*idempotent=*/false);
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  if (what == "changed" && reply->size() == 2) {
    return IntOf((*reply)[1].text());
  }
  if (what == "stale") return Stale();
  if (what == "missing") return NoSite();
  if (what == "full") {
    return absl::FailedPreconditionError(
        "the site has 100 lists of its own; remove one first");
  }
  return BadReply("change_list");
}

}  // namespace winnow
