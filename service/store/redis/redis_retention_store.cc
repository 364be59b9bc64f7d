#include "service/store/redis/redis_retention_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/verdict_record.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

// Where w1_hold_sweep puts what.
enum StateItem : size_t {
  kHeld = 0,
  kNow,
  kBegan,
  kSite,
  kLastBegan,
  kLastEnded,
  kStateItems,
};

// Milliseconds; for ever: more than any clock has run.
int64_t MillisOf(absl::Duration kept) {
  constexpr absl::Duration kForEver = absl::Hours(24 * 365 * 1000);
  return absl::ToInt64Milliseconds(kept < kForEver ? kept : kForEver);
}

std::optional<absl::Time> TimeIn(const Reply& item) {
  if (item.text().empty()) return std::nullopt;
  return TimeOfMillis(item.text());
}

std::optional<DueComment> DueOf(const Reply& row) {
  if (row.size() != 4 || row[2].text().size() != 1) return std::nullopt;
  const auto id = UuidFromBytes(row[0].text());
  if (!id) return std::nullopt;
  DueComment due = {.id = *id,
                    .revision = IntOf(row[1].text()),
                    .kind = static_cast<DueKind>(row[2].text()[0])};
  const absl::string_view bytes = row[3].text();
  Verdict verdict;
  if (!bytes.empty() && DecodeVerdict(bytes, verdict).ok()) {
    due.verdict = std::move(verdict);
  }
  return due;
}

}  // namespace

absl::StatusOr<Reply> RedisRetentionStore::Call(absl::string_view prefix,
                                                Command command) {
  return CheckReply(redis_.Call(prefix, std::move(command),
                                {.timeout = kTimeout, .idempotent = true}));
}

absl::StatusOr<SweepState> RedisRetentionStore::Hold(const std::string& who,
                                                     absl::Duration length) {
  auto reply = Call(kGlobalPrefix, Function("hold_sweep", kGlobalPrefix)
                                       .Append(who)
                                       .AppendInt(MillisOf(length)));
  if (!reply.ok()) return reply.status();
  if (reply->size() != kStateItems) return BadReply("hold_sweep");
  return SweepState{.held = (*reply)[kHeld].integer() == 1,
                    .now = absl::FromUnixMillis((*reply)[kNow].integer()),
                    .began = TimeIn((*reply)[kBegan]),
                    .site = std::string((*reply)[kSite].text()),
                    .last_began = TimeIn((*reply)[kLastBegan]),
                    .last_ended = TimeIn((*reply)[kLastEnded])};
}

absl::StatusOr<absl::Time> RedisRetentionStore::Mark(const std::string& who,
                                                     absl::string_view what,
                                                     absl::string_view site) {
  auto reply = Call(kGlobalPrefix, Function("mark_sweep", kGlobalPrefix)
                                       .Append(who)
                                       .Append(what)
                                       .Append(site));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "lost") {
    return absl::AbortedError("another server sweeps now");
  }
  if (reply->size() != 2) return BadReply("mark_sweep");
  return absl::FromUnixMillis((*reply)[1].integer());
}

absl::StatusOr<absl::Time> RedisRetentionStore::BeginRun(
    const std::string& who) {
  return Mark(who, "begin", "");
}

absl::Status RedisRetentionStore::FinishSite(const std::string& who,
                                             const std::string& site) {
  return Mark(who, "site", site).status();
}

absl::Status RedisRetentionStore::FinishRun(const std::string& who) {
  return Mark(who, "end", "").status();
}

absl::StatusOr<SweepPlace> RedisRetentionStore::Place(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Command("HMGET")
                                .Append(absl::StrCat(prefix, "sweep"))
                                .Append("run")
                                .Append("step")
                                .Append("score")
                                .Append("id"));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 4) return BadReply("sweep");
  SweepPlace place;
  if ((*reply)[0].text().empty()) return place;
  place.run = TimeOfMillis((*reply)[0].text());
  place.step = static_cast<size_t>(IntOf((*reply)[1].text()));
  if (const auto id = UuidFromBytes((*reply)[3].text())) {
    place.after =
        PageStart{.score = std::string((*reply)[2].text()), .id = *id};
  }
  return place;
}

