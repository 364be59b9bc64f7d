// A connection whose answer does not end: sends what is pushed into its stream,
// in order, until the client leaves, falls behind, or the server ends.
//
// It takes the socket over from the HttpConnection that read the request, which
// goes: ten thousand that listen cost little. A time limit for what is being
// sent and the line that keeps proxies from closing come from the room's beat,
// so that none needs a timer.
//
// Its room owns it, from Start() to its end; so does what it waits for.
//
// Threads: the one of its executor; it is made and destroyed there, too, or
// after that thread has ended.

#ifndef WINNOW_CLIENTS_GATEWAY_EVENT_CONNECTION_H_
#define WINNOW_CLIENTS_GATEWAY_EVENT_CONNECTION_H_

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/gateway/connection_room.h"
#include "clients/gateway/event_stream.h"

namespace winnow {

class EventConnection : public std::enable_shared_from_this<EventConnection> {
 public:
  // `chunked`: the client speaks HTTP/1.1; else the end of the connection is
  // the end of the answer. `room` must outlive it.
  EventConnection(boost::asio::ip::tcp::socket socket, ConnectionRoom& room,
                  std::shared_ptr<EventStream> events, bool chunked);
  ~EventConnection();

  // Enters the room, and sends the answer's header.
  void Start(std::string head);

  // Ends it if what is being sent is not taken; else sends a comment line if
  // nothing is being sent.
  void Beat(absl::Time now);

  // Ends it: what is being sent is cut. Leaves the room, too.
  void End();

 private:
  using Error = boost::system::error_code;

  // Writes when it is its turn: a comment that thousands listen to is sent to a
  // few at a time, and requests are answered in between.
  void Queue();
  static void WriteSome(ConnectionRoom& room,
                        const boost::asio::any_io_executor& executor);
  void Write();
  void OnWritten(const Error& error);
  // Waits for the client to leave. What else it sends is thrown away.
  void Read();
  void OnRead(const Error& error, size_t bytes);

  boost::asio::ip::tcp::socket socket_;
  ConnectionRoom& room_;
  std::shared_ptr<EventStream> events_;  // null when it has ended
  const size_t seat_;                    // of the room
  const bool chunked_;
  bool writing_ = false;
  absl::Time write_start_;
  std::string frame_;  // what stands before the pieces
  std::vector<EventStream::Bytes> pieces_;
  std::array<char, 32> read_;
  size_t read_bytes_ = 0;
};

// One beat of a room: a part of its streams, so that not all are woken at once.
void BeatStreams(ConnectionRoom& room);

// Ends all streams of a room.
void EndStreams(ConnectionRoom& room);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EVENT_CONNECTION_H_
