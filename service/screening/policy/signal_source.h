// Where a signal comes from: what a second screening of a stored comment must
// compute anew, and what it can only take from the first.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_SIGNAL_SOURCE_H_
#define WINNOW_SERVICE_SCREENING_POLICY_SIGNAL_SOURCE_H_

#include "absl/strings/string_view.h"

namespace winnow {

enum class SignalSource {
  kTexts,    // body, name and website alone, which are stored
  kPresent,  // author's record and thread: can be asked again, and change
  kMoment,   // the submission itself: rates, form, copies, address
};

SignalSource SourceOf(absl::string_view signal);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_SIGNAL_SOURCE_H_
