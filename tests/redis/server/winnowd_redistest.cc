// The program itself: its flags, what it refuses to start on, how it stops.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "tests/support/redis_server.h"
#include "tests/support/run_program.h"

namespace winnow {
namespace {

using testing::HasSubstr;

constexpr auto kLimit = std::chrono::seconds(60);

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class WinnowdTest : public testing::Test {
 protected:
  WinnowdTest() {
    std::string pattern = "/tmp/winnowd-test-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) abort();
    dir_ = pattern;
  }
  ~WinnowdTest() override { std::filesystem::remove_all(dir_); }

  ProgramResult Run(std::vector<std::string> flags) {
    flags.insert(flags.begin(), WINNOW_WINNOWD);
    return RunProgram(flags);
  }

  std::string MasterKey(const std::string& name = "master.key") {
    const std::string path = dir_ + "/" + name;
    EXPECT_EQ(Run({"--create_master_key=" + path}).exit_status, 0);
    return path;
  }

  std::vector<std::string> Usual(const RedisServer& redis,
                                 const std::string& master_key) {
    return {"--redis=" + redis.address(),
            "--master_key_file=" + master_key,
            "--listen=",
            "--unix_socket=" + dir_ + "/winnowd.sock",
            "--metrics_listen=",
            "--redis_wait=10s"};
  }

  // Starts winnowd and waits for a line in its log.
  pid_t StartAndAwait(std::vector<std::string> flags, absl::string_view line) {
    flags.insert(flags.begin(), WINNOW_WINNOWD);
    const pid_t pid = StartProgram(flags, log());
    EXPECT_TRUE(Await(line)) << ReadAll(log());
    return pid;
  }

  bool Await(absl::string_view line) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    while (absl::Now() < deadline) {
      if (absl::StrContains(ReadAll(log()), line)) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }

  std::string log() const { return dir_ + "/log"; }

  std::string dir_;
};

TEST_F(WinnowdTest, NamesTheFlagThatIsWrong) {
  const std::string key = "--master_key_file=x";
  const struct {
    std::vector<std::string> flags;
    const char* named;
  } kRows[] = {
      {{}, "--master_key_file"},
      {{"--nonsense"}, "nonsense"},
      {{key, "--worker_threads=many"}, "worker_threads"},
      {{key, "--worker_threads=0"}, "--worker_threads"},
      {{key, "--calls_in_flight_max=15"}, "--calls_in_flight_max"},
      {{key, "--bytes_in_flight_max=1000"}, "--bytes_in_flight_max"},
      {{key, "--listen=nowhere"}, "--listen"},
      {{key, "--listen=0.0.0.0:7420"}, "--tls_cert"},
      {{key, "--listen=127.evil.example:7420"}, "--listen"},
      {{key, "--listen=[::]:7420"}, "--listen"},
      {{key, "--listen=192.168.1.10:7420"}, "--tls_cert"},
      {{key, "--listen=news.example:7420"}, "--tls_cert"},
      {{key, "--listen=127.0.0.1:7420,10.0.0.1:7420"}, "10.0.0.1"},
      {{key, "--plaintext_listen=0.0.0.0:7420"}, "--plaintext_listen"},
      {{key, "--plaintext_listen=news.example:7420", "--tls_cert=a",
        "--tls_key=b", "--tls_client_ca=c"},
       "--plaintext_listen"},
      {{key, "--listen="}, "--listen"},
      {{key, "--tls_cert=a", "--tls_key=b"}, "--tls_client_ca"},
      {{key, "--tls_cert=a", "--tls_client_ca=c"}, "--tls_key"},
      {{key, "--tls_key=b", "--tls_client_ca=c"}, "--tls_cert"},
      {{key, "--metrics_listen=0.0.0.0:9464"}, "--metrics_listen"},
      {{key, "--redis=10.0.0.1:6379"}, "--redis_network_is_private"},
      {{key, "--redis=somewhere"}, "--redis"},
      {{key, "--log_level=loud"}, "--log_level"},
      {{key, "--replace_lost_keys", "--create_operator_key=x"},
       "--replace_lost_keys"},
      {{key, "--bring_back_lost_keys"}, "--old_master_key_file"},
      {{key, "--bring_back_lost_keys", "--old_master_key_file=y",
        "--replace_lost_keys"},
       "--bring_back_lost_keys"},
      {{key, "stray"}, "unexpected argument"},
  };
  for (const auto& row : kRows) {
    const ProgramResult result = Run(row.flags);
    EXPECT_EQ(result.exit_status, 2) << row.named;
    EXPECT_THAT(result.errors, HasSubstr(row.named));
  }
  EXPECT_EQ(Run({"--help"}).exit_status, 0);
  EXPECT_THAT(Run({"--version"}).output, HasSubstr("winnowd "));
}

TEST_F(WinnowdTest, ReadsFlagsFromAFile) {
  std::ofstream(dir_ + "/flags") << "# ours\n--log_level=loud\n";
  const ProgramResult result =
      Run({"--master_key_file=x", "--flagfile=" + dir_ + "/flags"});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.errors, HasSubstr("--log_level"));
}

TEST_F(WinnowdTest, MakesEachKeyOnceAndForItsOwnerOnly) {
  RedisServer redis;
  const std::string master = MasterKey();
  struct stat file;
  ASSERT_EQ(stat(master.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  const std::string before = ReadAll(master);
  EXPECT_EQ(Run({"--create_master_key=" + master}).exit_status, 1);
  EXPECT_EQ(ReadAll(master), before);

  auto flags = Usual(redis, master);
  const std::string operator_key = dir_ + "/operator.key";
  flags.push_back("--create_operator_key=" + operator_key);
  EXPECT_EQ(Run(flags).exit_status, 0);
  ASSERT_EQ(stat(operator_key.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(ReadAll(operator_key).size(), 47u);  // wk_, 43 and a line end
  // The table is not empty any more.
  flags.back() = "--create_operator_key=" + dir_ + "/second.key";
  const ProgramResult second = Run(flags);
  EXPECT_EQ(second.exit_status, 1);
  EXPECT_THAT(second.errors, HasSubstr("there are API keys already"));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/second.key"));
}

TEST_F(WinnowdTest, RefusesARedisThatEvicts) {
  RedisServer redis({.config = {"maxmemory-policy allkeys-lru"}});
  const ProgramResult result = Run(Usual(redis, MasterKey()));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("maxmemory-policy"));
}

TEST_F(WinnowdTest, RefusesAnotherMasterKeyThanTheDatas) {
  RedisServer redis;
  auto flags = Usual(redis, MasterKey());
  flags.push_back("--create_operator_key=" + dir_ + "/operator.key");
  ASSERT_EQ(Run(flags).exit_status, 0);
  const ProgramResult result = Run(Usual(redis, MasterKey("another.key")));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("--master_key_file"));
  // Nor is the old one of any help that is another still.
  flags = Usual(redis, dir_ + "/another.key");
  flags.push_back("--old_master_key_file=" + MasterKey("third.key"));
  const ProgramResult neither = Run(flags);
  EXPECT_EQ(neither.exit_status, 1);
  EXPECT_THAT(neither.errors, HasSubstr("--old_master_key_file"));
  flags.back() = "--old_master_key_file=" + dir_ + "/nowhere.key";
  const ProgramResult absent = Run(flags);
  EXPECT_EQ(absent.exit_status, 1);
  EXPECT_THAT(absent.errors, HasSubstr("--old_master_key_file: "));
}

TEST_F(WinnowdTest, RefusesAMasterKeyThatOthersMayRead) {
  RedisServer redis;
  const std::string master = MasterKey();
  ASSERT_EQ(chmod(master.c_str(), 0644), 0);
  const ProgramResult result = Run(Usual(redis, master));
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("--master_key_file"));
}

TEST_F(WinnowdTest, WaitsForRedisAndThenGivesUp) {
  RedisServer redis;
  redis.Stop();
  auto flags = Usual(redis, MasterKey());
  flags.push_back("--redis_wait=300ms");
  const ProgramResult result = Run(flags);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("--redis: "));
  EXPECT_THAT(result.errors, HasSubstr("does not answer"));
}

TEST_F(WinnowdTest, StopsInOrderOnASignal) {
  RedisServer redis;
  const pid_t pid = StartAndAwait(Usual(redis, MasterKey()), "event=serving");
  struct stat socket;
  ASSERT_EQ(stat((dir_ + "/winnowd.sock").c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777, 0660u);
  kill(pid, SIGTERM);
  EXPECT_EQ(WaitForProgram(pid, kLimit), 0);
  EXPECT_THAT(ReadAll(log()), HasSubstr("event=stopped"));
}

TEST_F(WinnowdTest, LeavesTheSocketToTheServerThatHasIt) {
  RedisServer redis;
  const auto flags = Usual(redis, MasterKey());
  const pid_t pid = StartAndAwait(flags, "event=serving");
  const ProgramResult second = Run(flags);
  EXPECT_EQ(second.exit_status, 1);
  EXPECT_THAT(second.errors, HasSubstr("--unix_socket"));
  kill(pid, SIGTERM);
  EXPECT_EQ(WaitForProgram(pid, kLimit), 0);
}

TEST_F(WinnowdTest, SaysSoWhenAPortIsTaken) {
  RedisServer redis;
  const std::string address = absl::StrCat("127.0.0.1:", FreeTcpPort());
  auto flags = Usual(redis, MasterKey());
  flags.push_back("--listen=" + address);
  const pid_t pid = StartAndAwait(flags, "event=serving");
  flags.push_back("--unix_socket=");
  const ProgramResult second = Run(flags);
  EXPECT_EQ(second.exit_status, 1);
  EXPECT_THAT(second.errors, HasSubstr("--listen: cannot listen on "));
  kill(pid, SIGINT);
  EXPECT_EQ(WaitForProgram(pid, kLimit), 0);
}

TEST_F(WinnowdTest, NoticesARedisThatBeginsToEvict) {
  RedisServer redis;
  const pid_t pid = StartAndAwait(Usual(redis, MasterKey()), "event=serving");
  ASSERT_EQ(RunProgram({"redis-cli", "-s", redis.socket_path(), "config", "set",
                        "maxmemory-policy", "allkeys-lru"})
                .exit_status,
            0);
  EXPECT_TRUE(Await("event=redis_unfit")) << ReadAll(log());
  ASSERT_EQ(RunProgram({"redis-cli", "-s", redis.socket_path(), "config", "set",
                        "maxmemory-policy", "noeviction"})
                .exit_status,
            0);
  EXPECT_TRUE(Await("event=redis_fit")) << ReadAll(log());
  kill(pid, SIGTERM);
  EXPECT_EQ(WaitForProgram(pid, kLimit), 0);
}

}  // namespace
}  // namespace winnow
