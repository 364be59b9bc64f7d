// Moderation at scale: fills a site of a running winnowd with more and more
// held comments and measures at each length of its queue what moderators' calls
// take. tests/bench/moderation starts all it needs; see its --help.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "tests/bench/comment_import.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/load.h"
#include "tests/bench/moderation_batch.h"
#include "tests/bench/moderation_calls.h"
#include "tests/bench/moderation_figures.h"
#include "tests/bench/redis_ceiling.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7420",
          "winnowd, HOST:PORT or unix:");
ABSL_FLAG(std::string, site, "bench", "an empty site with a high held_max");
ABSL_FLAG(std::string, operator_key_file, "", "whose key imports");
ABSL_FLAG(std::string, moderator_key_file, "", "whose key moderates");
ABSL_FLAG(std::string, site_key_file, "", "whose key submits; a trusted one");
ABSL_FLAG(std::string, redis, "", "winnowd's Redis, for the bare writes");
ABSL_FLAG(std::string, redis_user, "", "who may write any key there");
ABSL_FLAG(std::string, redis_password_file, "", "that user's");
ABSL_FLAG(std::vector<std::string>, held, {"10000"},
          "lengths of the queue, in rising order");
ABSL_FLAG(int, rounds, 1000, "calls of each kind at each length");
ABSL_FLAG(int64_t, batch, 10000, "decisions of one batch");
ABSL_FLAG(int, batch_rounds, 3, "batches of each kind at each length");
ABSL_FLAG(double, rate, 200, "comments a second that readers post beside it");
ABSL_FLAG(double, seconds, 10, "of that load without a batch");
ABSL_FLAG(uint64_t, seed, 1, "other seeds make other comments");
ABSL_FLAG(std::string, cpu_of, "",
          "processes whose CPU time an import is told, NAME:PID,NAME:PID");

namespace winnow {
namespace {

constexpr double kImportTarget = 5000;  // comments a second
constexpr int kCeilingComments = 20000;
constexpr int kRoundsMax = 1000;  // what one page has

class ModerationBench {
 public:
  absl::Status Run();

 private:
  absl::Status Prepare();
  absl::StatusOr<std::unique_ptr<Client>> Connect(const std::string& key_file);
  absl::StatusOr<std::map<std::string, absl::Duration>> CpuTimes() const;
  // Imports until so many are held.
  absl::Status Fill(CommentImport& import, int64_t held);

