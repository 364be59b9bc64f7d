// The two calls of a submission: gather and commit.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/redis_comment_store.h"

namespace winnow {
namespace {

constexpr absl::Duration kSubmissionTimeout = absl::Seconds(5);

Command GatherCommand(const Attempt& attempt, const std::string& prefix) {
  Command command = Function("gather", prefix, 512);
  command.Append(attempt.request_key)
      .Append(attempt.thread_key)
      .Append(attempt.parent ? attempt.parent->Bytes() : "")
      .Append(attempt.author.exact)
      .Append(attempt.author.folded)
      .Append(attempt.network.host)
      .Append(attempt.network.subnet)
      .Append(attempt.body_key)
      .Append(attempt.trusted ? "1" : "0")
      .AppendInt(attempt.author_per_minute_max)
      .AppendInt(attempt.network_per_minute_max)
      .AppendInt(attempt.site_per_second_max)
      .Append(attempt.sketch);
  for (const std::string& band : attempt.bands) command.Append(band);
  return command;
}

// A comma behind each.
std::string BanList(const std::vector<std::string>& bans) {
  std::string list;
  for (const std::string& ban : bans) absl::StrAppend(&list, ban, ",");
  return list;
}

Command CommitCommand(const Commitment& commitment, const std::string& prefix) {
  const StoredComment& stored = commitment.stored;
  const Comment& comment = stored.comment;
  const PrivatePart& hidden = stored.hidden;
  Command command = Function("commit", prefix, 2048 + comment.body.size());
  command.Append(comment.id.Bytes())
      .Append(commitment.request_key)
      .Append(absl::StrCat(comment.id.Bytes(), commitment.fingerprint))
      .AppendInt(absl::ToInt64Seconds(commitment.request_ttl))
      .Append(StateCode(comment.state))
      .Append(IndexScore(comment.state, hidden.verdict.priority,
                         comment.id.Time(), comment.create_time))
      .Append(MillisText(comment.create_time))
      .Append(commitment.thread_key)
      .Append(comment.parent ? comment.parent->Bytes() : "")
      .Append(hidden.author.exact)
      .Append(commitment.body_key)
      .Append(hidden.cluster ? hidden.cluster->Bytes() : "")
      .AppendInt(commitment.held_max)
      .AppendInt(commitment.discarded_max)
      .AppendInt(kFeedEventsMax)
      .Append(commitment.repeats_itself ? "1" : "0")
      .Append(commitment.author_mark)
      .AppendInt(absl::ToInt64Milliseconds(commitment.thread_hot_for))
      .Append(BanList(commitment.bans))
      .Append(commitment.verdict_count.day)
      .Append(commitment.verdict_count.field)
      .AppendInt(static_cast<int64_t>(commitment.bands.size()));
  for (const std::string& band : commitment.bands) command.Append(band);
  command.AppendCounted(
      commitment.write_thread
          ? ThreadFields(stored.thread, commitment.thread_print)
          : Arguments());
  command.AppendCounted(PublicFields(comment))
      .AppendAll(PrivateFields(comment.id, hidden));
  return command;
}

}  // namespace

void RedisCommentStore::Gather(
    const Attempt& attempt,
    absl::AnyInvocable<void(absl::StatusOr<Gathered>) &&> done) {
  const std::string prefix = SitePrefix(attempt.site);
  // Sent twice it would count the attempt twice, which a limit forgives and a
  // lost comment does not.
  const CommandOptions options{.timeout = kSubmissionTimeout,
                               .idempotent = true};
  redis_.Send(prefix, GatherCommand(attempt, prefix), options,
              [done = std::move(done)](absl::StatusOr<Reply> reply) mutable {
                reply = CheckReply(std::move(reply));
                if (!reply.ok()) {
                  std::move(done)(reply.status());
                } else {
                  std::move(done)(GatheredOf(*reply));
                }
              });
}

void RedisCommentStore::Commit(
    const Commitment& commitment,
    absl::AnyInvocable<void(absl::StatusOr<Committed>) &&> done) {
  const std::string prefix = SitePrefix(commitment.site);
  const CommandOptions options{.timeout = kSubmissionTimeout,
                               .idempotent = true};
  redis_.Send(prefix, CommitCommand(commitment, prefix), options,
              [done = std::move(done)](absl::StatusOr<Reply> reply) mutable {
                reply = CheckReply(std::move(reply));
                if (!reply.ok()) {
                  std::move(done)(reply.status());
                } else {
                  std::move(done)(CommittedOf(*reply));
                }
              });
}

}  // namespace winnow
