// How well a site knows the author of a draft.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_AUTHOR_CLASS_H_
#define WINNOW_SERVICE_SCREENING_POLICY_AUTHOR_CLASS_H_

#include "absl/strings/string_view.h"
#include "service/comment/circumstances.h"
#include "service/comment/draft.h"
#include "service/screening/filters/settings.h"

namespace winnow {

enum class AuthorClass {
  kNew,      // fewer approved comments than known_after_approved
  kKnown,    // at least as many
  kTrusted,  // vouched for by the site, at least trusted_after_approved, and
             // few of the decided ones refused
  kStaff,    // the site says so
};

// Classifies an author by what the site says and what it remembers. An address
// that nobody verified earns at most kKnown: anybody may type it.
AuthorClass ClassifyAuthor(const Draft& draft, const AuthorRecord& record,
                           const Limits& limits);

// "NEW", "KNOWN", "TRUSTED", "STAFF".
absl::string_view AuthorClassName(AuthorClass author_class);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_AUTHOR_CLASS_H_
