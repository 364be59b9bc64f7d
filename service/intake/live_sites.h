// The sites that this server knows, each as new as submissions may expect.
//
// A LiveSite never changes; when anything about a site does, its revision grows
// and a new LiveSite takes its place. Calls under way keep the one they began
// with. Any thread may use LiveSites.
//
// One thread at a time loads a site, however many calls ask for it. Whoever
// changes a site waits for it to be loaded (Load), so that a change that was
// answered is in force on this server. A submission that finds the site changed
// (Refresh) waits as well, without holding a thread, unless a great many terms
// have to be compiled, which takes seconds: then it goes on with what is there.
// On servers that did not make the change, that is the time in which the old
// lists may still decide.

#ifndef WINNOW_SERVICE_INTAKE_LIVE_SITES_H_
#define WINNOW_SERVICE_INTAKE_LIVE_SITES_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/worker_pool.h"
#include "service/intake/live_site.h"
#include "service/intake/site_loader.h"

namespace winnow {

// Compiled in 0.3 s: what a submission is made to wait for.
inline constexpr size_t kTermsWaitedFor = 10000;

class LiveSites {
 public:
  using Loaded = absl::StatusOr<std::shared_ptr<const LiveSite>>;
  using Ready = absl::AnyInvocable<void(Loaded) &&>;

  // All must outlive this object.
  LiveSites(SiteStore& store, TermListStore& lists, const MasterKey& master,
            SiteText text)
      : loader_(store, lists, master, std::move(text)) {}

  // Waits for what workers still do for it.
  ~LiveSites();

  // The site if it was loaded before, else nothing. Cost: a shared lock.
  std::shared_ptr<const LiveSite> Find(absl::string_view site) const;

  // Those that were loaded before, in any order.
  std::vector<std::shared_ptr<const LiveSite>> All() const;

  // Loads a site unless the cached one has at least this revision. Blocks.
  // A policy that no longer compiles leaves the site with a screener that holds
  // every comment (fail to a person) and logs why.
  // Errors: NotFound; those of the stores; FailedPrecondition when its
  // keys do not open.
  Loaded Load(const std::string& site, int64_t revision);

  // Loads a site as it is in the store by now: for work that no gather told of
  // a change that another server made. Blocks.
  // Errors: as Load(). Cost: one small read when the cached one is current.
  Loaded LoadNewest(const std::string& site);

  // Calls `ready` once with the site at this revision or a later one, loaded by
  // a worker where it is not yet; perhaps at once. Never blocks. Errors: as
  // Load(); ResourceExhausted with a delay when the workers have too much to
  // do.
  void LoadThen(const std::string& site, int64_t revision, WorkerPool& workers,
                Ready ready);

  enum class Wait {
    kForReady,  // `ready` is called once, on any thread
    kNone,      // go on with what Find() gives; `ready` was not taken
    kRefused,   // the workers have too much to do; `ready` was not taken
  };

  // Has a worker load a site that is at this revision in Redis. Never blocks.
  // `ready` gets the site at this revision, or as it was before where that
  // would take too long. Errors: as Load().
  Wait Refresh(const std::string& site, int64_t revision, WorkerPool& workers,
               Ready ready);

 private:
  struct Waiter {
    int64_t revision;
    Ready ready;
  };
  // Somebody loads this site, or soon will.
  struct Loading {
    bool running = false;
    bool slow = false;  // compiling more than kTermsWaitedFor
    std::vector<Waiter> waiters;
  };

  // Loads a site as often as its waiters need, and calls them. The caller has
  // set `running`.
  Loaded Run(const std::string& site);
  Loaded LoadOnce(const std::string& site);
  void Keep(const std::string& site,
            const std::shared_ptr<const LiveSite>& live);
  // Runs unless somebody else does or nobody waits any more.
  void RunIfNeeded(const std::string& site);

  SiteLoader loader_;

  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const LiveSite>>
      sites_;  // Guarded by mutex_.

  std::mutex loading_mutex_;
  std::condition_variable loaded_;
  absl::flat_hash_map<std::string, Loading>
      loading_;   // Guarded by loading_mutex_.
  int jobs_ = 0;  // Given to workers and not ended; guarded likewise.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_LIVE_SITES_H_
