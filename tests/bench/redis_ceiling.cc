#include "tests/bench/redis_ceiling.h"

#include <atomic>
#include <semaphore>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/store/redis/command.h"
#include "tests/bench/submission_maker.h"

namespace winnow {
namespace {

constexpr absl::string_view kPrefix = "winnow:{ceiling}:";
// As winnowd takes on one stream.
constexpr int kInFlight = 1256;
constexpr absl::Duration kTimeout = absl::Seconds(10);

// Keeps the pipeline full.
class Pipeline {
 public:
  explicit Pipeline(Cluster& redis) : redis_(redis) {}

  // Waits while too many are unanswered.
  void Send(Command command) {
    room_.acquire();
    redis_.Send(kPrefix, std::move(command), {.timeout = kTimeout},
                [this](absl::StatusOr<Reply> reply) {
                  if (!reply.ok() || reply->is_error()) ++failed_;
                  room_.release();
                });
  }

  // Waits for all answers; says how many were none or errors.
  int Drain() {
    for (int i = 0; i < kRoom; ++i) room_.acquire();
    for (int i = 0; i < kRoom; ++i) room_.release();
    return failed_;
  }

 private:
  static constexpr int kCommandsEach = 4;
  static constexpr int kRoom = kInFlight * kCommandsEach;

  Cluster& redis_;
  std::counting_semaphore<kRoom> room_{kRoom};
  std::atomic<int> failed_ = 0;
};

std::string IdOf(int number) { return absl::StrCat(1000000000000000 + number); }

Command ShownPart(const v1::SubmitCommentRequest& comment, int number) {
  Command shown("HSET", 1024);
  shown.Append(absl::StrCat(kPrefix, "comment:", IdOf(number)));
  shown.Append("thread").Append(comment.thread().id());
  shown.Append("url").Append(comment.thread().url());
  shown.Append("name").Append(comment.display_name());
  shown.Append("body").Append(comment.body());
  shown.Append("state").Append("H");
  shown.Append("created").AppendInt(1700000000000 + number);
  return shown;
}

// Two hashes, the place in the queue, and the id it had elsewhere: about the
// bytes that winnowd stores.
void WriteComment(const v1::SubmitCommentRequest& comment, int number,
                  Pipeline& pipeline) {
  const std::string id = IdOf(number);
  pipeline.Send(ShownPart(comment, number));
  Command hidden("HSET", 1024);
  hidden.Append(absl::StrCat(kPrefix, "private:", id));
  hidden.Append("email").Append(std::string(180, 'e'));
  hidden.Append("author").Append(id);
  hidden.Append("verdict").Append(std::string(120, 'v'));
  pipeline.Send(std::move(hidden));
  pipeline.Send(std::move(Command("ZADD")
                              .Append(absl::StrCat(kPrefix, "held"))
                              .AppendInt(number)
                              .Append(id)));
  pipeline.Send(std::move(Command("HSET")
                              .Append(absl::StrCat(kPrefix, "sources"))
                              .Append(absl::StrCat("old-", number))
                              .Append(id)));
}

void DeleteComment(int number, Pipeline& pipeline) {
  const std::string id = IdOf(number);
  pipeline.Send(std::move(Command("UNLINK")
                              .Append(absl::StrCat(kPrefix, "comment:", id))
                              .Append(absl::StrCat(kPrefix, "private:", id))));
}

}  // namespace

absl::StatusOr<double> MeasureRedisCeiling(const ConnectionOptions& options,
                                           int comments) {
  Cluster redis(options);
  const absl::Status connected = redis.WaitUntilConnected(kTimeout);
  if (!connected.ok()) return connected;
  Pipeline pipeline(redis);
  const SubmissionMaker maker({.sites = {"ceiling"}});
  v1::SubmitCommentRequest comment;
  const absl::Time start = absl::Now();
  for (int i = 0; i < comments; ++i) {
    maker.Make(static_cast<uint64_t>(i), comment);
    WriteComment(comment, i, pipeline);
  }
  pipeline.Drain();
  const absl::Duration took = absl::Now() - start;
  for (int i = 0; i < comments; ++i) DeleteComment(i, pipeline);
  pipeline.Send(std::move(Command("UNLINK")
                              .Append(absl::StrCat(kPrefix, "held"))
                              .Append(absl::StrCat(kPrefix, "sources"))));
  const int failed = pipeline.Drain();
  if (failed > 0) {
    return absl::InternalError(
        absl::StrCat(failed, " bare commands to Redis failed"));
  }
  return comments / absl::ToDoubleSeconds(took);
}

absl::StatusOr<std::unique_ptr<BareWrites>> BareWrites::Begin(
    const ConnectionOptions& options) {
  std::unique_ptr<BareWrites> writes(new BareWrites(options));
  const absl::Status connected = writes->redis_.WaitUntilConnected(kTimeout);
  if (!connected.ok()) return connected;
  return writes;
}

BareWrites::~BareWrites() {
  Pipeline pipeline(redis_);
  for (int i = 0; i < written_; ++i) DeleteComment(i, pipeline);
  pipeline.Drain();
}

absl::Status BareWrites::Write() {
  static const SubmissionMaker maker({.sites = {"ceiling"}});
  v1::SubmitCommentRequest comment;
  maker.Make(static_cast<uint64_t>(written_), comment);
  Command command = ShownPart(comment, written_++);
  const absl::Time start = absl::Now();
  const auto reply =
      redis_.Call(kPrefix, std::move(command), {.timeout = kTimeout});
  took_us_.push_back(
      static_cast<uint32_t>(absl::ToInt64Microseconds(absl::Now() - start)));
  if (!reply.ok()) return reply.status();
  if (reply->is_error()) return absl::InternalError(reply->text());
  return absl::OkStatus();
}

absl::Status BareWrites::WaitForRewrite() {
  const absl::Time end = absl::Now() + absl::Minutes(5);
  while (absl::Now() < end) {
    const auto reply = redis_.Call(
        kPrefix, Command("INFO").Append("persistence"), {.timeout = kTimeout});
    if (!reply.ok()) return reply.status();
    if (absl::StrContains(reply->text(), "aof_rewrite_in_progress:0") &&
        absl::StrContains(reply->text(), "aof_rewrite_scheduled:0")) {
      return absl::OkStatus();
    }
    absl::SleepFor(absl::Milliseconds(100));
  }
  return absl::DeadlineExceededError("Redis rewrites its file for ever");
}

}  // namespace winnow
