// What happens to commands when Redis dies, at each point of their lives.

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/store/redis/connection.h"
#include "tests/support/redis_server.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kSoon = absl::Seconds(20);
constexpr CommandOptions kOnce = {.timeout = absl::Seconds(20)};
constexpr CommandOptions kRepeatable = {.timeout = absl::Seconds(20),
                                        .idempotent = true};

class ConnectionCutTest : public testing::Test {
 protected:
  ConnectionCutTest() : server_({.append_only = true}) {}

  // Waits out a restart instead of failing fast, unless a test says otherwise.
  ConnectionOptions Options() const {
    return {.address = server_.address(), .grace = absl::Seconds(20)};
  }

  // Sends a command to a Redis that stands still, and returns once it has been
  // written: then it is in flight with all its bytes.
  std::future<absl::StatusOr<Reply>> SendWritten(
      Connection& connection, Command command, const CommandOptions& options) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Reply>>>();
    std::future<absl::StatusOr<Reply>> answer = promise->get_future();
    const uint64_t written_after =
        connection.stats().bytes_written + command.bytes();
    connection.Send(std::move(command), options,
                    [promise](absl::StatusOr<Reply> reply) {
                      promise->set_value(std::move(reply));
                    });
    while (connection.stats().bytes_written < written_after) {
      std::this_thread::yield();
    }
    return answer;
  }

  RedisServer server_;
};

TEST_F(ConnectionCutTest, WrittenAndUnansweredFailsUnlessIdempotent) {
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Pause();
  auto once = SendWritten(connection, Command({"INCR", "once"}), kOnce);
  auto again =
      SendWritten(connection, Command({"SET", "again", "1"}), kRepeatable);
  server_.Kill9();
  EXPECT_THAT(once.get(), StatusIs(absl::StatusCode::kUnavailable,
                                   HasSubstr("outcome is unknown")));
  server_.Restart();
  EXPECT_THAT(again.get(), IsOk());
  const auto stored =
      connection.Call(Command({"MGET", "once", "again"}), kOnce);
  ASSERT_THAT(stored, IsOk());
  EXPECT_TRUE((*stored)[0].is_nil());
  EXPECT_EQ((*stored)[1].text(), "1");
  EXPECT_EQ(connection.stats().connects, 2u);
}

TEST_F(ConnectionCutTest, NotYetWrittenIsSentAfterTheRestartExactlyOnce) {
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Kill9();
  constexpr int kCommands = 100;
  std::latch answered(kCommands);
  std::atomic<int> ok = 0;
  for (int command = 0; command < kCommands; ++command) {
    connection.Send(Command({"INCR", "n"}), kOnce,
                    [&](const absl::StatusOr<Reply>& reply) {
                      if (reply.ok()) ++ok;
                      answered.count_down();
                    });
  }
  server_.Restart();
  answered.wait();
  EXPECT_EQ(ok, kCommands);
  const auto stored = connection.Call(Command({"GET", "n"}), kOnce);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->text(), absl::StrCat(kCommands));
}

TEST_F(ConnectionCutTest, PartlyWrittenCountsAsNotWritten) {
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Pause();
  // Far more than a socket buffers, so some of it stays here.
  const std::string text(8 << 20, 'x');
  std::promise<absl::StatusOr<Reply>> answer;
  connection.Send(Command({"APPEND", "big", text}), kOnce,
                  [&answer](absl::StatusOr<Reply> reply) {
                    answer.set_value(std::move(reply));
                  });
  while (connection.stats().bytes_written == 0) std::this_thread::yield();
  server_.Kill9();
  server_.Restart();
  const absl::StatusOr<Reply> reply = answer.get_future().get();
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->integer(), static_cast<int64_t>(text.size()));
}

TEST_F(ConnectionCutTest, FailsFastOnceTheGraceIsOver) {
  ConnectionOptions options = Options();
  options.grace = absl::Milliseconds(50);
  Connection connection(std::move(options));
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Kill9();
  // Its own time-out is 20 s: the grace ends it.
  EXPECT_THAT(connection.Call(Command("PING"), kRepeatable),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("away")));
  bool done_inside_send = false;
  connection.Send(
      Command("PING"), kOnce, [&](const absl::StatusOr<Reply>& reply) {
        EXPECT_THAT(reply, StatusIs(absl::StatusCode::kUnavailable));
        done_inside_send = true;
      });
  EXPECT_TRUE(done_inside_send);
  server_.Restart();
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  EXPECT_THAT(connection.Call(Command("PING"), kOnce), IsOk());
}

TEST_F(ConnectionCutTest, WaitsForARedisThatStartsLater) {
  server_.Kill9();
  Connection connection(Options());
  std::promise<absl::StatusOr<Reply>> answer;
  connection.Send(Command("PING"), kOnce,
                  [&answer](absl::StatusOr<Reply> reply) {
                    answer.set_value(std::move(reply));
                  });
  server_.Restart();
  EXPECT_THAT(answer.get_future().get(), IsOk());
}

TEST_F(ConnectionCutTest, TimesOutACommandWhileRedisIsAway) {
  server_.Kill9();
  Connection connection(Options());
  EXPECT_THAT(
      connection.Call(Command("PING"), {.timeout = absl::Milliseconds(30)}),
      StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in time")));
}

TEST_F(ConnectionCutTest, AnswersEveryCommandWhenItIsDestroyed) {
  std::atomic<int> answered = 0;
  {
    Connection connection(Options());
    ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
    server_.Pause();
    for (int command = 0; command < 100; ++command) {
      connection.Send(Command("PING"), kRepeatable,
                      [&](const absl::StatusOr<Reply>& reply) {
                        EXPECT_THAT(reply,
                                    StatusIs(absl::StatusCode::kUnavailable));
                        ++answered;
                      });
    }
  }
  EXPECT_EQ(answered, 100);
  server_.Resume();
}

// Four threads count up under repeated kills. Every acknowledged count is there
// afterwards, and no command ran twice: acknowledged <= stored <= sent.
TEST_F(ConnectionCutTest, NothingAcknowledgedIsLostAndNothingRunsTwice) {
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  std::atomic<bool> stop = false;
  std::atomic<int64_t> acknowledged = 0;
  std::atomic<int64_t> unknown = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto reply = connection.Call(Command({"INCR", "n"}), kOnce);
        reply.ok() ? ++acknowledged : ++unknown;
      }
    });
  }
  for (int kill = 0; kill < 5; ++kill) {
    const int64_t before = acknowledged;
    while (acknowledged < before + 200) std::this_thread::yield();
    server_.Kill9();
    server_.Restart();
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const auto stored = connection.Call(Command({"INCRBY", "n", "0"}), kOnce);
  ASSERT_THAT(stored, IsOk());
  EXPECT_GE(stored->integer(), acknowledged);
  EXPECT_LE(stored->integer(), acknowledged + unknown);
}

}  // namespace
}  // namespace winnow
