// Peers that do what no client does, as fast as they can, for tests of what
// that costs winnowd.
//
// Threads: any; Flood() starts its own and ends them.

#ifndef WINNOW_TESTS_SUPPORT_FLOOD_H_
#define WINNOW_TESTS_SUPPORT_FLOOD_H_

#include "absl/time/time.h"

namespace winnow {

enum class Attack {
  kSilence,       // connections that say nothing, up to 1,000 at once
  kHalfHello,     // the first half of a TLS ClientHello, then nothing
  kGarbage,       // random bytes as long as they are taken
  kCrumbs,        // a ClientHello in TLS records of one byte each
  kHandshakes,    // whole TLS handshakes without a certificate
  kTlsHeaders,    // the same and then a header block that never ends
  kPlainHeaders,  // HTTP/2 without TLS and a header block that never ends
};

struct FloodTally {
  long connections = 0;  // that the kernel took
  long bytes = 0;        // handed to the kernel
};

// Attacks a port of 127.0.0.1 from two threads.
FloodTally Flood(Attack attack, int port, absl::Duration time);

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_FLOOD_H_
