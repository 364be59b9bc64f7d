#include <cstdint>
#include <latch>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/store/redis/connection_group.h"
#include "service/store/redis/wait_for_reply.h"
#include "tests/support/redis_server.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

constexpr absl::Duration kSoon = absl::Seconds(20);
constexpr CommandOptions kPatient = {.timeout = absl::Seconds(20)};
// More than Redis reads at once.
constexpr size_t kMuchBytes = 32 * 1024;

class ConnectionGroupTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(group_.WaitUntilConnected(kSoon), IsOk());
  }

  absl::StatusOr<Reply> Call(Command command) {
    return WaitForReply([&](ReplyHandler done) {
      group_.Send(std::move(command), kPatient, std::move(done));
    });
  }

  RedisServer server_;
  ConnectionGroup group_{ConnectionOptions{.address = server_.address()}};
};

TEST_F(ConnectionGroupTest, LeavesLittleToOneConnection) {
  std::set<int64_t> connections;
  for (int i = 0; i < 20; ++i) {
    const auto reply = Call(Command({"CLIENT", "ID"}));
    ASSERT_THAT(reply, IsOk());
    connections.insert(reply->integer());
  }
  EXPECT_EQ(connections.size(), 1u);
}

TEST_F(ConnectionGroupTest, GivesACrowdAllOfThem) {
  constexpr int kCommands = 2 * ConnectionGroup::kConnections;
  const std::string much(kMuchBytes, 'x');
  std::set<int64_t> connections;
  std::mutex mutex;
  std::latch answered(kCommands);
  server_.Pause();
  for (size_t i = 0; i < ConnectionGroup::kConnections; ++i) {
    group_.Send(Command({"CLIENT", "ID"}), kPatient,
                [&](const absl::StatusOr<Reply>& reply) {
                  const std::lock_guard lock(mutex);
                  if (reply.ok()) connections.insert(reply->integer());
                  answered.count_down();
                });
    group_.Send(
        Command({"ECHO", much}), kPatient,
        [&](const absl::StatusOr<Reply>& /*reply*/) { answered.count_down(); });
  }
  EXPECT_EQ(group_.stats().commands_in_flight, static_cast<size_t>(kCommands));
  server_.Resume();
  answered.wait();
  EXPECT_EQ(connections.size(), ConnectionGroup::kConnections);
}

TEST_F(ConnectionGroupTest, AnswersEverythingWhenClosed) {
  constexpr int kCommands = 100;
  std::latch answered(kCommands);
  server_.Pause();
  for (int i = 0; i < kCommands; ++i) {
    group_.Send(
        Command({"ECHO", std::string(kMuchBytes / 8, 'x')}), kPatient,
        [&](const absl::StatusOr<Reply>& /*reply*/) { answered.count_down(); });
  }
  group_.Close();
  answered.wait();
  EXPECT_FALSE(Call(Command("PING")).ok());
  server_.Resume();
}

TEST_F(ConnectionGroupTest, IsUnwellWhileOneOfThemIsAway) {
  ASSERT_THAT(group_.health(), IsOk());
  server_.Kill9();
  while (group_.health().ok()) std::this_thread::yield();
  server_.Start();
  EXPECT_THAT(group_.WaitUntilConnected(kSoon), IsOk());
  // Another one may have seen only then that it was cut off.
  const absl::Time deadline = absl::Now() + kSoon;
  absl::Status health = group_.health();
  while (!health.ok() && absl::Now() < deadline) {
    std::this_thread::yield();
    health = group_.health();
  }
  EXPECT_THAT(health, IsOk());
}

}  // namespace
}  // namespace winnow
