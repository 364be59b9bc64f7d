// Where a comment stands. The numbers are stored in Redis: never reorder.
#ifndef WINNOW_SERVICE_COMMENT_STATE_H_
#define WINNOW_SERVICE_COMMENT_STATE_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace winnow {

enum class State : char {
  kHeld = 'H',
  kApproved = 'A',
  kRejected = 'R',
  kSpam = 'S',
  kWithdrawn = 'W',
};

inline constexpr State kStates[] = {State::kHeld, State::kApproved,
                                    State::kRejected, State::kSpam,
                                    State::kWithdrawn};

// "HELD", "APPROVED" …: the words of the API and the command line.
absl::string_view StateName(State state);

// Absent for anything but one of the words above, in any case of letters.
std::optional<State> FindState(absl::string_view name);

// The one-letter form kept in Redis; absent for any other text.
std::optional<State> StateFromCode(absl::string_view code);

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_STATE_H_
