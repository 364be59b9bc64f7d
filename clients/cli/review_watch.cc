#include "clients/cli/review_watch.h"

#include <sodium.h>

#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"

namespace winnow {
namespace {

constexpr size_t kSessionBytes = 16;
constexpr absl::Duration kFirstFor = absl::Seconds(3);

std::string RandomName() {
  std::string bytes(kSessionBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return absl::BytesToHexString(bytes);
}

v1::WatchQueueRequest MakeRequest(const std::string& site,
                                  const std::string& filter,
                                  const std::string& session) {
  v1::WatchQueueRequest request;
  request.set_site(site);
  request.set_filter(filter);
  request.set_session(session);
  return request;
}

}  // namespace

ReviewWatch::ReviewWatch(Client& client, const std::string& site,
                         const std::string& filter, std::function<void()> news)
    : session_(RandomName()),
      news_(std::move(news)),
      follower_(client, MakeRequest(site, filter, session_)),
      thread_([this] { Run(); }) {}

ReviewWatch::~ReviewWatch() {
  follower_.Stop();
  thread_.join();
}

// How it ends does not matter: without it the review asks every second, and
// its leases last as long as they were asked for.
void ReviewWatch::Run() {
  const auto handle = [this](const v1::WatchQueueResponse& change, bool) {
    held_count_ = change.held_count();
    ++news_count_;
    {
      std::lock_guard lock(mutex_);
      begun_ = true;
    }
    changed_.notify_all();
    news_();
    return absl::OkStatus();
  };
  follower_
      .Run(
          handle, [](const absl::Status&, absl::Duration) {}, kFirstFor)
      .IgnoreError();
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

std::string ReviewWatch::WaitForSession(absl::Duration limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(limit),
                    [this] { return begun_ || ended_; });
  return begun_ ? session_ : std::string();
}

}  // namespace winnow
