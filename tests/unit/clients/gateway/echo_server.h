// A server that says what it heard.

#ifndef WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_ECHO_SERVER_H_
#define WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_ECHO_SERVER_H_

#include <memory>

#include "clients/gateway/http_server.h"

namespace winnow {

// Method, target, X-Forwarded-For, peer and body, or the problem.
HttpAnswer Echo(const HttpRequest& request);

std::unique_ptr<HttpServer> StartEcho(const HttpLimits& limits = {},
                                      int threads = 2);

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_ECHO_SERVER_H_
