// All that a site keeps of one author, at their word: who they are first, then
// what they wrote, oldest first.
//
// Looks at everything once before it gives anything, since what they are is the
// sum of it; of each comment 24 bytes are remembered in between. What was
// erased or made anonymous meanwhile does not come. One thread at a time;
// blocks.

#ifndef WINNOW_SERVICE_MODERATION_AUTHOR_EXPORT_H_
#define WINNOW_SERVICE_MODERATION_AUTHOR_EXPORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/ban.h"
#include "service/comment/comment.h"
#include "service/comment/email_address.h"
#include "service/intake/live_sites.h"
#include "service/moderation/author_comments.h"
#include "service/store/ban_store.h"

namespace winnow {

// Different addresses, or account ids, of one author: an account may have
// several, and nobody has thousands.
inline constexpr size_t kNamesOfAuthorMax = 1000;

struct AuthorProfile {
  std::set<std::string> emails;  // in plain
  std::set<std::string> author_ids;
  int64_t unreadable_emails = 0;  // comments whose address could not be opened
  std::string handle;
  std::array<int64_t, std::size(kStates)> counts = {};  // as kStates
  int64_t comments = 0;
  // Of comments that are kept; infinite where none is.
  absl::Time first = absl::InfiniteFuture();
  absl::Time last = absl::InfinitePast();
  std::optional<Ban> ban;
};

class AuthorExport {
 public:
  // `authors` and `bans` must outlive this object.
  AuthorExport(AuthorComments& authors, BanStore& bans,
               std::shared_ptr<const LiveSite> live, std::string author_exact,
               bool with_emails);

  // Looks at some comments more, until `looked_at_all`.
  // Errors: those of the stores; NotFound when nothing is kept; OutOfRange for
  // more addresses than kNamesOfAuthorMax.
  absl::Status Look();
  bool looked_at_all() const { return looked_at_all_; }
  const AuthorProfile& profile() const { return profile_; }

  // The next comments, up to 50, perhaps none; after all was looked at.
  absl::StatusOr<std::vector<StoredComment>> Next();
  bool done() const { return next_ == places_.size(); }

 private:
  using Place = std::pair<int64_t, Uuid>;  // create_time in ms

  absl::Status Add(const StoredComment& stored);
  absl::Status FindBan();

  AuthorComments& authors_;
  BanStore& bans_;
  const std::shared_ptr<const LiveSite> live_;
  const std::string author_exact_;
  const bool with_emails_;
  AuthorProfile profile_;
  std::string ban_id_;
  std::string cursor_;
  bool looked_at_all_ = false;
  std::set<Place> seen_;  // a comment may be met twice
  std::vector<Place> places_;
  size_t next_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_AUTHOR_EXPORT_H_
