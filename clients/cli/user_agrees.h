// The question before what cannot be taken back, or touches many.

#ifndef WINNOW_CLIENTS_CLI_USER_AGREES_H_
#define WINNOW_CLIENTS_CLI_USER_AGREES_H_

#include "absl/strings/string_view.h"

namespace winnow {

// Tells `what` on stderr, one or more sentences, asks whether to go on, and
// reads the answer from stdin. Everything but y, Y and yes is a no. The caller
// knows that stdin is a terminal.
bool UserAgrees(absl::string_view what);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_USER_AGREES_H_
