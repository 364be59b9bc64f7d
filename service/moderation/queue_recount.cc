#include "service/moderation/queue_recount.h"

#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

using Progress = RecountProgress;

// An index, and the count that its size is part of.
struct Index {
  absl::string_view name;
  Progress::Count count;
};
constexpr Index kIndexes[] = {
    {"held", Progress::kHeld},         {"leased", Progress::kHeld},
    {"approved", Progress::kApproved}, {"rejected", Progress::kRejected},
    {"spam", Progress::kSpam},         {"withdrawn", Progress::kWithdrawn}};

constexpr absl::string_view kNames[Progress::kCounts] = {
    "held", "approved", "rejected", "spam", "withdrawn", "approved by thread"};

// Fields of a progress as text: step, examined, place, then two a count.
constexpr size_t kFields = 3 + 2 * Progress::kCounts;
// Parts of the feed without a new comment are cheap, yet not free.
constexpr int kCallsMax = 1000;

Progress::Count CountOf(State state) {
  switch (state) {
    case State::kHeld:
      return Progress::kHeld;
    case State::kApproved:
      return Progress::kApproved;
    case State::kRejected:
      return Progress::kRejected;
    case State::kSpam:
      return Progress::kSpam;
    case State::kWithdrawn:
      break;
  }
  return Progress::kWithdrawn;
}

void NextStep(Progress& progress) {
  ++progress.step;
  progress.after.clear();
}

absl::Status RecountArrivals(QueueStore& store, const std::string& site,
                             Progress& progress, QueueRecount& recount) {
  auto part = store.RecountArrivals(site, progress.after);
  if (!part.ok()) return part.status();
  progress.examined += part->examined;
  for (const RecountedArrivals::Unlisted& comment : part->unlisted) {
    ++progress.tallies[CountOf(comment.state)].found;
    recount.misplaced.push_back(comment.id);
  }
  progress.after = std::move(part->next);
  if (progress.after.empty()) NextStep(progress);
  return absl::OkStatus();
}

absl::Status RecountEntries(QueueStore& store, const std::string& site,
                            Progress& progress, QueueRecount& recount) {
  const Index& index = kIndexes[progress.step - 1];
  std::optional<PageStart> after;
  if (!progress.after.empty()) {
    after = PageStart{.score = progress.after, .id = progress.after_id};
  }
  auto part = store.RecountIndex(site, index.name, after);
  if (!part.ok()) return part.status();
  progress.examined += part->listed;
  Progress::Tally& tally = progress.tallies[index.count];
  tally.counted += part->listed;
  tally.found += part->right;
  Progress::Tally& by_thread = progress.tallies[Progress::kByThread];
  by_thread.counted += part->by_thread;
  if (index.count == Progress::kApproved) by_thread.found += part->right;
  std::move(part->wrong.begin(), part->wrong.end(),
            std::back_inserter(recount.misplaced));
  if (!part->next) {
    NextStep(progress);
    return absl::OkStatus();
  }
  progress.after = std::move(part->next->score);
  progress.after_id = part->next->id;
  return absl::OkStatus();
}

absl::Status Finish(QueueStore& store, const std::string& site,
                    const Progress& progress, QueueRecount& recount) {
  const auto sizes = store.RecountLeases(site);
  if (!sizes.ok()) return sizes.status();
  for (size_t i = 0; i < Progress::kCounts; ++i) {
    recount.counts.push_back({.name = std::string(kNames[i]),
                              .counted = progress.tallies[i].counted,
                              .found = progress.tallies[i].found});
  }
  recount.counts.push_back(
      {.name = "leases", .counted = sizes->leases, .found = sizes->leased});
  recount.counts.push_back({.name = "places of leased comments",
                            .counted = sizes->places,
                            .found = sizes->leased});
  recount.done = true;
  return absl::OkStatus();
}

}  // namespace

std::string RecountProgress::Encode() const {
  std::vector<std::string> fields = {absl::StrCat(step), absl::StrCat(examined),
                                     after};
  for (const Tally& tally : tallies) {
    fields.push_back(absl::StrCat(tally.counted));
    fields.push_back(absl::StrCat(tally.found));
  }
  return absl::StrJoin(fields, "|");
}

std::optional<RecountProgress> RecountProgress::Decode(absl::string_view text,
                                                       const Uuid& after_id) {
  const std::vector<absl::string_view> fields = absl::StrSplit(text, '|');
  RecountProgress progress;
  progress.after_id = after_id;
  if (fields.size() != kFields ||
      !absl::SimpleAtoi(fields[0], &progress.step) ||
      !absl::SimpleAtoi(fields[1], &progress.examined) ||
      progress.step > std::size(kIndexes) + 1) {
    return std::nullopt;
  }
  progress.after = std::string(fields[2]);
  for (size_t i = 0; i < kCounts; ++i) {
    if (!absl::SimpleAtoi(fields[3 + 2 * i], &progress.tallies[i].counted) ||
        !absl::SimpleAtoi(fields[4 + 2 * i], &progress.tallies[i].found)) {
      return std::nullopt;
    }
  }
  return progress;
}

absl::StatusOr<QueueRecount> RecountQueue(QueueStore& store,
                                          const std::string& site,
                                          RecountProgress& progress) {
  QueueRecount recount;
  const int64_t end = progress.examined + kRecountedMax;
  for (int calls = 0; calls < kCallsMax && progress.examined < end &&
                      recount.misplaced.size() < kMisplacedMax - 100;
       ++calls) {
    if (progress.step > std::size(kIndexes)) {
      const absl::Status done = Finish(store, site, progress, recount);
      if (!done.ok()) return done;
      return recount;
    }
    const absl::Status done =
        progress.step == 0 ? RecountArrivals(store, site, progress, recount)
                           : RecountEntries(store, site, progress, recount);
    if (!done.ok()) return done;
  }
  return recount;
}

}  // namespace winnow
