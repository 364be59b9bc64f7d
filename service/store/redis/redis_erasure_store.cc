#include "service/store/redis/redis_erasure_store.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "service/store/redis/ban_record.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/status_from_error.h"
#include "service/store/redis/verdict_record.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

// Where the functions of 7_erasures.lua put what, behind "ok".
enum Item : size_t {
  kErasure = 1,
  kAuthor,
  kKeep,
  kBan,
  kComments,
  kEmails,
  kTexts,
  kRetractions,
  kDone,
  kRemaining,
  kItems,
};

// What INFO says of the append-only file.
struct LogState {
  std::string run_id;
  bool enabled = false;
  bool running = false;  // or about to
  bool failed = false;   // the last rewrite
  int64_t rewrites = 0;  // begun since Redis started
};

LogState LogStateOf(absl::string_view info) {
  LogState state;
  for (absl::string_view line : absl::StrSplit(info, '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(absl::StripSuffix(line, "\r"), absl::MaxSplits(':', 1));
    const auto& [name, value] = parts;
    if (name == "run_id") state.run_id = std::string(value);
    if (name == "aof_enabled") state.enabled = value == "1";
    if (name == "aof_rewrite_in_progress" || name == "aof_rewrite_scheduled") {
      state.running = state.running || value == "1";
    }
    if (name == "aof_last_bgrewrite_status") state.failed = value != "ok";
    if (name == "aof_rewrites") {
      static_cast<void>(absl::SimpleAtoi(value, &state.rewrites));
    }
  }
  return state;
}

std::string KeyOf(const std::string& prefix, const Uuid& erasure) {
  return absl::StrCat(prefix, "erasure:", erasure.Bytes());
}

}  // namespace

