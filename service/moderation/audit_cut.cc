#include "service/moderation/audit_cut.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "service/moderation/audit_chain.h"

namespace winnow {
namespace {

constexpr int kEntriesInRead = 1000;

// The checkpoint that stands for those before has no time of its own.
bool StandsForOthers(const ChainEntry& entry) {
  return entry.time == absl::InfinitePast();
}

absl::Status Broken(absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the audit chain is broken, so nothing of it is taken away: ", what,
      "; see winnow audit verify"));
}

}  // namespace

absl::StatusOr<int64_t> CutAudit(const AuditStores& stores,
                                 const std::string& site, absl::Time time,
                                 absl::FunctionRef<bool()> go_on) {
  if (!go_on()) return 0;
  auto page = stores.audit.Read(site, "", kEntriesInRead);
  if (!page.ok()) return page.status();
  const auto oldest = std::find_if_not(page->entries.begin(),
                                       page->entries.end(), StandsForOthers);
  if (oldest == page->entries.end() || oldest->time >= time) return 0;
  const auto live = stores.sites.Load(site, 0);
  if (!live.ok()) return live.status();
  const SiteKeys& keys = *(*live)->keys;
  AuditChain chain(keys, {}, std::nullopt);
  int64_t gone = 0;
  while (true) {
    bool has_old = false;
    for (const ChainEntry& entry : page->entries) {
      if (entry.time >= time) break;
      if (const auto problem = chain.Take(entry)) return Broken(problem->what);
      has_old = has_old || !StandsForOthers(entry);
    }
    if (!has_old) return gone;
    const AuditProgress& at = chain.progress();
    if (at.head.empty()) return Broken("it begins without a checkpoint");
    ChainEntry cut;
    cut.cursor = at.cursor;
    cut.seq = at.seq;
    cut.head = at.head;
    cut.checkpoint = keys.AuditCheckpoint(at.seq, at.head);
    const auto went = stores.retention.CutAudit(site, cut);
    if (!went.ok()) return went.status();
    gone += *went;
    if (page->entries.back().time >= time || !go_on()) return gone;
    page = stores.audit.Read(site, at.cursor, kEntriesInRead);
    if (!page.ok()) return page.status();
  }
}

}  // namespace winnow
