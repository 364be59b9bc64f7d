// A whole Winnow of a test's own: the built winnowd on the product's Redis
// configuration and access rules, with keys, all in temporary directories and
// on Unix sockets. Gone with this object; dies with the test, even if that is
// killed.
//
//   WinnowSystem system;
//   system.CreateSite("daily");
//   const std::string key = system.CreateKey("daily", v1::ApiKey::SITE);
//   auto client = system.MakeClient(key, "daily");
//
// Threads: one, and the same as made it must outlive it; clients are free.

#ifndef WINNOW_TESTS_SUPPORT_WINNOW_SYSTEM_H_
#define WINNOW_TESTS_SUPPORT_WINNOW_SYSTEM_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/client.h"
#include "tests/support/redis_server.h"
#include "tests/support/run_program.h"
#include "winnow/v1/site.pb.h"

namespace winnow {

class WinnowSystem {
 public:
  // Of winnowd's user in Redis, `winnow`.
  static constexpr char kRedisPassword[] = "winnow-test";

  struct Options {
    // Further flags of winnowd, `--name=value`; they win over the usual ones.
    std::vector<std::string> flags = {};
    // Further lines of redis.conf, after the product's.
    std::vector<std::string> redis_config = {};
  };

  // Starts everything and waits until winnowd serves; ends the test program if
  // it does not.
  WinnowSystem() : WinnowSystem(Options()) {}
  explicit WinnowSystem(Options options);
  ~WinnowSystem();

  WinnowSystem(const WinnowSystem&) = delete;
  WinnowSystem& operator=(const WinnowSystem&) = delete;

  // `unix:PATH`, for clients; and the TCP address of the same server.
  std::string address() const { return "unix:" + dir_ + "/winnowd.sock"; }
  std::string tcp_address() const;
  std::string metrics_address() const;

  // The directory with keys and winnowd.log; Redis' is redis().dir().
  const std::string& dir() const { return dir_; }
  std::string log_file() const { return dir_ + "/winnowd.log"; }
  std::string master_key_file() const { return dir_ + "/master.key"; }
  std::string operator_key_file() const { return dir_ + "/operator.key"; }

  std::string erasure_log() const { return dir_ + "/erasures.log"; }

  RedisServer& redis() { return *redis_; }
  pid_t winnowd_pid() const { return winnowd_pid_; }

  // Ends winnowd in order (SIGTERM) and returns its exit status, or where it
  // stands (SIGKILL); both return when it is gone.
  int StopWinnowd();
  void KillWinnowd();

  // Adds a flag, `--name=value`, which wins over the ones before from the next
  // start on.
  void AddFlag(const std::string& flag);
  std::string flag_file() const { return dir_ + "/winnowd.flags"; }
  static const char* winnowd_path();

  // Runs another winnowd with the same flags and `more`, which must make it
  // end.
  ProgramResult RunWinnowd(std::vector<std::string> more) const;

  // Starts it again, with or without waiting until it serves.
  void StartWinnowd();
  void WaitUntilReady();

  // Makes a site, and a key of it; returns the key's secret. End the test
  // program if they cannot.
  void CreateSite(const std::string& site);
  std::string CreateKey(
      const std::string& site, v1::ApiKey::Role role,
      const std::vector<v1::ApiKey::Permission>& permissions = {});

  // Makes a client of this system; an empty key means the operator's.
  std::unique_ptr<Client> MakeClient(const std::string& key = "",
                                     const std::string& site = "") const;

  // Runs the `winnow` command with the operator's key; what `options` says
  // about its environment wins.
  ProgramResult Winnow(std::vector<std::string> arguments,
                       const std::string& site,
                       ProgramOptions options = {}) const;

  // Starts it with the operator's key and returns at once: see StartProgram().
  pid_t StartWinnow(std::vector<std::string> arguments, const std::string& site,
                    const std::string& log_file) const;

  // The command's file, and the environment that Winnow() gives it.
  static const char* command_path();
  std::vector<std::pair<std::string, std::string>> CommandEnvironment(
      const std::string& site) const;

 private:
  const Options options_;
  std::string dir_;
  int port_ = 0;
  int metrics_port_ = 0;
  std::unique_ptr<RedisServer> redis_;
  pid_t winnowd_pid_ = -1;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_WINNOW_SYSTEM_H_
