#include "service/store/redis/feed_tail.h"

#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/store/redis/connection.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

// How long one XREAD waits. A watch on a site that nobody watched before begins
// with the next one, so this is also the longest that its first event waits.
constexpr absl::Duration kBlock = absl::Milliseconds(200);
constexpr absl::Duration kReadTimeout = absl::Seconds(5);
constexpr absl::Duration kPauseWhenIdle = absl::Milliseconds(100);
constexpr absl::Duration kPauseWhenFailing = absl::Seconds(1);

}  // namespace

class FeedTail::State {
 public:
  explicit State(ConnectionOptions options) : redis_(std::move(options)) {}

  void Run();

  void Stop() {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }

  int64_t Add(const std::string& key, absl::AnyInvocable<void()> wake) {
    std::lock_guard lock(mutex_);
    const int64_t id = next_id_++;
    streams_[key].watches[id] = std::move(wake);
    return id;
  }

  void Remove(const std::string& key, int64_t id) {
    std::lock_guard lock(mutex_);
    const auto at = streams_.find(key);
    if (at == streams_.end()) return;
    at->second.watches.erase(id);
    if (at->second.watches.empty()) streams_.erase(at);
  }

 private:
  struct Watched {
    std::string cursor;  // the newest event seen; empty: not asked yet
    std::map<int64_t, absl::AnyInvocable<void()>> watches;
  };

  // Wakes everybody of one stream. Under the lock, so that a watch that has
  // ended is never woken.
  static void Wake(Watched& stream) {
    for (auto& [id, wake] : stream.watches) wake();
  }

  // Gives streams that have no cursor yet the newest one.
  absl::Status FindCursors();
  Command ReadCommand(bool& empty);
  void OnEvents(const Reply& reply);
  void WakeAll();

  Connection redis_;
  std::mutex mutex_;
  bool stopping_ = false;  // Guarded by mutex_.
  int64_t next_id_ = 0;    // Guarded by mutex_.
  // By key. Guarded by mutex_.
  std::map<std::string, Watched> streams_;
};

absl::Status FeedTail::State::FindCursors() {
  std::vector<std::string> fresh;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [key, watched] : streams_) {
      if (watched.cursor.empty()) fresh.push_back(key);
    }
  }
  for (const std::string& key : fresh) {
    auto newest =
        redis_.Call(Command({"XREVRANGE", key, "+", "-", "COUNT", "1"}),
                    {.timeout = kReadTimeout, .idempotent = true});
    if (!newest.ok()) return newest.status();
    if (newest->is_error()) return StatusFromError(newest->text());
    const bool found = newest->size() == 1 && (*newest)[0].size() > 0;
    std::lock_guard lock(mutex_);
    const auto at = streams_.find(key);
    if (at == streams_.end()) continue;
    at->second.cursor = found ? std::string((*newest)[0][0].text()) : "0-0";
    // What came between a watcher's first look and this one.
    Wake(at->second);
  }
  return absl::OkStatus();
}

Command FeedTail::State::ReadCommand(bool& empty) {
  Command command("XREAD");
  command.Append("BLOCK").AppendInt(absl::ToInt64Milliseconds(kBlock));
  command.Append("COUNT").Append("1000").Append("STREAMS");
  std::vector<std::string> cursors;
  std::lock_guard lock(mutex_);
  for (const auto& [key, watched] : streams_) {
    if (watched.cursor.empty()) continue;
    command.Append(key);
    cursors.push_back(watched.cursor);
  }
  for (const std::string& cursor : cursors) command.Append(cursor);
  empty = cursors.empty();
  return command;
}

void FeedTail::State::OnEvents(const Reply& reply) {
  std::lock_guard lock(mutex_);
  for (const Reply& stream : reply.items()) {
    if (stream.size() != 2 || stream[1].size() == 0) continue;
    const Reply& newest = stream[1][stream[1].size() - 1];
    const auto at = streams_.find(std::string(stream[0].text()));
    if (at == streams_.end()) continue;
    if (newest.size() > 0) at->second.cursor = std::string(newest[0].text());
    Wake(at->second);
  }
}

void FeedTail::State::WakeAll() {
  std::lock_guard lock(mutex_);
  for (auto& [key, watched] : streams_) Wake(watched);
}

void FeedTail::State::Run() {
  bool away = false;
  std::optional<uint64_t> connects;  // when Redis answered last
  while (true) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    bool empty = true;
    absl::StatusOr<Reply> reply = absl::UnavailableError("not asked");
    if (FindCursors().ok()) {
      Command command = ReadCommand(empty);
      if (empty) {
        absl::SleepFor(kPauseWhenIdle);
        continue;
      }
      // Not sent again by the connection: a cut must show here.
      reply = redis_.Call(std::move(command),
                          {.timeout = kReadTimeout, .idempotent = false});
    }
    if (!reply.ok() || reply->is_error()) {
      // Once when it begins. Where it lasts (a Cluster refuses one XREAD over
      // several slots) readers look for themselves every second.
      if (!away) {
        Log(Severity::kWarning, "feed_tail_failed",
            {{"reason",
              reply.ok() ? reply->text() : reply.status().message()}});
      }
      away = true;
      absl::SleepFor(kPauseWhenFailing);
      WakeAll();
      continue;
    }
    // A Redis that came back may have lost its last events with its disk. It
    // may have been away between two reads.
    const uint64_t connects_now = redis_.stats().connects;
    if (away || connects_now != connects.value_or(connects_now)) WakeAll();
    away = false;
    connects = connects_now;
    if (reply->is_array()) OnEvents(*reply);
  }
}

FeedTail::FeedTail(ConnectionOptions options)
    : state_(std::make_shared<State>(std::move(options))) {
  thread_ = std::thread([state = state_.get()] { state->Run(); });
}

FeedTail::~FeedTail() {
  state_->Stop();
  thread_.join();
}

std::shared_ptr<void> FeedTail::WatchStream(const std::string& key,
                                            absl::AnyInvocable<void()> wake) {
  const int64_t id = state_->Add(key, std::move(wake));
  return std::shared_ptr<void>(
      nullptr, [state = state_, key, id](void*) { state->Remove(key, id); });
}

std::shared_ptr<void> FeedTail::Watch(const std::string& site,
                                      absl::AnyInvocable<void()> wake) {
  return WatchStream(absl::StrCat(SitePrefix(site), "feed"), std::move(wake));
}

std::shared_ptr<void> FeedTail::WatchQueue(const std::string& site,
                                           const std::function<void()>& wake) {
  using Both = std::pair<std::shared_ptr<void>, std::shared_ptr<void>>;
  return std::make_shared<Both>(
      Watch(site, wake),
      WatchStream(absl::StrCat(SitePrefix(site), "queue-changes"), wake));
}

}  // namespace winnow
