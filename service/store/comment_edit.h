// A change of a stored comment's text, and of its state where that follows.
#ifndef WINNOW_SERVICE_STORE_COMMENT_EDIT_H_
#define WINNOW_SERVICE_STORE_COMMENT_EDIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/comment/day_count.h"

namespace winnow {

struct Edit {
  std::string site = {};
  // As the editor saw it.
  int64_t revision = 0;
  State from = State::kHeld;
  // As it shall be, its revision one higher. Its text, state, reason and time
  // are written, and of the private part verdict, sketch and cluster.
  StoredComment edited = {};
  // The policy judged the new text.
  bool screened = false;
  // It is the policy's again, whoever decided about the old text.
  bool forgets_decision = false;

  // The author and the new text: see Attempt and Commitment.
  std::string body_key = {};
  std::string old_body_key = {};
  std::vector<std::string> bands = {};

  std::string request_key = {};  // empty: no request id
  std::string fingerprint = {};  // 16 bytes over the content
  absl::Duration request_ttl = absl::Hours(7 * 24);
  int64_t held_max = 0;

  std::string record = {};  // for the audit stream
  std::string digest = {};  // keyed, of the record

  // Key id; empty: by the author, whom no lease hinders.
  std::string moderator = {};
  // As in Decision.
  std::string steal_record = {};
  std::string steal_digest = {};

  DayCount verdict_count = {};
};

enum class EditOutcome {
  kDone,
  // The request id was seen before, with the same content or with another.
  kReplay,
  kOtherRequest,
  kQueueFull,
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_COMMENT_EDIT_H_
