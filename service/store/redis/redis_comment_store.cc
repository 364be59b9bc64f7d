// Reading and deciding: the calls that block a worker thread.
#include "service/store/redis/redis_comment_store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/base/status_details.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_pages.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);
constexpr int kHistoryMax = 200;

absl::string_view IndexOf(State state) {
  switch (state) {
    case State::kHeld:
      return kQueueIndex;
    case State::kApproved:
      return "approved";
    case State::kRejected:
      return "rejected";
    case State::kSpam:
      return "spam";
    case State::kWithdrawn:
      return "withdrawn";
  }
  return kQueueIndex;
}

// The function call that makes a decision.
Command DecideCommand(const std::string& prefix, const Decision& decision,
                      bool read) {
  // Refusing must work on a Redis that is full; approving may wait.
  const bool frees =
      decision.to == State::kRejected || decision.to == State::kSpam;
  Command command = Function(frees ? "discard" : "decide", prefix, 512);
  command.Append(decision.id.Bytes())
      .AppendInt(decision.revision)
      .Append(StateCode(decision.from))
      .Append(StateCode(decision.to))
      .Append(IndexScore(decision.to, decision.priority, decision.arrival,
                         decision.create_time))
      .Append(MillisText(decision.create_time))
      .Append(decision.thread_key)
      .Append(decision.parent ? decision.parent->Bytes() : "")
      .Append(decision.author_exact)
      .Append(MillisText(decision.now))
      .Append(decision.public_reason)
      .AppendInt(kFeedEventsMax)
      .Append(decision.decided_by)
      .Append(decision.digest)
      .Append(decision.record)
      .Append(decision.batch)
      .Append(decision.lesson)
      .Append(decision.lease_token)
      .Append(decision.steal_digest)
      .Append(decision.steal_record)
      .Append(decision.public_message)
      .Append(decision.undone_revision == 0
                  ? ""
                  : absl::StrCat(decision.undone_revision))
      .Append(read ? "1" : "0");
  for (const DayCount& count : decision.counts) {
    command.Append(count.day).Append(count.field).AppendInt(count.by);
  }
  return command;
}

// Whether a decision was made, or why not.
absl::Status OutcomeOfDecision(const Reply& reply) {
  if (reply.size() == 0) return BadReply("decide");
  const absl::string_view what = reply[0].text();
  if (what == "done" && reply.size() == 3) return absl::OkStatus();
  if (what == "full") {
    return absl::FailedPreconditionError(
        "this batch has as many decisions as one undo can take back; begin "
        "another");
  }
  return ErrorOfChange(reply, "decide");
}

absl::StatusOr<int64_t> RevisionOf(const absl::StatusOr<Reply>& reply) {
  if (!reply.ok()) return reply.status();
  const absl::Status outcome = OutcomeOfDecision(*reply);
  if (!outcome.ok()) return outcome;
  return IntOf((*reply)[1].text());
}

}  // namespace

absl::StatusOr<Reply> RedisCommentStore::Call(const std::string& prefix,
                                              Command command,
                                              bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = kCallTimeout, .idempotent = idempotent}));
}

absl::StatusOr<std::vector<StoredComment>> RedisCommentStore::Read(
    const std::string& site, const std::vector<Uuid>& ids, bool hidden) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("read", prefix);
  command.Append(hidden ? "1" : "0");
  for (const Uuid& id : ids) command.Append(id.Bytes());
  auto reply = Call(prefix, std::move(command), true);
  if (!reply.ok()) return reply.status();
  std::vector<StoredComment> found;
  for (const Reply& row : reply->items()) {
    auto stored = StoredOf(row);
    if (!stored.ok()) return stored.status();
    if (*stored) found.push_back(**std::move(stored));
  }
  return found;
}

absl::StatusOr<std::vector<PageRow>> RedisCommentStore::PageByState(
    const std::string& site, State state, bool newest_first,
    const std::optional<PageStart>& after, int limit, Parts parts) {
  return Page(SitePrefix(site), IndexOf(state), newest_first, after, limit,
              parts);
}

absl::StatusOr<std::vector<PageRow>> RedisCommentStore::PageByThread(
    const std::string& site, const std::string& thread_key, bool newest_first,
    const std::optional<PageStart>& after, int limit, Parts parts) {
  return Page(SitePrefix(site), absl::StrCat("approved:", thread_key),
              newest_first, after, limit, parts);
}

absl::StatusOr<std::vector<PageRow>> RedisCommentStore::PageByCluster(
    const std::string& site, const Uuid& cluster,
    const std::optional<PageStart>& after, int limit) {
  return Page(SitePrefix(site), absl::StrCat("cluster:", cluster.Bytes()),
              /*newest_first=*/true, after, limit, Parts::kAll);
}

