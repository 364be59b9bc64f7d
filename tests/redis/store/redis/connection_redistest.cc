#include <fstream>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
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
constexpr CommandOptions kPatient = {.timeout = absl::Seconds(20)};

class ConnectionTest : public testing::Test {
 protected:
  ConnectionOptions Options() const { return {.address = server_.address()}; }

  RedisServer server_;
};

TEST_F(ConnectionTest, AnswersEveryKindOfReply) {
  Connection connection(Options());
  const auto call = [&connection](Command command) {
    absl::StatusOr<Reply> reply = connection.Call(std::move(command), kPatient);
    EXPECT_THAT(reply, IsOk());
    return *std::move(reply);
  };
  Reply status = call(Command({"SET", "key", "value"}));
  EXPECT_EQ(status.kind(), Reply::Kind::kStatus);
  EXPECT_EQ(status.text(), "OK");
  Reply text = call(Command({"GET", "key"}));
  EXPECT_EQ(text.kind(), Reply::Kind::kString);
  EXPECT_EQ(text.text(), "value");
  EXPECT_TRUE(call(Command({"GET", "absent"})).is_nil());
  EXPECT_EQ(call(Command("INCRBY").Append("n").AppendInt(-7)).integer(), -7);
  Reply error = call(Command({"INCR", "key"}));
  EXPECT_TRUE(error.is_error());
  EXPECT_THAT(std::string(error.text()), HasSubstr("ERR value is not"));
  Reply array = call(Command({"MGET", "key", "absent", "n"}));
  ASSERT_EQ(array.size(), 3u);
  EXPECT_EQ(array[0].text(), "value");
  EXPECT_TRUE(array[1].is_nil());
  EXPECT_EQ(array[2].text(), "-7");
  Reply nested = call(Command(
      {"EVAL", "return {1, {2, {'a', false}}, {}, redis.status_reply('x')}",
       "0"}));
  ASSERT_EQ(nested.size(), 4u);
  EXPECT_EQ(nested[1][1][0].text(), "a");
  EXPECT_TRUE(nested[1][1][1].is_nil());
  EXPECT_TRUE(nested[2].is_array());
  EXPECT_EQ(nested[2].size(), 0u);
  EXPECT_EQ(nested[3].kind(), Reply::Kind::kStatus);
}

TEST_F(ConnectionTest, CarriesAnyBytesBothWays) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes.push_back(static_cast<char>(byte));
  }
  bytes += "\r\n$3\r\nfoo\r\n";
  Connection connection(Options());
  ASSERT_THAT(connection.Call(Command({"SET", bytes, bytes}), kPatient),
              IsOk());
  const auto reply = connection.Call(Command({"GET", bytes}), kPatient);
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->text(), bytes);
}

TEST_F(ConnectionTest, CarriesTextsOfEverySizeAroundItsBuffer) {
  Connection connection(Options());
  for (const size_t size :
       {0u, 1u, 16370u, 16383u, 16384u, 16385u, 32768u, 1000000u, 20000000u}) {
    const std::string text(size, 'x');
    ASSERT_THAT(connection.Call(Command({"SET", "key", text}), kPatient),
                IsOk());
    const auto reply = connection.Call(Command({"GET", "key"}), kPatient);
    ASSERT_THAT(reply, IsOk());
    EXPECT_EQ(reply->text(), text) << size;
  }
}

TEST_F(ConnectionTest, AnswersInTheOrderOfSending) {
  constexpr int kCommands = 20000;
  ConnectionOptions options = Options();
  options.commands_max = kCommands;
  Connection connection(std::move(options));
  std::vector<int64_t> answers;  // Only the I/O thread writes.
  std::latch all(kCommands);
  for (int command = 0; command < kCommands; ++command) {
    connection.Send(Command({"INCR", "n"}), kPatient,
                    [&](absl::StatusOr<Reply> reply) {
                      answers.push_back(reply.ok() ? reply->integer() : -1);
                      all.count_down();
                    });
  }
  all.wait();
  for (int command = 0; command < kCommands; ++command) {
    ASSERT_EQ(answers[command], command + 1);
  }
}

