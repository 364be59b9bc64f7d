#include "service/moderation/queue_watch.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

// How soon it is seen that a watcher is gone, which nobody tells.
constexpr absl::Duration kLook = absl::Milliseconds(100);
// Pages of changes read before it is another site's turn.
constexpr int kPagesMax = 10;
// Sessions one call of the store takes.
constexpr size_t kSessionsMax = 100;
constexpr absl::Duration kRetryWhenFull = absl::Seconds(5);
constexpr absl::Duration kRetryWhenLost = absl::Seconds(1);

absl::Status TooMany(absl::string_view who) {
  return WithRetryAfter(absl::ResourceExhaustedError(absl::StrCat(
                            who,
                            " watches this queue too often already; close a "
                            "watch that nobody needs")),
                        kRetryWhenFull);
}

}  // namespace

struct QueueWatch::Site {
  struct Watched {
    std::weak_ptr<QueueWatcher> watcher;
    QueueWatchStore::Session session;
    bool fresh = true;  // it has been told nothing yet
  };

  std::vector<Watched> watched;  // Guarded by mutex_.
  bool news = true;              // Guarded by mutex_.
  // The rest is of the thread alone.
  std::shared_ptr<void> tail;
  QueuePlace place;
  absl::Time next_read = absl::InfinitePast();
  absl::Time next_tend = absl::InfinitePast();
  absl::Time next_beat = absl::InfinitePast();
  absl::Time failing_since = absl::InfiniteFuture();
  // Whose watch is over, and whose leases are to be told how long they last.
  std::vector<QueueWatchStore::Session> ended;

  bool IsDue(absl::Time now) const {
    return now >= next_tend || (now >= next_read && (news || !ended.empty()));
  }
};

// What is done for one site at once, without the lock.
struct QueueWatch::Turn {
  std::shared_ptr<Site> site;
  std::vector<std::shared_ptr<QueueWatcher>> watchers;
  std::vector<std::shared_ptr<QueueWatcher>> newcomers;
  std::vector<QueueWatchStore::Session> living;
  absl::Time now;
};

QueueWatch::QueueWatch(QueueWatchStore& store, Tail tail, QueueWatchTimes times)
    : store_(store),
      tail_(std::move(tail)),
      times_(times),
      thread_([this] { Run(); }) {}

QueueWatch::~QueueWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  // A handle waits for a wake under way, which takes the lock.
  std::map<std::string, std::shared_ptr<Site>> sites;
  const std::lock_guard lock(mutex_);
  sites.swap(sites_);
}

absl::Status QueueWatch::Add(const std::string& id,
                             QueueWatchStore::Session session,
                             const std::shared_ptr<QueueWatcher>& watcher) {
  {
    const std::lock_guard lock(mutex_);
    auto& site = sites_[id];
    if (!site) site = std::make_shared<Site>();
    const auto is_there = [](const Site::Watched& watched) {
      return !watched.watcher.expired();
    };
    const auto of_key = [&](const Site::Watched& watched) {
      return is_there(watched) && watched.session.first == session.first;
    };
    auto& all = site->watched;
    if (std::count_if(all.begin(), all.end(), of_key) >= kWatchersOfKeyMax) {
      return TooMany("this key");
    }
    if (std::count_if(all.begin(), all.end(), is_there) >= kWatchersOfSiteMax) {
      return TooMany("everybody together");
    }
    all.push_back({.watcher = watcher, .session = std::move(session)});
    site->news = true;
  }
  wake_.notify_one();
  return absl::OkStatus();
}

QueueWatch::Turn QueueWatch::Begin(const std::shared_ptr<Site>& site,
                                   absl::Time now) {
  Turn turn;
  turn.site = site;
  turn.now = now;
  site->news = false;
  for (Site::Watched& watched : site->watched) {
    auto watcher = watched.watcher.lock();
    if (!watcher) continue;
    if (!watched.session.second.empty()) {
      turn.living.push_back(watched.session);
      // What it leased before it was here must not end meanwhile.
      if (watched.fresh) site->next_beat = now;
    }
    (watched.fresh ? turn.newcomers : turn.watchers)
        .push_back(std::move(watcher));
  }
  return turn;
}

void QueueWatch::ForgetGone(Site& site) {
  const auto gone = std::partition(
      site.watched.begin(), site.watched.end(),
      [](const auto& watched) { return !watched.watcher.expired(); });
  for (auto at = gone; at != site.watched.end(); ++at) {
    // While Redis is away they add up; leases of those left out end as well,
    // only a little later.
    if (!at->session.second.empty() && site.ended.size() < kSessionsMax) {
      site.ended.push_back(at->session);
    }
  }
  site.watched.erase(gone, site.watched.end());
}

