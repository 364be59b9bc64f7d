#include "service/moderation/change_record.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

absl::Status UsedOtherwise() {
  return absl::AlreadyExistsError(
      "this request_id was used for something else; use a new one for each "
      "change");
}

}  // namespace

ChangeRequest MakeChangeRequest(
    const LiveSite& live, absl::string_view id,
    std::initializer_list<absl::string_view> content) {
  ChangeRequest request = {.id = std::string(id), .fingerprint = ""};
  if (id.empty()) return request;
  // With their lengths, so that no two requests read alike.
  std::string all;
  for (const absl::string_view part : content) {
    absl::StrAppend(&all, part.size(), ":", part);
  }
  request.fingerprint = live.keys->RequestKey(all);
  return request;
}

absl::StatusOr<bool> WasMade(CommentStore& store, const LiveSite& live,
                             const Uuid& comment,
                             const ChangeRequest& request) {
  if (request.id.empty()) return false;
  const auto seen =
      store.Request(live.site.id, live.keys->RequestKey(request.id));
  if (!seen.ok()) return seen.status();
  if (!*seen) return false;
  if ((*seen)->id == comment && (*seen)->fingerprint == request.fingerprint) {
    return true;
  }
  return UsedOtherwise();
}

ChangeOrigin MakeOrigin(const LiveSite& live, const StoredComment& stored,
                        const Principal& who, const ChangeRequest& request,
                        HistoryRecord record) {
  const Comment& comment = stored.comment;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.resource = comment.id.ToString();
  record.from = comment.state;
  ChangeOrigin origin = {
      .site = live.site.id,
      .id = comment.id,
      .revision = comment.revision,
      .state = comment.state,
      .request_ttl = live.site.settings.retention.request_ids};
  if (!request.id.empty()) {
    origin.request_key = live.keys->RequestKey(request.id);
    origin.fingerprint = request.fingerprint;
  }
  origin.record = EncodeHistory(record);
  origin.digest = live.keys->AuditDigest(origin.record);
  return origin;
}

absl::Status CheckOutcome(ChangeOutcome outcome, const absl::Status& full) {
  switch (outcome) {
    case ChangeOutcome::kDone:
    case ChangeOutcome::kReplay:
      return absl::OkStatus();
    case ChangeOutcome::kOtherRequest:
      return UsedOtherwise();
    case ChangeOutcome::kFull:
      return full;
  }
  return absl::OkStatus();
}

}  // namespace winnow
