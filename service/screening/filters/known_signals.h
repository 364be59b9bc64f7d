// Every signal that the filters can report: what a policy may ask about.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_KNOWN_SIGNALS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_KNOWN_SIGNALS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow {

struct KnownSignal {
  absl::string_view name;
  absl::string_view meaning;  // one sentence, for people who write policies
  // Reports a ban: rules about it hold for the site's own staff too.
  bool is_ban = false;
};

// Returns all of them, sorted by name; lives as long as the process.
absl::Span<const KnownSignal> KnownSignals();

// Returns the one of this name, or null.
const KnownSignal* FindKnownSignal(absl::string_view name);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_KNOWN_SIGNALS_H_
