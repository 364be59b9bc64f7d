// Wakes readers when a stream of their site grows. One thread and one Redis
// connection of its own (XREAD BLOCK) serve every reader of this server, so
// that the pipelined connection is never blocked.
//
// Thread-safe.
#ifndef WINNOW_SERVICE_STORE_REDIS_FEED_TAIL_H_
#define WINNOW_SERVICE_STORE_REDIS_FEED_TAIL_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

class FeedTail {
 public:
  // Opens its connection and starts its thread.
  explicit FeedTail(ConnectionOptions options);
  ~FeedTail();

  // Calls `wake` on the tail's thread each time the feed of `site` may have
  // grown (and sometimes when it has not). `wake` must be short and must not
  // call this object. Once the returned handle is gone, `wake` is not running
  // and never runs again. Handles must not outlive this object.
  std::shared_ptr<void> Watch(const std::string& site,
                              absl::AnyInvocable<void()> wake);

  // The same for what happens to the site's queue, which two streams tell.
  std::shared_ptr<void> WatchQueue(const std::string& site,
                                   const std::function<void()>& wake);

 private:
  class State;
  std::shared_ptr<void> WatchStream(const std::string& key,
                                    absl::AnyInvocable<void()> wake);
  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_FEED_TAIL_H_
