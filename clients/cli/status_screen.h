// How the system is, on one screen: what is wrong and what to type, then Redis,
// keys and sites.

#ifndef WINNOW_CLIENTS_CLI_STATUS_SCREEN_H_
#define WINNOW_CLIENTS_CLI_STATUS_SCREEN_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/output.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// Returns the lines, each ending with a line end. `address` is winnowd's, as
// the caller reached it. `width`: as Output::width(); 0 wraps nothing.
// Cost: at most some sixty lines, however many sites there are.
std::string StatusScreen(const v1::SystemStatus& status,
                         absl::string_view address, absl::Time now, int width,
                         const Output& out);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_STATUS_SCREEN_H_
