// The Sweeper takes away what all sites have kept for long enough, four times a
// day. Every winnowd has one; one of them at a time works, by a lease in Redis
// that it renews, and another goes on where it stopped when it dies.
//
// It is in no hurry: between two calls it pauses, so that readers' comments do
// not wait for it. While Redis is away it waits; what is due stays due.
//
// Owns one thread.
#ifndef WINNOW_SERVICE_MODERATION_SWEEPER_H_
#define WINNOW_SERVICE_MODERATION_SWEEPER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/metrics.h"
#include "service/comment/site.h"
#include "service/intake/live_sites.h"
#include "service/store/audit_store.h"
#include "service/store/retention_store.h"
#include "service/store/site_store.h"

namespace winnow {

struct SweepPace {
  // Between the beginnings of two runs over all sites.
  absl::Duration every = absl::Hours(6);
  // Between two calls of the store.
  absl::Duration pause = absl::Milliseconds(20);
  // How long the one that sweeps may be silent before another goes on.
  absl::Duration lease = absl::Seconds(30);
  // Between two looks whether there is something to do.
  absl::Duration look = absl::Seconds(5);
};

// How long ago the last finished run over all sites began, or else the running
// one. It grows while nobody sweeps, whatever the reason. Thread-safe.
class SweepLateness {
 public:
  // As the store says now.
  void Set(absl::Duration behind);
  // Zero while nothing is known.
  absl::Duration Behind() const;

 private:
  mutable std::mutex mutex_;
  std::optional<absl::Duration> behind_;        // Guarded by mutex_,
  std::chrono::steady_clock::time_point told_;  // as when it was said.
};

class Sweeper {
 public:
  using ReadSettings =
      std::function<absl::StatusOr<SiteSettings>(absl::string_view)>;

  // All must outlive this object. `who` is another name for each Sweeper;
  // `read_settings` reads a site's settings as they are stored.
  Sweeper(std::string who, RetentionStore& store, SiteStore& sites,
          AuditStore& audit, LiveSites& live, ReadSettings read_settings,
          Metrics& metrics, SweepPace pace = {});
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;
  // Ends the sweep where it is, and lets another one go on at once.
  ~Sweeper();

  // See SweepLateness. Thread-safe.
  absl::Duration Behind() const { return lateness_->Behind(); }

 private:
  void Run();
  // Waits; answers whether to go on.
  bool Wait(absl::Duration time);
  void Look();
  // Between two calls: pauses, and keeps the lease; answers whether to go on.
  bool GoOn();
  absl::StatusOr<SweepState> Hold();
  void SweepAll(absl::Time began, const std::string& after);
  // Answers whether it came to the end.
  absl::StatusOr<bool> SweepOne(const std::string& site, absl::Time began);
  void Count(const SweptCounts& swept);
  void Show(const SweepState& state);

  const std::string who_;
  RetentionStore& store_;
  SiteStore& sites_;
  AuditStore& audit_;
  LiveSites& live_;
  const ReadSettings read_settings_;
  const SweepPace pace_;
  Counter& comments_;
  Counter& private_parts_;
  Counter& networks_;
  Counter& authors_;
  Counter& bans_;
  Counter& records_;
  Counter& texts_;
  Counter& failures_;
  Gauge& holds_;
  // Metrics read it, too, and may do so longer.
  const std::shared_ptr<SweepLateness> lateness_ =
      std::make_shared<SweepLateness>();
  Gauge& finished_seconds_;
  // Of the thread alone.
  bool held_ = false;
  absl::Time now_;  // the store's, at most a third of the lease ago
  std::chrono::steady_clock::time_point renewed_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_SWEEPER_H_
