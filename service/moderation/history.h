// What the audit stream says of one change, as stored and as read back.
//
// A record holds ids and names of keys only: no text of a reader, no address.
#ifndef WINNOW_SERVICE_MODERATION_HISTORY_H_
#define WINNOW_SERVICE_MODERATION_HISTORY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/state.h"

namespace winnow {

// The numbers are stored and equal the API's HistoryRecord.Action.
enum class HistoryAction : int {
  kAuthorEdited = 2,
  kWithdrawn = 3,
  kAppealed = 4,
  kReported = 5,  // never stored here: reports are kept apart
  kApproved = 10,
  kRejected = 11,
  kMarkedSpam = 12,
  kUndone = 13,
  kRescreened = 14,
  kEdited = 15,
  kNoted = 16,
  kTagged = 17,
  kFeatured = 18,
  kLeaseStolen = 19,
  kEmailRevealed = 20,
  kBanCreated = 30,
  kBanDeleted = 31,
  kPolicyApplied = 32,
  kPolicyRolledBack = 33,
  kShadowPolicyChanged = 34,
  kListChanged = 35,
  kSiteChanged = 36,
  kThreadChanged = 37,
  kThreadMoved = 38,
  kDataKeyRotated = 43,
  kAdapterReset = 44,
  kAuthorErased = 45,
  kAuthorExported = 46,
};

// Whether it changed the text.
inline bool IsEdit(HistoryAction action) {
  return action == HistoryAction::kAuthorEdited ||
         action == HistoryAction::kEdited;
}

// Whether a person decided about the state, and an undo may take it back.
inline bool IsDecision(HistoryAction action) {
  return action == HistoryAction::kApproved ||
         action == HistoryAction::kRejected ||
         action == HistoryAction::kMarkedSpam ||
         action == HistoryAction::kRescreened;
}

struct HistoryRecord {
  int64_t seq = 0;  // set when read back
  absl::Time time;
  std::string key_id;
  std::string key_name;  // at that time
  HistoryAction action = HistoryAction::kApproved;
  std::string resource;  // the comment's id, or what else was changed
  State from = State::kHeld;
  State to = State::kHeld;
  std::string reason;         // code given by the person
  std::string reason_before;  // the public reason it replaced
  std::string batch;
  int64_t revision = 0;  // after the change
};

// Whether a moderator said of a published comment that it is all right, which
// dismisses its reports and changes no state.
inline bool IsDismissal(const HistoryRecord& record) {
  return record.action == HistoryAction::kApproved &&
         record.from == State::kApproved && record.to == State::kApproved;
}

std::string EncodeHistory(const HistoryRecord& record);

// Errors: DataLoss.
absl::StatusOr<HistoryRecord> DecodeHistory(absl::string_view bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_HISTORY_H_
