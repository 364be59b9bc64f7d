// A ban as it stands: whom or what a site refuses or holds, who said so and
// until when. Made from a comment, a domain or a phrase, never from an address.
#ifndef WINNOW_SERVICE_COMMENT_BAN_H_
#define WINNOW_SERVICE_COMMENT_BAN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/circumstances.h"

namespace winnow {

// What is banned. The numbers are stored and equal the API's Ban.Kind.
enum class BanTarget : int {
  kAuthor = 1,       // by folded author key
  kNetwork = 2,      // by the hash of a /24 or /64
  kEmailDomain = 3,  // of authors' addresses
  kLinkDomain = 4,   // of links
  kPhrase = 5,
};

// Whether it is matched with a text or an address, by every server for itself;
// the others are looked up in Redis.
inline bool IsOfContent(BanTarget target) {
  return target != BanTarget::kAuthor && target != BanTarget::kNetwork;
}

inline constexpr int kBansMax = 10000;  // of a site
inline constexpr absl::Duration kNetworkBanMax = absl::Hours(30 * 24);

struct Ban {
  Uuid id;
  BanTarget target = BanTarget::kAuthor;
  BanKind effect = BanKind::kReject;
  std::optional<Uuid> comment;  // that author or network was taken from
  std::string value;            // domain or phrase
  std::string reason;           // for moderators
  std::string author_handle;    // as readers see it
  std::string key_id;           // who made it
  std::string key_name;         // at that time
  // The key of author or network, the folded domain or phrase. Never shown.
  std::string banned_key;
  absl::Time create_time;                        // by Redis' clock
  absl::Time end_time = absl::InfiniteFuture();  // likewise
  int64_t hits = 0;                              // comments it touched since
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_BAN_H_
