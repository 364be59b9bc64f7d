// Values that may be stored in place of what a reader trusted us with.
// Made by privacy/, kept by store/, opened by nobody else.
#ifndef WINNOW_SERVICE_COMMENT_SEAL_H_
#define WINNOW_SERVICE_COMMENT_SEAL_H_

#include <string>

namespace winnow {

// An address under the site's data key: key id, nonce, ciphertext and tag.
struct SealedEmail {
  std::string bytes;
};

// Keyed pseudonyms of one author, each a version byte and 16 bytes of BLAKE2b;
// empty when there is neither an account id nor an address.
struct AuthorKeys {
  std::string exact;   // trust, access, erasure
  std::string folded;  // bans and rates only
};

// Keyed hashes of a network address; empty when the address is not known.
struct NetworkKeys {
  std::string host;    // /32 or /128, 8 bytes
  std::string subnet;  // /24 or /64, 8 bytes
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_SEAL_H_
