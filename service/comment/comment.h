// A stored comment: the public resource, and the private part that only
// moderators see pieces of.
#ifndef WINNOW_SERVICE_COMMENT_COMMENT_H_
#define WINNOW_SERVICE_COMMENT_COMMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/circumstances.h"
#include "service/comment/draft.h"
#include "service/comment/lease.h"
#include "service/comment/report.h"
#include "service/comment/seal.h"
#include "service/comment/state.h"
#include "service/comment/verdict.h"

namespace winnow {

// Exactly what a site and its readers may see.
struct Comment {
  Uuid id;
  std::string thread;  // the site's id for it
  std::string thread_url;
  std::optional<Uuid> parent;
  std::string display_name;
  std::string website;
  std::string body;
  State state = State::kHeld;
  std::string author_handle;
  AuthorRole author_role = AuthorRole::kReader;
  bool author_verified = false;
  absl::Time create_time;
  absl::Time update_time;
  int64_t revision = 1;  // grows with every change; the etag
  int64_t reply_count = 0;
  bool edited = false;
  bool deleted = false;
  bool featured = false;
  std::string public_reason;
  std::string public_message;  // a moderator's words to the author
};

// Whether a comment came from elsewhere: then it was written before it arrived,
// which its id tells to the millisecond.
inline bool IsImported(const Comment& comment) {
  return comment.create_time < comment.id.Time();
}

// Whether its text has left because the site keeps it (retention.keep_published
// is SITE). No other comment is without one, but for shells.
inline bool HasLeft(const Comment& comment) {
  return comment.body.empty() && comment.state != State::kWithdrawn;
}

// A moderator's remark, for moderators.
struct Note {
  int number = 0;  // names it within the comment, from 1
  std::string key_id = {};
  std::string key_name = {};  // at that time
  std::string text = {};
  absl::Time time = {};
};

// Kept apart from the public part, in a hash of its own.
struct PrivatePart {
  SealedEmail email;
  AuthorKeys author;
  NetworkKeys network;
  std::string author_id;
  Verdict verdict;
  std::string sketch;  // 32 one-byte min-hashes of the body
  std::optional<Uuid> cluster;
  std::vector<std::string> tags;
  int depth = 0;              // comments above it
  std::string thread_key;     // 16 bytes
  std::string decided_by;     // key id; empty: the policy
  std::string last_decision;  // the audit record of it
  std::string appeal;         // the author's words; empty once withdrawn
  absl::Time appeal_time = absl::InfinitePast();  // InfinitePast: none
  std::vector<Note> notes;                        // oldest first
  std::string author_ban;  // id of the ban on its author; read back only
  int64_t similar = 0;     // other members of its cluster; read back only
  // Retention took address, network, account and spans; read back only.
  bool stripped = false;
};

struct StoredComment {
  Comment comment;
  PrivatePart hidden;
  ThreadInfo thread;
  AuthorRecord author;  // as it is now; read back only
  // As ThreadNow::hot_until; read back only.
  absl::Time thread_hot_until = absl::InfinitePast();
  // Who works on it, if somebody does; read back only, with the private part.
  std::optional<Lease> lease = std::nullopt;
  ReportSummary reports = {};  // read back only, with the private part
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_COMMENT_H_
