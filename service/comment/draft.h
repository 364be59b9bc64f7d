// A submission that passed validation and has not been screened yet.
#ifndef WINNOW_SERVICE_COMMENT_DRAFT_H_
#define WINNOW_SERVICE_COMMENT_DRAFT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/email_address.h"

namespace winnow {

enum class AuthorRole : char { kReader = 'r', kStaff = 's' };

// The article a comment stands under; the site chooses the id.
struct ThreadInfo {
  std::string id;  // 1–255 bytes of UTF-8 without control characters
  std::string url;
  std::string title;
  std::string section;
  std::vector<std::string> tags;
};

// A reader's network address, as 4 or 16 bytes. It is hashed before anything is
// stored and never printed.
struct NetworkAddress {
  std::string bytes;  // empty: not known
};

// What the site's form saw; absent when the site did not send it.
struct FormEvidence {
  bool honeypot_filled = false;
  std::optional<double> seconds_spent;
};

// All texts are valid UTF-8 with "\n" line ends and within the site's limits.
struct Draft {
  std::string site;
  Uuid id;
  absl::Time arrival;
  absl::Time create_time;  // arrival, but for imports
  ThreadInfo thread;
  std::optional<Uuid> parent;

  std::string display_name;
  EmailAddress email;
  std::string website;
  std::string body;

  std::string author_id;  // the site's own account id; may be empty
  bool author_verified = false;
  AuthorRole author_role = AuthorRole::kReader;

  NetworkAddress network;
  bool has_user_agent = false;
  std::optional<FormEvidence> form;
  std::string language;    // BCP 47 hint; may be empty
  std::string request_id;  // 0–128 bytes; empty: every post is its own
  bool trusted = false;    // the key is exempt from rates
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_DRAFT_H_
