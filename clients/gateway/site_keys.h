// Looks at the gateway's own keys before it serves: one that may do too much
// would lend that to every browser.
//
// Threads: one, at start.

#ifndef WINNOW_CLIENTS_GATEWAY_SITE_KEYS_H_
#define WINNOW_CLIENTS_GATEWAY_SITE_KEYS_H_

#include "absl/status/status.h"
#include "clients/cpp/options.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/settings.h"

namespace winnow {

// Asks winnowd whose each site's key is. While winnowd cannot be asked there is
// a warning instead: the gateway is to start before it, too.
// Cost: a call for each site.
// Errors: InvalidArgument, naming the key_file, for a key that winnowd does not
// know, or that is not of the role SITE, of that site and without TRUSTED.
absl::Status CheckSiteKeys(const GatewaySettings& settings,
                           ClientOptions winnowd, GatewayLog& log);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_SITE_KEYS_H_
