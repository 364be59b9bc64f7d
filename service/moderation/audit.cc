#include "service/moderation/audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"

namespace winnow {
namespace {

constexpr int kRecordsInCheck = 10000;
constexpr int kRecordsInRead = 1000;
constexpr int64_t kRecordsUnchecked = 1000;
constexpr absl::Duration kUncheckedTime = absl::Minutes(1);
constexpr absl::Duration kLookInterval = absl::Seconds(5);

}  // namespace

absl::StatusOr<Audit::Checked> Audit::Check(
    const std::string& site, AuditProgress progress,
    const std::optional<KnownHead>& known) {
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  AuditChain chain(*(*live)->keys, std::move(progress), known);
  Checked checked;
  for (int read = 0; read < kRecordsInCheck; read += kRecordsInRead) {
    const auto page =
        store_.Read(site, chain.progress().cursor, kRecordsInRead);
    if (!page.ok()) return page.status();
    for (const ChainEntry& entry : page->entries) {
      checked.problem = chain.Take(entry);
      if (checked.problem) break;
      const int64_t first = chain.progress().first_seq;
      // A head of where older records were cut off has just been compared.
      const bool at_cut =
          known && known->seq == first - 1 && chain.progress().checkpoints > 0;
      if (known && first > 1 && known->seq < first && !at_cut) {
        return absl::InvalidArgumentError(absl::StrCat(
            "known_head: records before ", first,
            " are no longer kept; give a head of that one or a later one"));
      }
    }
    checked.at_end = page->entries.size() < kRecordsInRead;
    if (!checked.problem && checked.at_end) {
      checked.problem = chain.Finish(page->end);
    }
    if (checked.problem || checked.at_end) break;
  }
  checked.progress = chain.progress();
  return checked;
}

absl::StatusOr<AuditEnd> Audit::End(const std::string& site) {
  const auto page = store_.Read(site, "", 1);
  if (!page.ok()) return page.status();
  return page->end;
}

absl::StatusOr<Audit::Records> Audit::Read(const std::string& site,
                                           const std::string& cursor,
                                           int limit) {
  const auto page = store_.Read(site, cursor, std::min(limit, kRecordsInRead));
  if (!page.ok()) return page.status();
  Records found;
  for (const ChainEntry& entry : page->entries) {
    if (entry.is_checkpoint()) continue;
    auto record = DecodeHistory(entry.record);
    if (!record.ok()) return record.status();
    record->seq = entry.seq;
    found.records.push_back(*std::move(record));
  }
  if (static_cast<int>(page->entries.size()) >= limit) {
    found.next = page->entries.back().cursor;
  }
  return found;
}

absl::Status Audit::AddCheckpoint(const LiveSite& live, absl::Time now) {
  const auto end = End(live.site.id);
  if (!end.ok()) return end.status();
  const int64_t unchecked = end->seq - end->checked_seq;
  if (unchecked <= 0 || (unchecked < kRecordsUnchecked &&
                         now - end->checked_time < kUncheckedTime)) {
    return absl::OkStatus();
  }
  const absl::Status added = store_.AddCheckpoint(
      live.site.id, *end, live.keys->AuditCheckpoint(end->seq, end->head));
  // The next look takes the new end.
  return absl::IsAborted(added) ? absl::OkStatus() : added;
}

AuditCheckpoints::AuditCheckpoints(Audit& audit, LiveSites& sites, Clock& clock)
    : audit_(audit),
      sites_(sites),
      clock_(clock),
      thread_(kLookInterval, [this] { Look(); }) {}

bool AuditCheckpoints::IsFailing(const std::string& site) const {
  const std::lock_guard lock(mutex_);
  return failing_.contains(site);
}

void AuditCheckpoints::Look() {
  for (const std::shared_ptr<const LiveSite>& live : sites_.All()) {
    const absl::Status added = audit_.AddCheckpoint(*live, clock_.Now());
    // Redis' absence is told elsewhere.
    if (absl::IsUnavailable(added)) continue;
    {
      const std::lock_guard lock(mutex_);
      if (added.ok()) {
        failing_.erase(live->site.id);
      } else {
        failing_.insert(live->site.id);
      }
    }
    if (added.ok()) continue;
    Log(Severity::kWarning, "audit_checkpoint_failed",
        {{"site", live->site.id}, {"error", added.message()}});
  }
}

}  // namespace winnow
