// Connects to one of a receiver's addresses.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_CONNECT_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_CONNECT_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <functional>
#include <vector>

namespace winnow {

// Tries one endpoint after the other until one takes the connection. Each but
// the last has its equal share of the time that is left, so that one which
// never answers does not use up that of the others; the last has no limit.
//
// Runs `done` once, from the stream's loop, with the last one's error or none.
// Closing the stream meanwhile ends it with operation_aborted.
//
// Requires: an endpoint; the stream lives until `done`.
// Threads: the one that runs the loop.
void ConnectInTurn(boost::beast::tcp_stream& stream,
                   std::vector<boost::asio::ip::tcp::endpoint> endpoints,
                   std::chrono::steady_clock::time_point deadline,
                   std::function<void(boost::system::error_code)> done);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_CONNECT_H_