void QueueWatch::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const absl::Time now = absl::Now();
    std::vector<Turn> turns;
    std::vector<std::string> ids;
    std::vector<std::shared_ptr<Site>> unwatched;
    for (auto at = sites_.begin(); at != sites_.end();) {
      Site& site = *at->second;
      ForgetGone(site);
      if (site.watched.empty() && site.ended.empty()) {
        unwatched.push_back(std::move(at->second));
        at = sites_.erase(at);
        continue;
      }
      if (site.IsDue(now)) {
        turns.push_back(Begin(at->second, now));
        ids.push_back(at->first);
      }
      ++at;
    }
    lock.unlock();
    unwatched.clear();
    for (size_t i = 0; i < turns.size(); ++i) Work(ids[i], turns[i]);
    const bool worked = !turns.empty();
    turns.clear();  // what it holds of watchers may be the last of them
    lock.lock();
    if (worked || stopping_) continue;
    if (sites_.empty()) {
      wake_.wait(lock, [this] { return stopping_ || !sites_.empty(); });
    } else {
      wake_.wait_for(lock, absl::ToChronoNanoseconds(kLook));
    }
  }
}

void QueueWatch::Work(const std::string& id, Turn& turn) {
  Site& site = *turn.site;
  site.next_read = turn.now + times_.rest;
  // Before the first read, so that nothing falls between the two.
  if (!site.tail) {
    site.tail = tail_(id, [this, id] {
      {
        const std::lock_guard lock(mutex_);
        const auto at = sites_.find(id);
        if (at == sites_.end()) return;
        at->second->news = true;
      }
      wake_.notify_one();
    });
  }
  absl::Status status = Tend(id, turn);
  if (status.ok()) status = Read(id, turn);
  if (status.ok()) {
    site.failing_since = absl::InfiniteFuture();
    return;
  }
  if (site.failing_since == absl::InfiniteFuture()) {
    site.failing_since = turn.now;
    Log(Severity::kWarning, "queue_watch_failed",
        {{"site", id}, {"reason", status.message()}});
  }
  // From now: the calls may have waited for seconds, and the other sites' turns
  // come first.
  site.next_tend = site.next_read = absl::Now() + times_.tend;
  if (!absl::IsOutOfRange(status) &&
      turn.now - site.failing_since < times_.away_max) {
    return;
  }
  if (absl::IsOutOfRange(status)) {
    site.place = {};
    status = WithRetryAfter(
        absl::ResourceExhaustedError(
            "too much happened to tell it; watch again, and list the queue"),
        kRetryWhenLost);
  }
  for (const auto& watcher : turn.watchers) watcher->OnEnd(status);
  for (const auto& watcher : turn.newcomers) watcher->OnEnd(status);
}

absl::Status QueueWatch::Tend(const std::string& id, Turn& turn) {
  Site& site = *turn.site;
  if (!site.ended.empty()) {
    absl::Status told = store_.Tend(id, times_.session_grace, site.ended);
    if (!told.ok()) return told;
    site.ended.clear();
  }
  const bool beats = turn.now >= site.next_beat;
  if (!beats && turn.now < site.next_tend) return absl::OkStatus();
  std::vector<QueueWatchStore::Session> living;
  if (beats) living.swap(turn.living);
  do {
    const size_t count = std::min(living.size(), kSessionsMax);
    absl::Status told = store_.Tend(
        id, times_.session_grace + times_.beat,
        {living.end() - static_cast<ptrdiff_t>(count), living.end()});
    if (!told.ok()) return told;
    living.resize(living.size() - count);
  } while (!living.empty());
  site.next_tend = turn.now + times_.tend;
  if (beats) site.next_beat = turn.now + times_.beat;
  return absl::OkStatus();
}

absl::Status QueueWatch::Read(const std::string& id, Turn& turn) {
  Site& site = *turn.site;
  for (int page = 0; page < kPagesMax; ++page) {
    auto read = store_.ChangesAfter(id, site.place);
    if (!read.ok()) return read.status();
    const auto news = std::make_shared<const QueueChanges>(*std::move(read));
    site.place = news->next;
    for (const auto& watcher : turn.watchers) watcher->OnChanges(news);
    if (!turn.newcomers.empty()) Welcome(*news, turn);
    if (!news->more) return absl::OkStatus();
  }
  const std::lock_guard lock(mutex_);
  site.news = true;
  return absl::OkStatus();
}

void QueueWatch::Welcome(const QueueChanges& news, Turn& turn) {
  auto counts = std::make_shared<QueueChanges>();
  counts->held = news.held;
  counts->leased = news.leased;
  for (auto& watcher : turn.newcomers) {
    watcher->OnChanges(counts);
    {
      const std::lock_guard lock(mutex_);
      for (Site::Watched& watched : turn.site->watched) {
        if (watched.watcher.lock() == watcher) watched.fresh = false;
      }
    }
    turn.watchers.push_back(std::move(watcher));
  }
  turn.newcomers.clear();
}

}  // namespace winnow