absl::StatusOr<Reply> RedisErasureStore::Call(const std::string& prefix,
                                              Command command) {
  return CheckReply(redis_.Call(prefix, std::move(command),
                                {.timeout = kTimeout, .idempotent = true}));
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Progress(
    const std::string& prefix, Command command) {
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "missing") {
    return absl::NotFoundError(
        "no such erasure: it is kept for 30 days; begin another");
  }
  if (reply->size() == 1 && (*reply)[0].text() == "nobody") {
    return absl::NotFoundError("nothing is kept of this author");
  }
  if (reply->size() == 1 && (*reply)[0].text() == "other") {
    return absl::AlreadyExistsError(
        "this request_id was used for another erasure; use a new one");
  }
  if (reply->size() != kItems) return BadReply("erase");
  const auto id = UuidFromBytes((*reply)[kErasure].text());
  if (!id) return BadReply("erase");
  const auto number = [&reply](Item item) {
    return IntOf((*reply)[item].text());
  };
  return ErasureProgress{.id = *id,
                         .author_exact = std::string((*reply)[kAuthor].text()),
                         .keep_text = number(kKeep) == 1,
                         .ban = std::string((*reply)[kBan].text()),
                         .comments = number(kComments),
                         .emails = number(kEmails),
                         .texts = number(kTexts),
                         .retractions = number(kRetractions),
                         .done = number(kDone) == 1,
                         .remaining = number(kRemaining)};
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Find(
    const std::string& site, const ErasureRequest& request) {
  const std::string prefix = SitePrefix(site);
  return Progress(prefix, std::move(ReadFunction("find_erasure", prefix)
                                        .Append(request.key)
                                        .Append(request.content)));
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Begin(
    const std::string& site, const ErasureProgress& erasure,
    const ErasureRequest& request) {
  const std::string prefix = SitePrefix(site);
  return Progress(prefix, std::move(Function("begin_erasure", prefix)
                                        .Append(erasure.id.Bytes())
                                        .Append(erasure.author_exact)
                                        .Append(erasure.keep_text ? "1" : "0")
                                        .Append(erasure.ban)
                                        .Append(request.key)
                                        .Append(request.content)));
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Get(const std::string& site,
                                                       const Uuid& erasure) {
  const std::string prefix = SitePrefix(site);
  return Progress(
      prefix,
      std::move(ReadFunction("get_erasure", prefix).Append(erasure.Bytes())));
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Erase(
    const std::string& site, const Uuid& erasure,
    const std::vector<ErasedComment>& comments) {
  const std::string prefix = SitePrefix(site);
  Command command = Function("erase", prefix, 256 * comments.size());
  command.Append(erasure.Bytes()).AppendInt(kFeedEventsMax);
  for (const ErasedComment& comment : comments) {
    const bool was_read = comment.revision > 0;
    command.Append(comment.id.Bytes())
        .Append(was_read ? absl::StrCat(comment.revision) : "")
        .Append(comment.body_key)
        .Append(absl::StrJoin(comment.bands, ""))
        .Append(was_read ? EncodeVerdict(comment.verdict) : "");
  }
  return Progress(prefix, std::move(command));
}

absl::StatusOr<ErasureProgress> RedisErasureStore::Finish(
    const std::string& site, const Uuid& erasure, const std::string& digest,
    const std::string& record, const std::optional<Ban>& ban,
    absl::Duration ban_kept) {
  const std::string prefix = SitePrefix(site);
  return Progress(
      prefix, std::move(Function("finish_erasure", prefix)
                            .Append(erasure.Bytes())
                            .Append(digest)
                            .Append(record)
                            .Append(ban ? ban->id.ToString() : "")
                            .Append(ban ? EncodeBan(*ban) : "")
                            .AppendInt(absl::ToInt64Milliseconds(ban_kept))));
}

absl::Status RedisErasureStore::Settle(const std::string& site,
                                       const Uuid& erasure) {
  const std::string prefix = SitePrefix(site);
  return Call(prefix,
              std::move(
                  Function("settle_erasure", prefix).Append(erasure.Bytes())))
      .status();
}

absl::StatusOr<std::vector<Uuid>> RedisErasureStore::Unsettled(
    const std::string& site, const std::vector<Uuid>& erasures) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("unsettled_erasures", prefix);
  for (const Uuid& erasure : erasures) command.Append(erasure.Bytes());
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  std::vector<Uuid> unsettled;
  for (size_t i = 0; i < reply->size(); ++i) {
    const auto id = UuidFromBytes((*reply)[i].text());
    if (!id) return BadReply("unsettled_erasures");
    unsettled.push_back(*id);
  }
  return unsettled;
}

absl::StatusOr<std::vector<PendingRetractions>> RedisErasureStore::Pending(
    const std::string& site, const Uuid& erasure) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix,
      std::move(
          ReadFunction("pending_retractions", prefix).Append(erasure.Bytes())));
  if (!reply.ok()) return reply.status();
  std::vector<PendingRetractions> pending;
  for (size_t i = 0; i + 1 < reply->size(); i += 2) {
    pending.push_back({.subscription = std::string((*reply)[i].text()),
                       .count = (*reply)[i + 1].integer()});
  }
  return pending;
}

absl::StatusOr<bool> RedisErasureStore::Rewrite(const std::string& site,
                                                const Uuid& erasure) {
  const std::string prefix = SitePrefix(site);
  const std::string key = KeyOf(prefix, erasure);
  auto info = Call(prefix, Command("INFO"));
  if (!info.ok()) return info.status();
  const LogState log = LogStateOf(info->text());
  if (!log.enabled) return true;
  auto asked = Call(prefix, std::move(Command("HGET").Append(key).Append("x")));
  if (!asked.ok()) return asked.status();
  // RUN-ID:REWRITES, of the Redis that was asked, and how many it must have
  // begun: one that ran already may have read what was erased.
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(asked->text(), absl::MaxSplits(':', 1));
  int64_t wanted = 0;
  const bool was_asked =
      parts.first == log.run_id && absl::SimpleAtoi(parts.second, &wanted);
  const auto mark = [&] {
    return Call(prefix, std::move(Function("mark_rewrite", prefix)
                                      .Append(erasure.Bytes())
                                      .Append(absl::StrCat(log.run_id, ":",
                                                           log.rewrites + 1))))
        .status();
  };
  if (log.running) {
    // The next one serves all erasures that wait for this one to end.
    absl::Status marked = was_asked ? absl::OkStatus() : mark();
    if (!marked.ok()) return marked;
    return false;
  }
  if (was_asked && log.rewrites >= wanted && !log.failed) return true;
  auto started = redis_.Call(prefix, Command("BGREWRITEAOF"),
                             {.timeout = kTimeout, .idempotent = true});
  if (!started.ok()) return started.status();
  if (started->is_error()) {
    // Another one began in between; the next one counts.
    if (absl::StrContains(started->text(), "in progress")) return false;
    return StatusFromError(started->text());
  }
  absl::Status kept = mark();
  if (!kept.ok()) return kept;
  if (was_asked && log.failed) {
    return absl::InternalError(
        "Redis could not rewrite its append-only file, in which the erased "
        "texts still are, and was told to try again: see its log, make room on "
        "its disk, and repeat");
  }
  return false;
}

}  // namespace winnow