absl::StatusOr<std::vector<PageRow>> RedisCommentStore::Page(
    const std::string& prefix, absl::string_view index, bool newest_first,
    const std::optional<PageStart>& after, int limit, Parts parts) {
  auto reply =
      Call(prefix,
           PageCommand(prefix, index, newest_first, after, limit, parts), true);
  if (!reply.ok()) return reply.status();
  return PageOf(*reply);
}

absl::StatusOr<std::vector<int64_t>> RedisCommentStore::CountThreads(
    const std::string& site, const std::vector<std::string>& thread_keys) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("count_threads", prefix);
  for (const std::string& key : thread_keys) command.Append(key);
  auto reply = Call(prefix, std::move(command), true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != thread_keys.size()) return BadReply("count_threads");
  std::vector<int64_t> counts;
  for (const Reply& count : reply->items()) counts.push_back(count.integer());
  return counts;
}

absl::StatusOr<StateCounts> RedisCommentStore::CountStates(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("count_states", prefix), true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 7) return BadReply("count_states");
  StateCounts counts;
  counts.held = (*reply)[0].integer();
  counts.approved = (*reply)[1].integer();
  counts.rejected = (*reply)[2].integer();
  counts.spam = (*reply)[3].integer();
  counts.withdrawn = (*reply)[4].integer();
  if (const auto oldest = UuidFromBytes((*reply)[5].text())) {
    counts.oldest_held = oldest->Time();
  }
  counts.leased = (*reply)[6].integer();
  return counts;
}

absl::StatusOr<StoredComment> RedisCommentStore::Decide(
    const Decision& decision) {
  const std::string prefix = SitePrefix(decision.site);
  auto reply = Call(prefix, DecideCommand(prefix, decision, true), false);
  if (!reply.ok()) return reply.status();
  const absl::Status outcome = OutcomeOfDecision(*reply);
  if (!outcome.ok()) return outcome;
  auto stored = StoredOf((*reply)[2]);
  if (!stored.ok()) return stored.status();
  if (!*stored) return BadReply("decide");
  return **std::move(stored);
}

std::vector<absl::StatusOr<int64_t>> RedisCommentStore::DecideAll(
    const std::vector<Decision>& decisions) {
  std::vector<absl::StatusOr<int64_t>> revisions(decisions.size(),
                                                 absl::UnknownError(""));
  std::mutex mutex;
  std::condition_variable answered;
  size_t waiting = decisions.size();
  for (size_t i = 0; i < decisions.size(); ++i) {
    const std::string prefix = SitePrefix(decisions[i].site);
    redis_.Send(prefix, DecideCommand(prefix, decisions[i], false),
                {.timeout = kCallTimeout}, [&, i](absl::StatusOr<Reply> reply) {
                  absl::StatusOr<int64_t> revision =
                      RevisionOf(CheckReply(std::move(reply)));
                  // Notified under the lock: once it is free, this frame may
                  // be gone.
                  const std::lock_guard lock(mutex);
                  revisions[i] = std::move(revision);
                  if (--waiting == 0) answered.notify_one();
                });
  }
  std::unique_lock lock(mutex);
  answered.wait(lock, [&waiting] { return waiting == 0; });
  return revisions;
}

absl::StatusOr<std::vector<AuditRecord>> RedisCommentStore::History(
    const std::string& site, const Uuid& id) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Command("HGET")
                        .Append(absl::StrCat(prefix, "private:", id.Bytes()))
                        .Append("history"),
                    true);
  if (!reply.ok()) return reply.status();
  std::vector<AuditRecord> records;
  const std::vector<std::string> references =
      absl::StrSplit(reply->text(), ',', absl::SkipEmpty());
  for (const std::string& reference : references) {
    if (static_cast<int>(records.size()) == kHistoryMax) break;
    auto entry = Call(prefix,
                      Command("XRANGE")
                          .Append(absl::StrCat(prefix, "audit"))
                          .Append(reference)
                          .Append(reference),
                      true);
    if (!entry.ok()) return entry.status();
    // Retention may have taken it.
    if (entry->size() != 1 || (*entry)[0].size() != 2) continue;
    const Reply& fields = (*entry)[0][1];
    AuditRecord record;
    record.time = TimeOfMillis(reference.substr(0, reference.find('-')));
    for (size_t i = 0; i + 1 < fields.size(); i += 2) {
      const absl::string_view value = fields[i + 1].text();
      if (fields[i].text() == "s") record.seq = IntOf(value);
      if (fields[i].text() == "d") record.digest = std::string(value);
      if (fields[i].text() == "r") record.record = std::string(value);
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace winnow
