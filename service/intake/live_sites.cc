#include "service/intake/live_sites.h"

#include <algorithm>
#include <utility>

#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenBusy = absl::Seconds(1);

}  // namespace

LiveSites::~LiveSites() {
  std::unique_lock lock(loading_mutex_);
  loaded_.wait(lock, [this] { return jobs_ == 0; });
}

std::shared_ptr<const LiveSite> LiveSites::Find(absl::string_view site) const {
  std::shared_lock lock(mutex_);
  const auto at = sites_.find(site);
  return at == sites_.end() ? nullptr : at->second;
}

std::vector<std::shared_ptr<const LiveSite>> LiveSites::All() const {
  std::vector<std::shared_ptr<const LiveSite>> all;
  std::shared_lock lock(mutex_);
  all.reserve(sites_.size());
  for (const auto& [id, live] : sites_) all.push_back(live);
  return all;
}

LiveSites::Loaded LiveSites::Load(const std::string& site, int64_t revision) {
  {
    std::unique_lock lock(loading_mutex_);
    while (true) {
      if (auto cached = Find(site); cached && cached->revision >= revision) {
        return cached;
      }
      Loading& loading = loading_[site];
      if (!loading.running) {
        loading.running = true;
        break;
      }
      // What runs may have read the site before this revision; it is looked at
      // again, and then this thread is the next to load.
      loaded_.wait(lock);
    }
  }
  return Run(site);
}

LiveSites::Loaded LiveSites::LoadNewest(const std::string& site) {
  const auto revision = loader_.Revision(site);
  if (!revision.ok()) return revision.status();
  return Load(site, *revision);
}

LiveSites::Wait LiveSites::Refresh(const std::string& site, int64_t revision,
                                   WorkerPool& workers, Ready ready) {
  const std::lock_guard lock(loading_mutex_);
  const auto cached = Find(site);
  if (cached && cached->revision >= revision) return Wait::kNone;
  const auto at = loading_.find(site);
  if (at != loading_.end()) {
    if (at->second.slow && cached) return Wait::kNone;
    at->second.waiters.push_back({revision, std::move(ready)});
    return Wait::kForReady;
  }
  if (!workers.TrySubmit([this, site] { RunIfNeeded(site); })) {
    return Wait::kRefused;
  }
  ++jobs_;
  loading_[site].waiters.push_back({revision, std::move(ready)});
  return Wait::kForReady;
}

void LiveSites::LoadThen(const std::string& site, int64_t revision,
                         WorkerPool& workers, Ready ready) {
  const auto once = std::make_shared<Ready>(std::move(ready));
  const auto answer = [once](Loaded live) {
    std::move (*once)(std::move(live));
  };
  switch (Refresh(site, revision, workers, answer)) {
    case Wait::kForReady:
      return;
    case Wait::kNone:
      return answer(Find(site));
    case Wait::kRefused:
      return answer(WithRetryAfter(
          absl::ResourceExhaustedError(
              "too much is going on at once; try again after the delay"),
          kRetryWhenBusy));
  }
}

void LiveSites::RunIfNeeded(const std::string& site) {
  bool needed = false;
  {
    const std::lock_guard lock(loading_mutex_);
    const auto at = loading_.find(site);
    needed = at != loading_.end() && !at->second.running;
    if (needed) at->second.running = true;
  }
  if (needed) Run(site).status().IgnoreError();
  const std::lock_guard lock(loading_mutex_);
  --jobs_;
  loaded_.notify_all();
}

LiveSites::Loaded LiveSites::Run(const std::string& site) {
  Loaded live = LoadOnce(site);
  std::vector<Waiter> waiters;
  bool again = true;
  while (true) {
    {
      const std::lock_guard lock(loading_mutex_);
      const auto at = loading_.find(site);
      // Some may wait for a revision that came after this reading. Once more is
      // enough: they saw it in Redis before. (Unless a failover went back to an
      // earlier one, which nobody should wait for.)
      again = again && live.ok() &&
              std::any_of(at->second.waiters.begin(), at->second.waiters.end(),
                          [&live](const Waiter& waiter) {
                            return waiter.revision > (*live)->revision;
                          });
      if (!again) {
        waiters = std::move(at->second.waiters);
        loading_.erase(at);
        loaded_.notify_all();
        break;
      }
    }
    live = LoadOnce(site);
    again = false;
  }
  for (Waiter& waiter : waiters) std::move(waiter.ready)(live);
  return live;
}

LiveSites::Loaded LiveSites::LoadOnce(const std::string& site) {
  const std::shared_ptr<const LiveSite> before = Find(site);
  auto read = loader_.Read(site, before.get());
  if (!read.ok()) return read.status();
  if (before && read->terms > kTermsWaitedFor) {
    std::vector<Waiter> waiters;
    {
      const std::lock_guard lock(loading_mutex_);
      Loading& loading = loading_[site];
      loading.slow = true;
      waiters = std::move(loading.waiters);
      loading.waiters.clear();
    }
    for (Waiter& waiter : waiters) std::move(waiter.ready)(before);
  }
  auto live = SiteLoader::Compile(*std::move(read));
  if (live.ok()) Keep(site, *live);
  return live;
}

void LiveSites::Keep(const std::string& site,
                     const std::shared_ptr<const LiveSite>& live) {
  std::unique_lock lock(mutex_);
  sites_[site] = live;
}

}  // namespace winnow
