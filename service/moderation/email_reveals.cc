#include "service/moderation/email_reveals.h"

#include <utility>

#include "service/base/log.h"
#include "service/intake/open_email.h"
#include "service/moderation/history.h"

namespace winnow {

absl::StatusOr<RevealedEmail> EmailReveals::RevealEmail(
    const std::string& site, const StoredComment& stored,
    const std::string& why, const Principal& who) {
  if (stored.hidden.email.bytes.empty()) {
    return absl::NotFoundError("no address is kept of this comment");
  }
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  const SiteKeys& keys = *(*live)->keys;
  const Uuid& id = stored.comment.id;
  auto email = OpenEmail(sites_, comments_, site, stored);
  if (absl::IsUnavailable(email.status())) return email.status();
  if (!email.ok()) {
    Log(Severity::kError, "email_not_opened",
        {{"site", site}, {"comment", id.ToString()}});
    return absl::FailedPreconditionError(
        "this address cannot be opened: it was sealed under a key that is "
        "gone");
  }
  if (email->empty()) {
    return absl::NotFoundError("no address is kept of this comment");
  }
  HistoryRecord record;
  record.time = clock_.Now();
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action = HistoryAction::kEmailRevealed;
  record.resource = id.ToString();
  record.from = stored.comment.state;
  record.to = stored.comment.state;
  record.reason = why;
  record.revision = stored.comment.revision;
  const std::string bytes = EncodeHistory(record);
  const auto seq =
      store_.RecordReveal(site, id, keys.AuditDigest(bytes), bytes);
  if (!seq.ok()) return seq.status();
  return RevealedEmail{.email = *std::move(email), .audit_seq = *seq};
}

}  // namespace winnow
