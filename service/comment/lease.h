// A moderator's exclusive hold on a held comment, for a time. Its end is judged
// by Redis' clock.
#ifndef WINNOW_SERVICE_COMMENT_LEASE_H_
#define WINNOW_SERVICE_COMMENT_LEASE_H_

#include <string>

#include "absl/time/time.h"

namespace winnow {

struct Lease {
  std::string token;     // 32 hexadecimal digits; only the holder is told
  std::string key_id;    // whose it is
  std::string key_name;  // what people call them
  absl::Time begin;
  absl::Time end;
};

// What somebody who changes a comment says about leases. Their own never
// hinders them, somebody else's does.
struct LeaseClaim {
  // Of the lease under which they work, which must last; empty: they name none.
  std::string token = {};
  // They take somebody else's over, which history shows.
  bool steals = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_LEASE_H_
