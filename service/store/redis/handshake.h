// What is said on a new connection before it serves: AUTH, the setup commands,
// and a PING, so that a connection that stands is one that answers.
//
// Internal to the connection. Threads: the I/O thread only.

#ifndef WINNOW_SERVICE_STORE_REDIS_HANDSHAKE_H_
#define WINNOW_SERVICE_STORE_REDIS_HANDSHAKE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/redis/connection_options.h"
#include "service/store/redis/reply.h"

namespace winnow {

class Handshake {
 public:
  // A handshake with nothing to say.
  Handshake() = default;

  // Errors: those of reading the password file.
  static absl::StatusOr<Handshake> Make(const ConnectionOptions& options);

  // The bytes still to write; MarkWritten takes them off.
  absl::string_view unwritten() const {
    return absl::string_view(bytes_).substr(written_);
  }
  void MarkWritten(size_t bytes) { written_ += bytes; }

  // Takes the next reply.
  // Errors: whatever is wrong with it; the connection is then of no use.
  absl::Status Take(const Reply& reply);

  // Whether every reply has come.
  bool finished() const { return taken_ == checks_.size(); }

 private:
  using Check = std::function<absl::Status(const Reply&)>;

  void Say(const Command& command, Check check);

  std::string bytes_;
  size_t written_ = 0;
  std::vector<Check> checks_;
  size_t taken_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_HANDSHAKE_H_
