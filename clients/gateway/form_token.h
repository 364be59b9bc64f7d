// Says when a form was shown, so that nobody has to believe a browser how long
// its reader took: the time, signed, in the form itself. Nothing is kept.
//
// 32 characters of base64url: eight bytes of milliseconds since 1970, big
// endian, and sixteen of BLAKE2b over them, the site's id and the thread's id,
// under a key that is made of the site's API key. Gateways with the same key of
// a site agree on it. Within its life a token may be sent again: it says how
// old a form is, not that somebody has read it.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_FORM_TOKEN_H_
#define WINNOW_CLIENTS_GATEWAY_FORM_TOKEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/settings.h"

namespace winnow {

// An older one says nothing any more.
inline constexpr absl::Duration kFormTokenLife = absl::Hours(24);

// The name of the field that people do not see. Programs that fill in every
// field know it from letters; browsers remember nothing for it.
inline constexpr char kHoneypotField[] = "subject";

// What a token says.
struct FormAge {
  absl::string_view outcome;          // good, missing, bad, old: of the metric
  std::optional<absl::Duration> age;  // of a good one
};

// Makes a token for a form that is shown now. Cost: 2 µs.
std::string MakeFormToken(const GatewaySite& site, absl::string_view thread_id,
                          absl::Time now);

// Reads one. A token of another site, thread or key is bad, as is one that was
// made after `now`.
// Input: `token` and `thread_id` are untrusted.
FormAge ReadFormToken(const GatewaySite& site, absl::string_view thread_id,
                      absl::string_view token, absl::Time now);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_FORM_TOKEN_H_
