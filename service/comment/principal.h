// Who is calling: one person or one program, known by an API key.
#ifndef WINNOW_SERVICE_COMMENT_PRINCIPAL_H_
#define WINNOW_SERVICE_COMMENT_PRINCIPAL_H_

#include <algorithm>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace winnow {

// The letters are stored in Redis: never change them.
enum class Role : char { kSite = 's', kModerator = 'm', kOperator = 'o' };

// The permission to see addresses in plain, which no role has by itself.
inline constexpr char kRevealEmailPermission[] = "reveal_email";

struct Principal {
  std::string key_id;  // resource name is "keys/" and this
  std::string name;    // what history shows
  Role role = Role::kSite;
  std::string site;                   // "*": every site; operators only
  std::vector<std::string> sections;  // moderators; empty: all
  std::vector<std::string>
      permissions;       // beyond the role: kRevealEmailPermission
  bool trusted = false;  // exempt from rates
};

inline bool MayRevealEmails(const Principal& who) {
  return std::find(who.permissions.begin(), who.permissions.end(),
                   kRevealEmailPermission) != who.permissions.end();
}

// A key as stored: never the key, only its keyed hash.
struct KeyRecord {
  Principal principal;
  std::string hash;  // 32 bytes
  absl::Time create_time;
  // When its secret was last changed; InfinitePast: never.
  absl::Time rotate_time = absl::InfinitePast();
  absl::Time revoke_time = absl::InfiniteFuture();  // InfiniteFuture: live
};

// Since when a key's secret is what it is: how old the key is.
inline absl::Time SecretTime(const KeyRecord& key) {
  return std::max(key.create_time, key.rotate_time);
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_PRINCIPAL_H_
