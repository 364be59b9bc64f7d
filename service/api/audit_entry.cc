#include "service/api/audit_entry.h"

#include <utility>

namespace winnow {

absl::StatusOr<AuditEntry> MakeAuditEntry(const SiteServiceParts& parts,
                                          const Caller& who,
                                          HistoryAction action,
                                          std::string resource) {
  auto live = parts.sites.Load(who.site, 0);
  if (!live.ok()) return live.status();
  HistoryRecord record;
  record.time = parts.clock.Now();
  record.key_id = who.principal().key_id;
  record.key_name = who.principal().name;
  record.action = action;
  record.resource = std::move(resource);
  AuditEntry entry;
  entry.record = EncodeHistory(record);
  entry.digest = (*live)->keys->AuditDigest(entry.record);
  return entry;
}

}  // namespace winnow
