// The whole gateway: builds every object once, serves until it is told to end.
//
// Threads: one.

#ifndef WINNOW_CLIENTS_GATEWAY_GATEWAY_H_
#define WINNOW_CLIENTS_GATEWAY_GATEWAY_H_

#include "absl/status/status.h"
#include "clients/gateway/api.h"
#include "clients/gateway/flags.h"
#include "clients/gateway/http_server.h"
#include "clients/gateway/settings.h"

namespace winnow {

// Makes the API's handler of each thread, with a connection to winnowd of its
// own. What they are made of must outlive the server.
HttpServer::MakeHandler HandlersOf(Api& api, const ClientOptions& winnowd);

// Serves until SIGTERM or SIGINT, then answers what is under way and returns.
// Says `listening` in the log once it takes connections.
// Errors: what keeps it from starting, naming the setting; InvalidArgument if
// it must be changed before another try.
// Effects: blocks the two signals in this thread and those it starts.
absl::Status RunGateway(const GatewayFlags& flags,
                        const GatewaySettings& settings);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_GATEWAY_H_
