// What a connection to Redis can be told, and what it tells.

#ifndef WINNOW_SERVICE_STORE_REDIS_CONNECTION_OPTIONS_H_
#define WINNOW_SERVICE_STORE_REDIS_CONNECTION_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/redis/command.h"
#include "service/store/redis/reply.h"

namespace winnow {

// Takes the answer to a command, once. An error *reply* of Redis is a Reply of
// kind kError; an error *status* means that there is no reply.
using ReplyHandler = absl::AnyInvocable<void(absl::StatusOr<Reply>) &&>;

// A command sent on every new connection before any other.
struct SetupCommand {
  Command command;
  // Says whether the reply is good; a bad one ends the attempt to connect. When
  // empty, anything but an error reply is good.
  std::function<absl::Status(const Reply&)> check = {};
};

struct ConnectionOptions {
  // `unix:PATH` or `HOST:PORT`.
  std::string address;

  // For AUTH; nothing is sent without a password file. The file is read at each
  // connect, so that a password can be changed under a running server.
  std::string user = {};
  std::string password_file = {};

  // Makes the commands to send on every new connection. Called on the I/O
  // thread. May be empty.
  std::function<std::vector<SetupCommand>()> setup = {};

  // For connecting, AUTH and setup together.
  absl::Duration connect_timeout = absl::Seconds(2);

  // How long commands wait for a connection that is away before they, and all
  // new ones, fail at once.
  absl::Duration grace = absl::Milliseconds(200);

  // Pauses between attempts: doubled each time, cut to between a half and the
  // whole at random, so that servers do not all come back together.
  absl::Duration backoff_min = absl::Milliseconds(10);
  absl::Duration backoff_max = absl::Seconds(1);

  // A connection on which commands wait and nothing arrives for so long is
  // given up. Must exceed the longest block of any blocking command sent.
  absl::Duration stall_timeout = absl::Seconds(10);

  // Commands accepted and not yet answered; beyond either, ResourceExhausted.
  size_t commands_max = 16384;
  size_t command_bytes_max = 64 << 20;
};

struct CommandOptions {
  // From Send to the answer, waiting included.
  absl::Duration timeout = absl::Seconds(2);

  // Whether sending it twice is the same as sending it once, so that it may be
  // sent again when a connection is cut before the answer came.
  bool idempotent = false;
};

struct ConnectionStats {
  // Now.
  size_t commands_in_flight = 0;
  size_t bytes_in_flight = 0;
  // Since the start.
  uint64_t connects = 0;
  uint64_t commands_timed_out = 0;
  uint64_t bytes_written = 0;
  uint64_t bytes_read = 0;

  ConnectionStats& operator+=(const ConnectionStats& other) {
    commands_in_flight += other.commands_in_flight;
    bytes_in_flight += other.bytes_in_flight;
    connects += other.connects;
    commands_timed_out += other.commands_timed_out;
    bytes_written += other.bytes_written;
    bytes_read += other.bytes_read;
    return *this;
  }
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_CONNECTION_OPTIONS_H_
