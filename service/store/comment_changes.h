// Changes of a stored comment beside decisions and edits: by its author, who
// takes it back or asks for a second look, and by moderators, who note, tag and
// feature. Each is one step with its indexes, feed event and audit record.
#ifndef WINNOW_SERVICE_STORE_COMMENT_CHANGES_H_
#define WINNOW_SERVICE_STORE_COMMENT_CHANGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/comment/comment.h"

namespace winnow {

// What every change says of itself. Nothing is changed unless revision and
// state are still those.
struct ChangeOrigin {
  std::string site = {};
  Uuid id = {};
  int64_t revision = 0;
  State state = State::kHeld;
  std::string request_key = {};  // 16 bytes; empty: no request id
  std::string fingerprint = {};  // 16 bytes over what is asked for
  // For how long that is remembered.
  absl::Duration request_ttl = absl::Hours(7 * 24);
  std::string record = {};  // for the audit stream
  std::string digest = {};  // keyed, of the record
};

enum class ChangeOutcome {
  kDone,
  // The request id was seen before, with the same content or with another.
  kReplay,
  kOtherRequest,
  // There is no room: for notes, tags, or in the queue.
  kFull,
};

// Leaves of the comment its place, and for its keeping the author's keys, the
// verdict and what finds copies; texts, address, network and account go.
struct Withdrawal {
  ChangeOrigin origin = {};
  // As it was; the spans of its verdict are kept as they stand here.
  StoredComment stored = {};
  absl::Time now = {};
  std::string body_key = {};  // may be said again; empty: may not
};

// Puts a refused comment into the queue, with the author's words.
struct AppealFiling {
  ChangeOrigin origin = {};
  StoredComment stored = {};  // its verdict with the priority it waits with
  absl::Time now = {};
  std::string text = {};
  int64_t held_max = 0;
};

// Adds a note. A comment has at most kNotesMax.
struct NoteAddition {
  ChangeOrigin origin = {};
  Note note = {};
};
inline constexpr int kNotesMax = 100;

// Adds and removes tags; leaves no record when that changes nothing. A comment
// has at most kTagsMax.
struct TagChange {
  ChangeOrigin origin = {};
  std::vector<std::string> add = {};
  std::vector<std::string> remove = {};
};
inline constexpr int kTagsMax = 20;

// Makes an approved comment an editor's pick, or no longer.
struct PickChange {
  ChangeOrigin origin = {};
  bool featured = false;
  absl::Time now = {};
};

// A moderator approves an approved comment: its readers were wrong.
struct ReportDismissal {
  ChangeOrigin origin = {};
  std::string decided_by = {};  // key id
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_COMMENT_CHANGES_H_
