// A body with its ETag, and what clients say of ETags.
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_CACHED_ANSWER_H_
#define WINNOW_CLIENTS_GATEWAY_CACHED_ANSWER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// A body with its strong ETag, in quotes, and until when it may be shown again.
struct CachedAnswer {
  std::shared_ptr<const std::string> body = nullptr;
  std::string etag = {};
  // When it was asked for: winnowd may have read it right then.
  absl::Time asked = absl::InfinitePast();
  absl::Duration fresh_for = absl::ZeroDuration();

  // No when the clock has gone back behind `asked`: who knows how old it is.
  bool IsFresh(absl::Time now) const {
    return asked <= now && now < asked + fresh_for;
  }
};

// 32 hexadecimal digits that say what a text is; the same everywhere.
std::string TextHash(absl::string_view text);

// The same for who knows a secret of any length, and for nobody else.
std::string KeyedTextHash(absl::string_view text, absl::string_view secret);

// Makes one; the ETag is a hash of the body, so that all gateways agree on it.
// Cost: 1 µs a kilobyte.
CachedAnswer MakeCachedAnswer(std::string body);

// Tells whether an If-None-Match header names the ETag (RFC 9110, 13.1.2: weak
// comparison). Input: `header` is untrusted.
bool EtagMatches(absl::string_view header, absl::string_view etag);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CACHED_ANSWER_H_