  std::vector<int64_t> lengths_;
  std::vector<WatchedProcess> watched_;
  int rounds_ = 0;
  ConnectionOptions redis_;
  double ceiling_ = 0;
  int64_t held_ = 0;
  std::unique_ptr<Client> operator_;
  std::unique_ptr<Client> moderator_;
  std::unique_ptr<Client> site_;
  ModerationFigures figures_;
};

absl::StatusOr<std::unique_ptr<Client>> ModerationBench::Connect(
    const std::string& key_file) {
  ClientOptions options;
  options.address = absl::GetFlag(FLAGS_address);
  options.site = absl::GetFlag(FLAGS_site);
  options.key_file = key_file;
  // A call that is sent a second time would hide what went wrong.
  options.retry_for = absl::ZeroDuration();
  return Client::Connect(std::move(options));
}

absl::Status ModerationBench::Prepare() {
  for (const std::string& text : absl::GetFlag(FLAGS_held)) {
    int64_t length = 0;
    if (!absl::SimpleAtoi(text, &length) ||
        length <= (lengths_.empty() ? 0 : lengths_.back())) {
      return absl::InvalidArgumentError(
          "--held must be numbers above 0 in rising order");
    }
    lengths_.push_back(length);
  }
  rounds_ = std::min(absl::GetFlag(FLAGS_rounds), kRoundsMax);
  if (rounds_ <= 0 || lengths_.empty() || absl::GetFlag(FLAGS_rate) <= 0 ||
      absl::GetFlag(FLAGS_batch) <= 0 ||
      absl::GetFlag(FLAGS_batch_rounds) <= 0) {
    return absl::InvalidArgumentError(
        "--held, --rounds, --batch, --batch_rounds and --rate must not be 0");
  }
  auto watched = ParseWatched(absl::GetFlag(FLAGS_cpu_of));
  if (!watched.ok()) return watched.status();
  watched_ = *std::move(watched);
  for (auto& [client, file] :
       {std::make_pair(&operator_, absl::GetFlag(FLAGS_operator_key_file)),
        std::make_pair(&moderator_, absl::GetFlag(FLAGS_moderator_key_file)),
        std::make_pair(&site_, absl::GetFlag(FLAGS_site_key_file))}) {
    auto connected = Connect(file);
    if (!connected.ok()) return connected.status();
    *client = *std::move(connected);
  }
  redis_.address = absl::GetFlag(FLAGS_redis);
  redis_.user = absl::GetFlag(FLAGS_redis_user);
  redis_.password_file = absl::GetFlag(FLAGS_redis_password_file);
  const auto ceiling = MeasureRedisCeiling(redis_, kCeilingComments);
  if (!ceiling.ok()) return ceiling.status();
  ceiling_ = *ceiling;
  absl::PrintF("Bare pipelined writes to Redis: %s comments a second\n",
               Grouped(static_cast<int64_t>(ceiling_)));
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, absl::Duration>>
ModerationBench::CpuTimes() const {
  std::map<std::string, absl::Duration> times;
  for (const WatchedProcess& process : watched_) {
    const auto used = CpuTimeOf(process.pid);
    if (!used.ok()) return used.status();
    times[process.name] = *used;
  }
  return times;
}

absl::Status ModerationBench::Fill(CommentImport& import, int64_t held) {
  const auto before = CpuTimes();
  if (!before.ok()) return before.status();
  const auto imported = import.HoldMore(held - held_);
  if (!imported.ok()) return imported.status();
  const auto after = CpuTimes();
  if (!after.ok()) return after.status();
  if (imported->held != held - held_) {
    return absl::InternalError("an import held others than it was told to");
  }
  held_ = held;
  const double rate = static_cast<double>(imported->comments) /
                      absl::ToDoubleSeconds(imported->time);
  absl::PrintF(
      "\nImport of %s comments up to %s held: %s a second, 1/%.1f of the bare "
      "writes; target %s %s\n",
      Grouped(imported->comments), Grouped(held),
      Grouped(static_cast<int64_t>(rate)), ceiling_ / rate,
      Grouped(static_cast<int64_t>(kImportTarget)), Met(rate >= kImportTarget));
  for (const auto& [name, used] : *after) {
    absl::PrintF("CPU of %s: %.0f µs a comment\n", name,
                 absl::ToDoubleMicroseconds(used - before->at(name)) /
                     static_cast<double>(imported->comments));
  }
  std::fflush(stdout);
  return absl::OkStatus();
}

absl::Status ModerationBench::Run() {
  absl::Status status = Prepare();
  if (!status.ok()) return status;
  SubmissionShape shape = {
      .sites = {absl::GetFlag(FLAGS_site)},
      .comments_per_thread = CommentImport::kCommentsPerThread,
      .seed = absl::GetFlag(FLAGS_seed)};
  CommentImport import(operator_->options(), shape);
  auto bare = BareWrites::Begin(redis_);
  if (!bare.ok()) return bare.status();
  ModerationCalls calls(*moderator_, *site_, **bare, figures_);
  LoadOptions load;
  load.address = absl::GetFlag(FLAGS_address);
  const auto key = ReadKeyFile(absl::GetFlag(FLAGS_site_key_file));
  if (!key.ok()) return key.status();
  load.keys = {*key};
  load.rate = absl::GetFlag(FLAGS_rate);
  load.measured = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  // Texts that neither the import nor the single calls have.
  shape.seed += 1000000;
  load.shape = shape;
  ModerationBatch batch(*moderator_, load, import, figures_);
  for (const int64_t length : lengths_) {
    status = Fill(import, length);
    if (status.ok()) status = (*bare)->WaitForRewrite();
    if (!status.ok()) return status;
    status = calls.Measure(length, import.threads(), rounds_);
    if (!status.ok()) return status;
    if (calls.decided() > 0) {
      const auto refilled = import.HoldMore(calls.decided());
      if (!refilled.ok()) return refilled.status();
    }
    status = (*bare)->WaitForRewrite();
    if (!status.ok()) return status;
    status = batch.Measure(length, std::min(absl::GetFlag(FLAGS_batch), length),
                           absl::GetFlag(FLAGS_batch_rounds));
    if (!status.ok()) return status;
    figures_.Print(length);
  }
  figures_.PrintGrowth();
  return absl::OkStatus();
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("measures moderation with a long queue");
  absl::ParseCommandLine(argc, argv);
  winnow::ModerationBench bench;
  const absl::Status status = bench.Run();
  if (status.ok()) return 0;
  const std::string message(status.message());
  fprintf(stderr, "moderation_bench: %s\n", message.c_str());
  return 1;
}
