// A Winnow whose Redis a test may spoil: with an operator of Redis' own, who
// may do all that the product's access rules forbid, and clients that do not
// try again, so that a test sees each refusal.
//
// Threads: one makes and ends it; Submit() and the clients are free.

#ifndef WINNOW_TESTS_FAULT_FAULT_ROOM_H_
#define WINNOW_TESTS_FAULT_FAULT_ROOM_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/winnow_system.h"

namespace winnow {

class FaultRoom {
 public:
  // Of the user `operator` in Redis.
  static constexpr char kOperatorPassword[] = "operator-test";

  // With the site `daily`. `redis_config`: further lines of redis.conf;
  // `flags`: of winnowd.
  explicit FaultRoom(std::vector<std::string> redis_config = {},
                     std::vector<std::string> flags = {});

  WinnowSystem& system() { return system_; }
  // The site's backend, trusted with bulk; and the operator.
  Client& site() { return *site_; }
  Client& people() { return *people_; }

  // A client with one attempt for each call and a connection of its own.
  std::unique_ptr<Client> Impatient(const std::string& key,
                                    const std::string& site);

  // Hands in a comment by `author`, who needs no address.
  absl::StatusOr<v1::SubmitCommentResponse> Submit(
      const std::string& author, const std::string& body,
      const std::string& thread = "news/1");

  // Waits until submissions are taken, for a minute at most.
  bool TakesSubmissionsAgain();

  // The state of a comment as a moderator sees it, "" when it is not to be had.
  std::string StateOf(const std::string& name);
  absl::Status Reject(const std::string& name);

  // Runs a command of Redis as one who may do all; answers what redis-cli
  // prints.
  std::string Redis(const std::vector<std::string>& command);
  // The same for many, one a line, through one connection.
  std::string RedisLines(const std::string& commands);
  // A number of INFO.
  int64_t RedisFigure(const std::string& name);
  // A number of winnowd's metrics, -1 when it is not there.
  double Metric(const std::string& name) const;

  // What grpc.health.v1 says: SERVING.
  bool IsReady() const;

  ProgramResult Winnow(std::vector<std::string> arguments) const {
    return system_.Winnow(std::move(arguments), "daily");
  }

  std::string Log() const;

 private:
  WinnowSystem system_;
  std::unique_ptr<Client> site_;
  std::unique_ptr<Client> people_;
};

// A text of about `bytes` that no other `seed` gives and no filter minds.
std::string SomeText(int seed, size_t bytes);

// Of a program: processor time since its start, and memory now and at most.
double CpuSeconds(pid_t pid);
int64_t MemoryBytes(pid_t pid, const std::string& field = "VmRSS");

// How many lines a text has.
int64_t LineCount(const std::string& text);

}  // namespace winnow

#endif  // WINNOW_TESTS_FAULT_FAULT_ROOM_H_
