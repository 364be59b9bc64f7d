// The queue, live, beside `winnow review`: how many wait, and that something
// has changed. While it runs winnowd knows that somebody sits at this review;
// its leases end 15 s after it.

#ifndef WINNOW_CLIENTS_CLI_REVIEW_WATCH_H_
#define WINNOW_CLIENTS_CLI_REVIEW_WATCH_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "clients/cpp/queue_follower.h"

namespace winnow {

// Threads: any may ask; it has one of its own. A break is waited out; counts
// then stay what they were.
class ReviewWatch {
 public:
  // Begins to watch under a random session name. `news` is called on the
  // watch's thread after each change; it and `client` must outlive this.
  ReviewWatch(Client& client, const std::string& site,
              const std::string& filter, std::function<void()> news);
  ~ReviewWatch();
  ReviewWatch(const ReviewWatch&) = delete;
  ReviewWatch& operator=(const ReviewWatch&) = delete;

  // Waits until the watch has begun, no longer than `limit`. Returns its
  // session's name; empty if it has not.
  std::string WaitForSession(absl::Duration limit);

  // Held comments of the site, leased ones too; −1 before it is known.
  int64_t held_count() const { return held_count_; }
  // How often something changed since the watch began.
  int64_t news_count() const { return news_count_; }

 private:
  void Run();

  const std::string session_;
  const std::function<void()> news_;
  std::atomic<int64_t> held_count_ = -1;
  std::atomic<int64_t> news_count_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool begun_ = false;
  bool ended_ = false;
  QueueFollower follower_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_REVIEW_WATCH_H_