TEST_F(ConnectionTest, EightThreadsGetTheirOwnAnswers) {
  constexpr int kThreads = 8;
  constexpr int kCommands = 4000;
  Connection connection(Options());
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  std::latch all(kThreads * kCommands);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int command = 0; command < kCommands; ++command) {
        const std::string text = absl::StrCat(thread, ":", command);
        // Waiting now and then keeps each within the budget and lets the I/O
        // thread fall asleep in between.
        if (command % 100 == 99) {
          const auto reply = connection.Call(Command({"ECHO", text}), kPatient);
          if (reply.ok() && reply->text() == text) ++right;
          all.count_down();
          continue;
        }
        connection.Send(Command({"ECHO", text}), kPatient,
                        [&, text](absl::StatusOr<Reply> reply) {
                          if (reply.ok() && reply->text() == text) ++right;
                          all.count_down();
                        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  all.wait();
  EXPECT_EQ(right, kThreads * kCommands);
  EXPECT_EQ(connection.stats().commands_in_flight, 0u);
  EXPECT_EQ(connection.stats().bytes_in_flight, 0u);
}

// Each call finds the I/O thread falling asleep or just asleep: a lost wake-up
// would leave it waiting for its time-out.
TEST_F(ConnectionTest, NoCallIsLeftSleeping) {
  constexpr int kThreads = 3;
  constexpr int kCommands = 5000;
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int command = 0; command < kCommands; ++command) {
        if (connection.Call(Command("PING"), kPatient).ok()) ++answered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, kThreads * kCommands);
}

TEST_F(ConnectionTest, AnAnswerMaySendTheNextCommand) {
  Connection connection(Options());
  std::promise<int64_t> last;
  // A chain of hops on the I/O thread, as gather and commit are.
  struct Chain {
    Connection& connection;
    std::promise<int64_t>& last;
    void Next(int left) {
      connection.Send(Command({"INCR", "n"}), kPatient,
                      [this, left](absl::StatusOr<Reply> reply) {
                        if (!reply.ok() || left == 0) {
                          last.set_value(reply.ok() ? reply->integer() : -1);
                          return;
                        }
                        Next(left - 1);
                      });
    }
  } chain = {connection, last};
  chain.Next(999);
  EXPECT_EQ(last.get_future().get(), 1000);
}

TEST_F(ConnectionTest, WaitingOnItsOwnThreadIsRefused) {
  Connection connection(Options());
  std::promise<absl::Status> inner;
  connection.Send(
      Command("PING"), kPatient, [&](const absl::StatusOr<Reply>& /*pong*/) {
        inner.set_value(connection.Call(Command("PING"), kPatient).status());
      });
  EXPECT_THAT(inner.get_future().get(), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(ConnectionTest, RefusesMoreCommandsThanItMayHold) {
  ConnectionOptions options = Options();
  options.commands_max = 10;
  Connection connection(std::move(options));
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Pause();
  std::latch answered(10);
  for (int command = 0; command < 10; ++command) {
    connection.Send(Command("PING"), kPatient,
                    [&](const absl::StatusOr<Reply>& reply) {
                      EXPECT_THAT(reply, IsOk());
                      answered.count_down();
                    });
  }
  EXPECT_THAT(connection.Call(Command("PING"), kPatient),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(connection.stats().commands_in_flight, 10u);
  server_.Resume();
  answered.wait();
  EXPECT_THAT(connection.Call(Command("PING"), kPatient), IsOk());
}

TEST_F(ConnectionTest, RefusesMoreBytesThanItMayHold) {
  ConnectionOptions options = Options();
  options.command_bytes_max = 1000;
  Connection connection(std::move(options));
  EXPECT_THAT(
      connection.Call(Command({"ECHO", std::string(1000, 'x')}), kPatient),
      StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(
      connection.Call(Command({"ECHO", std::string(900, 'x')}), kPatient),
      IsOk());
  EXPECT_EQ(connection.stats().bytes_in_flight, 0u);
}

TEST_F(ConnectionTest, ALateAnswerIsDroppedInItsPlace) {
  Connection connection(Options());
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Pause();
  EXPECT_THAT(connection.Call(Command({"ECHO", "late"}),
                              {.timeout = absl::Milliseconds(50)}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in time")));
  server_.Resume();
  const auto reply = connection.Call(Command({"ECHO", "mine"}), kPatient);
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->text(), "mine");
  EXPECT_EQ(connection.stats().commands_timed_out, 1u);
  EXPECT_EQ(connection.stats().connects, 1u);
  EXPECT_EQ(connection.stats().commands_in_flight, 0u);
}

TEST_F(ConnectionTest, GivesUpAConnectionThatHasStoppedAnswering) {
  ConnectionOptions options = Options();
  options.stall_timeout = absl::Milliseconds(100);
  Connection connection(std::move(options));
  ASSERT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  server_.Pause();
  EXPECT_THAT(connection.Call(Command("PING"), kPatient),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(connection.health(), StatusIs(absl::StatusCode::kUnavailable,
                                            HasSubstr("stopped answering")));
  server_.Resume();
  EXPECT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
}

TEST_F(ConnectionTest, SaysSetupCommandsBeforeAnythingElse) {
  ConnectionOptions options = Options();
  options.setup = [] {
    std::vector<SetupCommand> setup;
    setup.push_back({Command({"SET", "setup", "done"}), {}});
    return setup;
  };
  Connection connection(std::move(options));
  const auto reply = connection.Call(Command({"GET", "setup"}), kPatient);
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->text(), "done");
}

TEST_F(ConnectionTest, ASetupCommandThatIsRefusedKeepsItDown) {
  std::atomic<bool> good = false;
  ConnectionOptions options = Options();
  options.setup = [&good] {
    std::vector<SetupCommand> setup;
    setup.push_back({Command("PING"), [&good](const Reply& reply) {
                       EXPECT_EQ(reply.text(), "PONG");
                       return good ? absl::OkStatus()
                                   : absl::FailedPreconditionError("not yet");
                     }});
    return setup;
  };
  Connection connection(std::move(options));
  EXPECT_THAT(
      connection.WaitUntilConnected(absl::Milliseconds(100)),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not yet")));
  good = true;
  EXPECT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
}

TEST(ConnectionAuth, UsesThePasswordOfItsFile) {
  RedisServer server(
      {.config = {"user winnow on >secret ~* &* +@all", "user default off"}});
  const std::string path = server.dir() + "/password";
  std::ofstream(path) << "wrong\n";
  chmod(path.c_str(), 0600);
  Connection connection(
      {.address = server.address(), .user = "winnow", .password_file = path});
  EXPECT_THAT(connection.WaitUntilConnected(absl::Milliseconds(100)),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("WRONGPASS")));
  // Read at each attempt, so putting it right is enough.
  std::ofstream(path) << "secret\n";
  EXPECT_THAT(connection.WaitUntilConnected(kSoon), IsOk());
  EXPECT_THAT(connection.Call(Command("PING"), kPatient), IsOk());
}

TEST(ConnectionTcp, ConnectsToAHostAndPort) {
  const int port = FreeTcpPort();
  RedisServer server({.port = port});
  Connection connection({.address = absl::StrCat("localhost:", port)});
  EXPECT_THAT(connection.Call(Command("PING"), kPatient), IsOk());
}

TEST(ConnectionAddress, SaysWhatAnAddressLooksLike) {
  for (const char* address :
       {"", "localhost", ":6379", "localhost:", "unix:"}) {
    Connection connection({.address = address});
    EXPECT_THAT(connection.WaitUntilConnected(absl::Milliseconds(50)),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << address;
  }
}

}  // namespace
}  // namespace winnow
