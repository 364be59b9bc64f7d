#include "service/screening/policy/author_class.h"

#include <cstdint>

namespace winnow {

AuthorClass ClassifyAuthor(const Draft& draft, const AuthorRecord& record,
                           const Limits& limits) {
  if (draft.author_role == AuthorRole::kStaff) return AuthorClass::kStaff;
  const int64_t refused = record.rejected + record.spam;
  const int64_t decided = record.approved + refused;
  if (draft.author_verified &&
      record.approved >= limits.trusted_after_approved &&
      static_cast<double>(refused) <
          limits.trusted_refused_share_max * static_cast<double>(decided)) {
    return AuthorClass::kTrusted;
  }
  return record.approved >= limits.known_after_approved ? AuthorClass::kKnown
                                                        : AuthorClass::kNew;
}

absl::string_view AuthorClassName(AuthorClass author_class) {
  switch (author_class) {
    case AuthorClass::kNew:
      return "NEW";
    case AuthorClass::kKnown:
      return "KNOWN";
    case AuthorClass::kTrusted:
      return "TRUSTED";
    case AuthorClass::kStaff:
      return "STAFF";
  }
  return "NEW";
}

}  // namespace winnow
