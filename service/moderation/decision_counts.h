// Which counts a person's decision changes, and which taking it back: exactly
// the same, the other way round (but for the one of decisions taken back).
//
// A comment is judged as the last person said whose decision stands: whoever
// decides again, or takes a decision back, moves it from one count to another.
// The counts of judgements belong to the day the comment came, those of work to
// the day it was done.
//
// What leaves the state as it was decides nothing here: words to an author, or
// that readers' reports were wrong.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_MODERATION_DECISION_COUNTS_H_
#define WINNOW_SERVICE_MODERATION_DECISION_COUNTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/comment/day_count.h"
#include "service/moderation/history.h"

namespace winnow {

// What of PeopleDay() is counted:
//   A, R, S     decisions that stand, by what they made of the comment
//   u           decisions taken back
//   mKEYA …     the same four by the key that decided
//   wCLASS      decisions on held comments, by how long these had waited
//   jB… oB…     comments that people judged, and decided otherwise than their
//               rule, by basis, verdict and rule: "ohHsuspect"
//   xarule, xrrule  held or sampled comments on which a rule in shadow held
//               that people approved, refused
inline constexpr absl::string_view kUndoneField = "u";
inline constexpr char kByKey = 'm';
inline constexpr char kWaited = 'w';
inline constexpr char kJudged = 'j';
inline constexpr char kOverturned = 'o';
inline constexpr char kShadowed = 'x';

// How it comes that a person judged a comment.
enum class JudgedBy : char {
  kHeld = 'h',       // the rule holds
  kSample = 's',     // it was drawn blind
  kComplaint = 'c',  // somebody complained, or found it
};

// What people last said of a comment that stands; absent: nothing. What was
// decided about an author's older text is about that text.
// Input: its records, oldest first.
std::optional<State> JudgedAs(const std::vector<HistoryRecord>& history);

// Whether a person decided, and not the policy on a person's order.
inline bool IsByPerson(HistoryAction action) {
  return IsDecision(action) && action != HistoryAction::kRescreened;
}

// Input: `decision` as it is recorded, to the millisecond; `before`, what
// people had said of the comment.
std::vector<DayCount> CountsOfDecision(const StoredComment& stored,
                                       const HistoryRecord& decision,
                                       std::optional<State> before,
                                       absl::TimeZone zone);

// Input: the decision as it was recorded; when it is taken back; `after`, what
// people have said of the comment once it is.
std::vector<DayCount> CountsOfUndo(const StoredComment& stored,
                                   const HistoryRecord& decision,
                                   absl::Time now, std::optional<State> after,
                                   absl::TimeZone zone);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_DECISION_COUNTS_H_
