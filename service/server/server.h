// The object graph of a serving winnowd: every part is built once, here, and
// handed to the parts that use it. Nothing else in the program builds any.

#ifndef WINNOW_SERVICE_SERVER_SERVER_H_
#define WINNOW_SERVICE_SERVER_SERVER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/server/backend.h"
#include "service/server/config.h"

namespace winnow {

// How long calls under way may take to end once the server stops.
inline constexpr absl::Duration kDrainMax = absl::Seconds(10);

class Server {
 public:
  // Builds everything and serves.
  // Errors: one sentence that names the setting.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const Config& config, std::unique_ptr<Backend> backend);

  // Destroys what Drain() has emptied; drains if nobody has.
  ~Server();

  // Stops in order: not ready any more, streams ended with Unavailable, calls
  // under way finished. Blocks, at most kDrainMax and a little.
  void Drain();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

// Does what the configuration says until a signal (SIGTERM, SIGINT) or its end;
// a second signal ends the process at once. Returns the exit status.
// Input: called once, by main, before any thread is started.
int Run(const Config& config);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_SERVER_H_