absl::Status RedisRetentionStore::KeepPlace(const std::string& site,
                                            const SweepPlace& place) {
  const std::string prefix = SitePrefix(site);
  return Call(prefix, Function("keep_sweep_place", prefix)
                          .Append(MillisText(place.run))
                          .AppendInt(static_cast<int64_t>(place.step))
                          .Append(place.after ? place.after->score : "")
                          .Append(place.after ? place.after->id.Bytes() : ""))
      .status();
}

absl::StatusOr<DuePage> RedisRetentionStore::FindDue(
    const std::string& site, const SweptIndex& index,
    const std::optional<PageStart>& after, const RetentionClocks& clocks) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix,
      ReadFunction("find_due", prefix)
          .Append(index.name)
          .Append(after ? after->score : "")
          .Append(after ? after->id.Bytes() : "")
          .Append(index.youngest ? absl::StrCat(MillisOf(*index.youngest)) : "")
          .AppendInt(MillisOf(clocks.private_part))
          .AppendInt(MillisOf(clocks.network_hashes))
          .AppendInt(MillisOf(index.kept))
          .AppendInt(MillisOf(clocks.author_records))
          .Append(index.had_before ? MillisText(*index.had_before) : ""));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 4) return BadReply("find_due");
  DuePage page;
  if (!(*reply)[0].text().empty()) {
    const auto id = UuidFromBytes((*reply)[1].text());
    if (!id) return BadReply("find_due");
    page.next = PageStart{.score = std::string((*reply)[0].text()), .id = *id};
  }
  page.examined = (*reply)[2].integer();
  for (const Reply& row : (*reply)[3].items()) {
    auto due = DueOf(row);
    if (!due) return BadReply("find_due");
    page.due.push_back(*std::move(due));
  }
  return page;
}

absl::StatusOr<SweptCounts> RedisRetentionStore::Sweep(
    const std::string& site, const std::vector<DueComment>& due,
    const RetentionClocks& clocks) {
  const std::string prefix = SitePrefix(site);
  Command command = Function("sweep", prefix, 4096);
  command.AppendInt(MillisOf(clocks.author_records));
  for (const DueComment& one : due) {
    command.Append(one.id.Bytes())
        .AppendInt(one.revision)
        .Append(std::string(1, static_cast<char>(one.kind)))
        .Append(one.verdict ? EncodeVerdict(*one.verdict) : "");
  }
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 5) return BadReply("sweep");
  return SweptCounts{.comments = (*reply)[0].integer(),
                     .private_parts = (*reply)[1].integer(),
                     .networks = (*reply)[2].integer(),
                     .authors = (*reply)[3].integer(),
                     .texts = (*reply)[4].integer()};
}

absl::StatusOr<std::optional<absl::Time>> RedisRetentionStore::NoteAcknowledged(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Function("note_acknowledged", prefix)
                                .AppendInt(MillisOf(kSilentAfter))
                                .AppendInt(MillisOf(kHadFor)));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 1) return BadReply("note_acknowledged");
  return TimeIn((*reply)[0]);
}

absl::StatusOr<SweptCounts> RedisRetentionStore::SweepRest(
    const std::string& site, const RetentionClocks& clocks, bool& more) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Function("sweep_rest", prefix)
                                .AppendInt(MillisOf(clocks.author_records)));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 3) return BadReply("sweep_rest");
  SweptCounts swept = {.authors = (*reply)[1].integer(),
                       .bans = (*reply)[2].integer()};
  more = (*reply)[0].integer() >= 100 || swept.bans >= 20;
  return swept;
}

absl::StatusOr<int64_t> RedisRetentionStore::CutAudit(const std::string& site,
                                                      const ChainEntry& cut) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Function("cut_audit", prefix)
                                .Append(cut.cursor)
                                .AppendInt(cut.seq)
                                .Append(cut.head)
                                .Append(cut.checkpoint));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "moved") {
    return absl::AbortedError("the audit chain was cut there meanwhile");
  }
  if (reply->size() != 2) return BadReply("cut_audit");
  return (*reply)[1].integer();
}

}  // namespace winnow
