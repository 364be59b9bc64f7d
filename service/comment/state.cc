#include "service/comment/state.h"

#include "absl/strings/match.h"

namespace winnow {

absl::string_view StateName(State state) {
  switch (state) {
    case State::kHeld:
      return "HELD";
    case State::kApproved:
      return "APPROVED";
    case State::kRejected:
      return "REJECTED";
    case State::kSpam:
      return "SPAM";
    case State::kWithdrawn:
      return "WITHDRAWN";
  }
  return "";
}

std::optional<State> FindState(absl::string_view name) {
  for (const State state : kStates) {
    if (absl::EqualsIgnoreCase(StateName(state), name)) return state;
  }
  // The command line's everyday word for the queue.
  if (absl::EqualsIgnoreCase(name, "pending")) return State::kHeld;
  return std::nullopt;
}

std::optional<State> StateFromCode(absl::string_view code) {
  if (code.size() != 1) return std::nullopt;
  for (const State state : kStates) {
    if (static_cast<char>(state) == code[0]) return state;
  }
  return std::nullopt;
}

}  // namespace winnow
