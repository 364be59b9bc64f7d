#include "service/moderation/retention.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace winnow {
namespace {

std::vector<SweptIndex> IndexesOf(const RetentionClocks& clocks,
                                  std::optional<absl::Time> had_before) {
  // Younger than this, a comment has nothing due of it.
  const absl::Duration youngest = std::min(
      {clocks.private_part, clocks.network_hashes, clocks.author_records});
  constexpr absl::Duration kForGood = absl::InfiniteDuration();
  return {
      {"rejected", clocks.rejected, std::min(youngest, clocks.rejected)},
      {"spam", clocks.spam, std::min(youngest, clocks.spam)},
      // Shells of erased comments go as soon as nothing stands below them.
      {"withdrawn", clocks.rejected, std::nullopt},
      // In the queue's order.
      {"held", kForGood, std::nullopt},
      {"leased-queue", kForGood, std::nullopt},
      {"approved", kForGood, youngest, had_before},
  };
}

// Where the reader saw what is of no use any more, once the rest is gone.
void ForgetSpans(std::vector<DueComment>& due) {
  for (DueComment& one : due) {
    if (!one.verdict) continue;
    for (Signal& signal : one.verdict->signals) signal.spans.clear();
  }
}

class SiteSweep {
 public:
  SiteSweep(RetentionStore& store, const std::string& site, const SweepRun& run)
      : store_(store), site_(site), run_(run) {}

  absl::StatusOr<bool> Walk() {
    auto place = store_.Place(site_);
    if (!place.ok()) return place.status();
    if (place->run == run_.began) place_ = *std::move(place);
    place_.run = run_.began;
    std::optional<absl::Time> had_before;
    if (run_.clocks.site_keeps_published) {
      auto noted = store_.NoteAcknowledged(site_);
      if (!noted.ok()) return noted.status();
      had_before = *noted;
    }
    const std::vector<SweptIndex> indexes = IndexesOf(run_.clocks, had_before);
    for (; place_.step < indexes.size(); ++place_.step) {
      const auto ended = WalkIndex(indexes[place_.step]);
      if (!ended.ok() || !*ended) return ended;
      place_.after.reset();
    }
    return TakeRest();
  }

 private:
  absl::StatusOr<bool> WalkIndex(const SweptIndex& index) {
    do {
      if (!run_.go_on()) return false;
      auto page = store_.FindDue(site_, index, place_.after, run_.clocks);
      if (!page.ok()) return page.status();
      const auto taken = Take(std::move(page->due));
      if (!taken.ok() || !*taken) return taken;
      place_.after = std::move(page->next);
      if (++pages_ % run_.pages_repeated == 0) {
        absl::Status kept = store_.KeepPlace(site_, place_);
        if (!kept.ok()) return kept;
      }
    } while (place_.after);
    return true;
  }

  absl::StatusOr<bool> Take(std::vector<DueComment> due) {
    ForgetSpans(due);
    for (size_t from = 0; from < due.size(); from += kSweptTogether) {
      if (!run_.go_on()) return false;
      const size_t end = std::min(due.size(), from + kSweptTogether);
      const auto swept =
          store_.Sweep(site_,
                       {due.begin() + static_cast<ptrdiff_t>(from),
                        due.begin() + static_cast<ptrdiff_t>(end)},
                       run_.clocks);
      if (!swept.ok()) return swept.status();
      run_.count(*swept);
    }
    return true;
  }

  absl::StatusOr<bool> TakeRest() {
    bool more = true;
    while (more) {
      if (!run_.go_on()) return false;
      const auto swept = store_.SweepRest(site_, run_.clocks, more);
      if (!swept.ok()) return swept.status();
      run_.count(*swept);
    }
    return true;
  }

  RetentionStore& store_;
  const std::string& site_;
  const SweepRun& run_;
  SweepPlace place_;
  int pages_ = 0;
};

}  // namespace

absl::StatusOr<bool> SweepSite(RetentionStore& store, const std::string& site,
                               const SweepRun& run) {
  return SiteSweep(store, site, run).Walk();
}

}  // namespace winnow
