// A new key for the addresses of a large site of a running winnowd, beside what
// Redis does at best with neither winnowd nor a function between.
// tests/bench/rotation starts all it needs; see its --help.

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <semaphore>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "clients/cpp/methods.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/command.h"
#include "tests/bench/comment_import.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7420",
          "winnowd, HOST:PORT or unix:");
ABSL_FLAG(std::string, site, "bench", "an empty site with a high held_max");
ABSL_FLAG(std::string, operator_key_file, "", "whose key imports and rotates");
ABSL_FLAG(std::string, redis, "", "winnowd's Redis, for the bare calls");
ABSL_FLAG(std::string, redis_user, "", "who may write any key there");
ABSL_FLAG(std::string, redis_password_file, "", "that user's");
ABSL_FLAG(int64_t, addresses, 100000, "at least so many are sealed");
ABSL_FLAG(int, rounds, 3, "rotations");

namespace winnow {
namespace {

constexpr absl::string_view kPrefix = "winnow:{ceiling}:";
constexpr double kTarget = 10000;  // addresses a second
// As a rotation takes them, and a seal's bytes.
constexpr int kTogether = 100;
constexpr size_t kSealBytes = 170;
constexpr absl::Duration kTimeout = absl::Seconds(10);

// Sends commands without waiting, then waits for all.
class Batch {
 public:
  explicit Batch(Cluster& redis) : redis_(redis) {}

  void Send(Command command) {
    ++sent_;
    redis_.Send(kPrefix, std::move(command), {.timeout = kTimeout},
                [this](absl::StatusOr<Reply> reply) {
                  if (!reply.ok() || reply->is_error()) ++failed_;
                  answered_.release();
                });
  }

  absl::Status Wait() {
    for (; sent_ > 0; --sent_) answered_.acquire();
    if (failed_ == 0) return absl::OkStatus();
    return absl::InternalError("bare commands to Redis failed");
  }

 private:
  Cluster& redis_;
  std::counting_semaphore<> answered_{0};
  std::atomic<int> failed_ = 0;
  int sent_ = 0;
};

Command Each(absl::string_view name, int64_t number) {
  return Command(name, 512).Append(absl::StrCat(kPrefix, "private:", number));
}

// Reads a hundred seals at once and writes a hundred at once, each waiting for
// the disk, as often as it takes for all. Returns how many a second.
absl::StatusOr<double> MeasureCeiling(Cluster& redis, int64_t addresses) {
  Batch batch(redis);
  const std::string seal(kSealBytes, 's');
  const auto for_each = [&](auto make) -> absl::Status {
    for (int64_t i = 0; i < addresses; ++i) {
      batch.Send(make(i));
      if (i % kTogether != kTogether - 1) continue;
      if (absl::Status done = batch.Wait(); !done.ok()) return done;
    }
    return batch.Wait();
  };
  const auto write = [&seal](int64_t i) {
    return Each("HSET", i).Append("email").Append(seal);
  };
  absl::Status made = for_each(write);
  if (!made.ok()) return made;
  const absl::Time start = absl::Now();
  absl::Status read =
      for_each([](int64_t i) { return Each("HGET", i).Append("email"); });
  if (!read.ok()) return read;
  absl::Status written = for_each(write);
  if (!written.ok()) return written;
  const absl::Duration took = absl::Now() - start;
  absl::Status gone = for_each([](int64_t i) { return Each("UNLINK", i); });
  if (!gone.ok()) return gone;
  return static_cast<double>(addresses) / absl::ToDoubleSeconds(took);
}

// Rotates to the end. Returns how many addresses a second were sealed again,
// the last look at all of them included.
absl::StatusOr<double> Rotate(Client& client, int64_t& resealed) {
  v1::RotateDataKeyRequest request;
  request.set_site(absl::GetFlag(FLAGS_site));
  const absl::Time start = absl::Now();
  while (true) {
    const auto step = client.Call(kRotateDataKey, request);
    if (!step.ok()) return step.status();
    if (step->unreadable_count() > 0) {
      return absl::InternalError("some addresses could not be opened");
    }
    request.set_resume(true);
    if (step->remaining_count() > 0) continue;
    resealed = step->resealed_count();
    return static_cast<double>(resealed) /
           absl::ToDoubleSeconds(absl::Now() - start);
  }
}

absl::Status Run() {
  ClientOptions options;
  options.address = absl::GetFlag(FLAGS_address);
  options.site = absl::GetFlag(FLAGS_site);
  options.key_file = absl::GetFlag(FLAGS_operator_key_file);
  options.retry_for = absl::ZeroDuration();
  const auto client = Client::Connect(options);
  if (!client.ok()) return client.status();
  ConnectionOptions bare;
  bare.address = absl::GetFlag(FLAGS_redis);
  bare.user = absl::GetFlag(FLAGS_redis_user);
  bare.password_file = absl::GetFlag(FLAGS_redis_password_file);
  Cluster redis(bare);
  absl::Status connected = redis.WaitUntilConnected(kTimeout);
  if (!connected.ok()) return connected;

  const int64_t addresses = absl::GetFlag(FLAGS_addresses);
  CommentImport import((*client)->options(),
                       {.sites = {absl::GetFlag(FLAGS_site)}});
  const auto filled = import.HoldMore(addresses);
  if (!filled.ok()) return filled.status();
  for (int round = 0; round < absl::GetFlag(FLAGS_rounds); ++round) {
    const auto ceiling = MeasureCeiling(redis, addresses);
    if (!ceiling.ok()) return ceiling.status();
    int64_t resealed = 0;
    const auto rate = Rotate(**client, resealed);
    if (!rate.ok()) return rate.status();
    if (resealed < addresses) {
      return absl::InternalError("fewer addresses than were imported");
    }
    absl::PrintF(
        "%d addresses: %.0f a second, of %.0f bare (%.0f %%); the aim is "
        "%.0f: %s\n",
        resealed, *rate, *ceiling, 100 * *rate / *ceiling, kTarget,
        *rate >= kTarget ? "met" : "missed");
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "measures a rotation of a site's data key; see tests/bench/rotation");
  absl::ParseCommandLine(argc, argv);
  const absl::Status done = winnow::Run();
  if (done.ok()) return 0;
  std::fprintf(stderr, "rotation_bench: %s\n", done.ToString().c_str());
  return 1;
}
