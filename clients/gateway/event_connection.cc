#include "clients/gateway/event_connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

namespace net = boost::asio;

constexpr absl::string_view kLastChunk = "0\r\n\r\n";
// A client that listens has nothing to say.
constexpr size_t kReadBytesMax = 4096;
// In the kernel, for each; an event is small, and a larger one goes in parts.
constexpr int kSendBufferBytes = 32 * 1024;
// A millisecond's work or so.
constexpr int kWritesAtOnce = 32;

const EventStream::Bytes& CommentLine() {
  static const auto* line =
      new EventStream::Bytes(std::make_shared<const std::string>(":\n\n"));
  return *line;
}

}  // namespace

EventConnection::EventConnection(net::ip::tcp::socket socket,
                                 ConnectionRoom& room,
                                 std::shared_ptr<EventStream> events,
                                 bool chunked)
    : socket_(std::move(socket)),
      room_(room),
      events_(std::move(events)),
      seat_(room.next_seat++ % room.streams.size()),
      chunked_(chunked) {
  room_.shared.connections.fetch_add(1);
  room_.shared.streams.fetch_add(1);
  if (room_.shared.metrics == nullptr) return;
  room_.shared.metrics->connections().Increment();
  room_.shared.metrics->streams().Increment();
}

EventConnection::~EventConnection() {
  if (events_ != nullptr) events_->Detach();
  room_.shared.connections.fetch_sub(1);
  room_.shared.streams.fetch_sub(1);
  if (room_.shared.metrics == nullptr) return;
  room_.shared.metrics->connections().Decrement();
  room_.shared.metrics->streams().Decrement();
}

void EventConnection::Start(std::string head) {
  room_.streams[seat_].insert(shared_from_this());
  writing_ = true;
  if (room_.draining) return End();
  Error ignored;
  socket_.set_option(net::socket_base::send_buffer_size(kSendBufferBytes),
                     ignored);
  frame_ = std::move(head);
  write_start_ = absl::Now();
  Read();
  net::async_write(socket_, net::buffer(frame_),
                   [self = shared_from_this()](const Error& error, size_t) {
                     self->OnWritten(error);
                   });
  events_->Attach([weak = weak_from_this(), executor = socket_.get_executor()] {
    net::post(executor, [weak] {
      if (const auto self = weak.lock()) self->Queue();
    });
  });
}

void EventConnection::Queue() {
  room_.to_write.push_back(weak_from_this());
  if (std::exchange(room_.is_writing, true)) return;
  // Behind those who were woken at the same time, who only queue.
  net::post(socket_.get_executor(),
            [&room = room_, executor = socket_.get_executor()] {
              WriteSome(room, executor);
            });
}

void EventConnection::WriteSome(ConnectionRoom& room,
                                const net::any_io_executor& executor) {
  for (int i = 0; i < kWritesAtOnce && !room.to_write.empty(); ++i) {
    const auto next = room.to_write.front().lock();
    room.to_write.pop_front();
    if (next != nullptr) next->Write();
  }
  room.is_writing = !room.to_write.empty();
  if (!room.is_writing) return;
  net::post(executor, [&room, executor] { WriteSome(room, executor); });
}

void EventConnection::Write() {
  if (events_ == nullptr || writing_) return;
  if (!events_->Take(pieces_)) {
    if (room_.shared.metrics != nullptr) {
      room_.shared.metrics->CountRefusal("stream_bytes");
    }
    return End();
  }
  if (pieces_.empty()) return;
  size_t bytes = 0;
  for (const EventStream::Bytes& piece : pieces_) bytes += piece->size();
  frame_ = chunked_ ? absl::StrCat(absl::Hex(bytes), "\r\n") : "";
  std::vector<net::const_buffer> buffers = {net::buffer(frame_)};
  for (const EventStream::Bytes& piece : pieces_) {
    buffers.push_back(net::buffer(*piece));
  }
  if (chunked_) buffers.push_back(net::buffer("\r\n", 2));
  writing_ = true;
  write_start_ = absl::Now();
  net::async_write(socket_, buffers,
                   [self = shared_from_this()](const Error& error, size_t) {
                     self->OnWritten(error);
                   });
}

void EventConnection::OnWritten(const Error& error) {
  writing_ = false;
  // Most wait long for the next event.
  pieces_ = {};
  frame_ = {};
  if (error) return End();
  Write();
}

void EventConnection::Read() {
  socket_.async_read_some(
      net::buffer(read_),
      [self = shared_from_this()](const Error& error, size_t bytes) {
        self->OnRead(error, bytes);
      });
}

void EventConnection::OnRead(const Error& error, size_t bytes) {
  read_bytes_ += bytes;
  if (error || read_bytes_ > kReadBytesMax) return End();
  if (events_ != nullptr) Read();
}

void EventConnection::Beat(absl::Time now) {
  if (!writing_) return events_->Push(CommentLine());
  if (now - write_start_ > room_.shared.limits.timeouts.write) End();
}

void EventConnection::End() {
  if (events_ == nullptr) return;
  events_->Detach();
  events_ = nullptr;
  Error ignored;
  if (chunked_ && !writing_) {
    // Said if it can be said at once.
    socket_.non_blocking(true, ignored);
    socket_.write_some(net::buffer(kLastChunk.data(), kLastChunk.size()),
                       ignored);
  }
  socket_.shutdown(net::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  room_.streams[seat_].erase(shared_from_this());
}

void BeatStreams(ConnectionRoom& room) {
  const absl::Time now = absl::Now();
  auto& seats = room.streams[room.beat++ % room.streams.size()];
  const auto streams = seats;  // some leave
  for (const auto& stream : streams) stream->Beat(now);
}

void EndStreams(ConnectionRoom& room) {
  for (auto& seats : room.streams) {
    const auto streams = std::exchange(seats, {});
    for (const auto& stream : streams) stream->End();
  }
}

}  // namespace winnow
