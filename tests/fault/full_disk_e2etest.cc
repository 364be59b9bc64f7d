// The disk under Redis' append-only file: submissions are turned away while it
// can still be written, and a Redis that ends because it cannot loses nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/fault/fault_room.h"
#include "tests/fault/small_disk.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

// Submissions are turned away below 256 MB of free space. The memory of a tmpfs
// is taken only by what is written on it.
constexpr int64_t kRoomy = int64_t{1} << 30;
constexpr int64_t kShort = int64_t{200} << 20;

// Lines that winnowd may log for a Redis that goes, stays away and comes back:
// each connection, each thread that works for itself, a few times.
constexpr int64_t kLinesMax = 1500;

class FullDisk : public testing::Test {
 protected:
  FullDisk() : disk_(kRoomy) {}

  void SetUp() override {
    if (!disk_.mounted()) {
      GTEST_SKIP() << "a disk that can be filled needs the right to mount one";
    }
    room_ = std::make_unique<FaultRoom>(
        std::vector<std::string>{"dir " + disk_.dir()});
  }

  bool RedisHasEnded() {
    siginfo_t ended = {};
    return waitid(P_PID, static_cast<id_t>(room_->system().redis().pid()),
                  &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid != 0;
  }

  SmallDisk disk_;
  std::unique_ptr<FaultRoom> room_;
};

TEST_F(FullDisk, TurnsSubmissionsAwayBeforeRedisEnds) {
  const auto held = room_->Submit("reader", SomeText(1, 100));
  ASSERT_THAT(held, IsOk());
  ASSERT_TRUE(disk_.Resize(kShort));
  int tries = 1;
  absl::Status refused;
  ASSERT_TRUE(Eventually([&] {
    refused = room_->Submit("reader", SomeText(++tries, 100)).status();
    return !refused.ok();
  }));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted,
                                HasSubstr("disk of Redis' append-only file")));
  EXPECT_TRUE(RetryDelay(refused).has_value());
  // Everything else works, and Redis can still keep it.
  EXPECT_THAT(room_->Reject(held->comment().name()), IsOk());
  EXPECT_EQ(room_->StateOf(held->comment().name()), "REJECTED");
  EXPECT_FALSE(RedisHasEnded());

  ASSERT_TRUE(disk_.Resize(kRoomy));
  EXPECT_TRUE(room_->TakesSubmissionsAgain());
}

TEST_F(FullDisk, EndsRedisAndNothingAcknowledgedIsLost) {
  std::vector<std::string> promised;
  std::mutex mutex;
  std::atomic<bool> stopping = false;
  std::atomic<int64_t> unavailable = 0;
  std::atomic<int64_t> other = 0;
  std::thread writer([&] {
    for (int i = 0; !stopping; ++i) {
      const auto answer =
          room_->Submit(absl::StrCat("reader", i % 7), SomeText(i, 300));
      if (answer.ok()) {
        const std::lock_guard lock(mutex);
        promised.push_back(answer->comment().name());
      } else if (absl::IsUnavailable(answer.status())) {
        ++unavailable;
      } else {
        // From the look that found the disk full until Redis is back.
        EXPECT_THAT(answer.status(),
                    StatusIs(absl::StatusCode::kResourceExhausted));
        ++other;
      }
    }
  });
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return promised.size();
  };
  EXPECT_TRUE(Eventually([&] { return count() >= 100; }));
  std::string first;
  {
    const std::lock_guard lock(mutex);
    first = promised[0];
  }
  EXPECT_TRUE(disk_.Fill());
  // Whoever writes next ends it: if not the writer, then a moderator.
  EXPECT_TRUE(Eventually([&] {
    room_->Reject(first).IgnoreError();
    return RedisHasEnded();
  }));

  // winnowd stays, says so to everybody, and neither spins nor babbles.
  const pid_t winnowd = room_->system().winnowd_pid();
  const int64_t lines_before = LineCount(room_->Log());
  const double cpu_before = CpuSeconds(winnowd);
  const absl::Time gone = absl::Now();
  int asked = 0;
  EXPECT_TRUE(Eventually(
      [&] {
        EXPECT_THAT(room_->site().Get(first),
                    StatusIs(absl::StatusCode::kUnavailable));
        ++asked;
        return absl::Now() - gone > absl::Seconds(3);
      },
      absl::Milliseconds(100)));
  EXPECT_FALSE(room_->IsReady());
  stopping = true;
  writer.join();
  const double cpu = CpuSeconds(winnowd) - cpu_before;
  const int64_t lines = LineCount(room_->Log()) - lines_before;
  const int64_t refused = unavailable + other + asked;
  printf("without Redis: %lld refusals at %.2f ms of CPU each, %lld lines\n",
         static_cast<long long>(refused),
         1000 * cpu / static_cast<double>(refused),
         static_cast<long long>(lines));
  EXPECT_GT(unavailable + other, 0);
  EXPECT_LT(lines, kLinesMax);
  // A refusal is cheap, so that being asked without end is bearable.
  EXPECT_LT(cpu / static_cast<double>(refused), 0.01);

  // With nobody calling it costs next to nothing.
  const double idle_before = CpuSeconds(winnowd);
  const absl::Time idle_since = absl::Now();
  EXPECT_TRUE(
      Eventually([&] { return absl::Now() - idle_since > absl::Seconds(2); },
                 absl::Milliseconds(100)));
  const double idle = CpuSeconds(winnowd) - idle_before;
  printf("idle without Redis: %.0f ms of CPU in 2 s\n", 1000 * idle);
  EXPECT_LT(idle, 0.5);

  // Room again, and the supervisor starts Redis again.
  ASSERT_TRUE(disk_.Resize(kRoomy));
  room_->system().redis().Restart();
  ASSERT_TRUE(room_->TakesSubmissionsAgain());
  EXPECT_EQ(room_->system().winnowd_pid(), winnowd);
  for (const std::string& name : promised) {
    EXPECT_THAT(room_->site().Get(name), IsOk());
  }
  EXPECT_EQ(room_->Winnow({"queue", "verify"}).exit_status, 0);
  EXPECT_EQ(room_->Winnow({"audit", "verify"}).exit_status, 0);
}

}  // namespace
}  // namespace winnow
