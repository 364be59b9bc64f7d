#include "service/store/redis/io_loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "service/base/log.h"
#include "service/base/random.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

// hiredis shifts what is left of its buffer after each kilobyte of replies, so
// a larger piece costs more than the system calls it saves.
constexpr size_t kReadBytes = 16 * 1024;
// Then others get their turn: new commands, timers.
constexpr int kReadsPerPass = 16;
// Callers that never pause must not keep their replies from being read.
constexpr int kRoundsPerPass = 4;
constexpr size_t kPartsPerWrite = 128;
// Between two attempts to load what calls find missing.
constexpr absl::Duration kSetUpPause = absl::Seconds(1);

absl::Status Away() { return absl::UnavailableError("Redis is away"); }

uint32_t RandomSeed() {
  std::array<uint8_t, sizeof(uint32_t)> bytes;
  SystemRandom().Fill(bytes);
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 |
         static_cast<uint32_t>(bytes[3]) << 24;
}

SteadyTime After(SteadyTime start, absl::Duration duration) {
  // A year is for ever here, and cannot overflow.
  duration = std::min(duration, absl::Hours(24 * 365));
  return start + absl::ToChronoNanoseconds(duration);
}

PendingCommand Pending(Command command, const CommandOptions& options,
                       ReplyHandler done) {
  return {.command = std::move(command),
          .done = std::move(done),
          .deadline = After(std::chrono::steady_clock::now(), options.timeout),
          .idempotent = options.idempotent};
}

void Watch(int epoll_fd, int operation, int fd, uint32_t events, void* whose) {
  epoll_event event = {};
  event.events = events;
  event.data.ptr = whose;
  // Fails only without kernel memory or for a descriptor that is not ours.
  if (epoll_ctl(epoll_fd, operation, fd, &event) != 0) abort();
}

}  // namespace

IoLoop::IoLoop(ConnectionOptions options)
    : options_(std::move(options)),
      budget_(options_.commands_max, options_.command_bytes_max),
      health_(absl::UnavailableError("not yet connected to Redis")),
      queue_(budget_),
      read_buffer_(kReadBytes),
      jitter_(RandomSeed()) {}

void IoLoop::Send(Command command, const CommandOptions& options,
                  ReplyHandler done) {
  const size_t bytes = command.bytes();
  if (!Admit(bytes, done)) return;
  PendingCommand pending =
      Pending(std::move(command), options, std::move(done));
  if (inbox_.Push(std::move(pending))) return;
  budget_.Give(bytes);
  std::move(pending.done)(Away());
}

void IoLoop::SendAfter(Command prelude, Command command,
                       const CommandOptions& options, ReplyHandler done) {
  const size_t prelude_bytes = prelude.bytes();
  const size_t bytes = command.bytes();
  if (!Admit(prelude_bytes, done)) return;
  if (!Admit(bytes, done)) {
    budget_.Give(prelude_bytes);
    return;
  }
  PendingCommand first = Pending(std::move(prelude), options, nullptr);
  PendingCommand second = Pending(std::move(command), options, std::move(done));
  if (inbox_.PushBoth(std::move(first), std::move(second))) return;
  budget_.Give(prelude_bytes);
  budget_.Give(bytes);
  std::move(second.done)(Away());
}

bool IoLoop::Admit(size_t bytes, ReplyHandler& done) {
  if (!is_available()) {
    std::move(done)(Away());
    return false;
  }
  if (!budget_.TryTake(bytes)) {
    std::move(done)(absl::ResourceExhaustedError(
        "too many commands wait for an answer of Redis"));
    return false;
  }
  return true;
}

void IoLoop::Begin(int epoll_fd, SteadyTime now) {
  epoll_fd_ = epoll_fd;
  now_ = now;
  down_since_ = now;
  retry_at_ = now;
  Watch(epoll_fd_, EPOLL_CTL_ADD, inbox_.wake_fd(), EPOLLIN | EPOLLET, nullptr);
}

bool IoLoop::Prepare(SteadyTime now) {
  now_ = now;
  KeepTime();
  return TakeCommands();
}

void IoLoop::Serve(uint32_t events, SteadyTime now) {
  now_ = now;
  if (!socket_.is_open()) return;
  if (state_ == State::kConnecting) return StartGreeting();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) Read();
  if ((events & EPOLLOUT) != 0) Write();
}

void IoLoop::KeepTime() {
  if (state_ == State::kDown) {
    if (now_ >= retry_at_) StartConnecting();
  } else if (state_ != State::kUp) {
    if (now_ >= attempt_deadline_) {
      Disconnect(absl::UnavailableError("Redis did not greet in time"));
    }
  } else if (!queue_.empty() &&
             now_ >= After(heard_at_, options_.stall_timeout)) {
    Disconnect(absl::UnavailableError("Redis has stopped answering"));
  }
  commands_timed_out_ += queue_.Expire(now_);
  if (state_ != State::kUp && available_ &&
      now_ >= After(down_since_, options_.grace)) {
    available_ = false;
    queue_.FailAll(Away());
  }
}

SteadyTime IoLoop::NextTime() const {
  SteadyTime next = queue_.next_deadline();
  switch (state_) {
    case State::kDown:
      next = std::min(next, retry_at_);
      break;
    case State::kConnecting:
    case State::kGreeting:
      next = std::min(next, attempt_deadline_);
      break;
    case State::kUp:
      if (!queue_.empty()) {
        next = std::min(next, After(heard_at_, options_.stall_timeout));
      }
      break;
  }
  if (state_ != State::kUp && available_) {
    next = std::min(next, After(down_since_, options_.grace));
  }
  return next;
}

bool IoLoop::TakeCommands() {
  for (int round = 0; round < kRoundsPerPass; ++round) {
    if (!inbox_.TakeOrSleep(batch_)) return true;
    if (queue_.empty()) heard_at_ = now_;
    for (PendingCommand& command : batch_) queue_.Push(std::move(command));
    batch_.clear();
    if (state_ == State::kUp) {
      Write();
    } else if (!available_) {
      queue_.FailAll(Away());
    }
  }
  return false;
}

void IoLoop::StartConnecting() {
  attempt_deadline_ = After(now_, options_.connect_timeout);
  absl::StatusOr<Socket> socket = Socket::Connect(options_.address, attempts_);
  if (!socket.ok()) {
    Disconnect(socket.status());
    return;
  }
  socket_ = *std::move(socket);
  state_ = State::kConnecting;
  watching_writable_ = true;
  Watch(epoll_fd_, EPOLL_CTL_ADD, socket_.fd(), EPOLLIN | EPOLLOUT, this);
}

void IoLoop::StartGreeting() {
  const absl::Status connected = socket_.FinishConnect();
  if (!connected.ok()) {
    Disconnect(connected);
    return;
  }
  absl::StatusOr<Handshake> handshake = Handshake::Make(options_);
  if (!handshake.ok()) {
    Disconnect(handshake.status());
    return;
  }
  handshake_ = *std::move(handshake);
  state_ = State::kGreeting;
  Write();
}

void IoLoop::BecomeUp() {
  state_ = State::kUp;
  handshake_ = Handshake();
  attempts_ = 0;
  heard_at_ = now_;
  set_up_at_ = now_;
  ++connects_;
  available_ = true;
  SetHealth(absl::OkStatus());
  Write();
}

void IoLoop::Disconnect(const absl::Status& why) {
  if (state_ == State::kUp) down_since_ = now_;
  state_ = State::kDown;
  socket_.Close();
  reader_.Reset();
  const double doubled =
      static_cast<double>(uint64_t{1} << std::min<size_t>(attempts_, 30));
  const absl::Duration pause =
      std::min(options_.backoff_min * doubled, options_.backoff_max);
  std::uniform_real_distribution<double> part(0.5, 1);
  retry_at_ = After(now_, pause * part(jitter_));
  ++attempts_;
  SetHealth(why);
  queue_.Cut();
}

void IoLoop::Write() {
  if (state_ == State::kGreeting) return WriteGreeting();
  if (state_ != State::kUp) return;
  std::array<iovec, kPartsPerWrite> parts;
  while (queue_.HasUnwritten()) {
    const size_t used = queue_.NextParts(parts);
    const absl::StatusOr<size_t> written =
        socket_.Write(std::span(parts).first(used));
    if (!written.ok()) return Disconnect(written.status());
    if (*written == 0) return WatchWritable(true);
    queue_.MarkWritten(*written);
    bytes_written_.fetch_add(*written, std::memory_order_relaxed);
  }
  WatchWritable(false);
}

void IoLoop::WriteGreeting() {
  while (!handshake_.unwritten().empty()) {
    const absl::string_view rest = handshake_.unwritten();
    const iovec part = {const_cast<char*>(rest.data()), rest.size()};
    const absl::StatusOr<size_t> written = socket_.Write({&part, 1});
    if (!written.ok()) return Disconnect(written.status());
    if (*written == 0) return WatchWritable(true);
    handshake_.MarkWritten(*written);
  }
  WatchWritable(false);
}

void IoLoop::Read() {
  for (int pass = 0; pass < kReadsPerPass; ++pass) {
    const absl::StatusOr<size_t> got = socket_.Read(read_buffer_);
    if (!got.ok()) return Disconnect(got.status());
    if (*got == 0) return;
    heard_at_ = now_;
    bytes_read_.fetch_add(*got, std::memory_order_relaxed);
    reader_.Feed({read_buffer_.data(), *got});
    TakeReplies();
    if (state_ == State::kDown || *got < read_buffer_.size()) return;
  }
}

void IoLoop::TakeReplies() {
  Reply reply;
  while (true) {
    const absl::StatusOr<bool> whole = reader_.Next(reply);
    if (!whole.ok()) return Disconnect(whole.status());
    if (!*whole) return;
    if (state_ == State::kGreeting) {
      const absl::Status good = handshake_.Take(reply);
      if (!good.ok()) return Disconnect(good);
      if (handshake_.finished()) BecomeUp();
    } else {
      if (reply.is_error() && IsFunctionMissing(reply.text())) SetUpAgain();
      if (!queue_.Answer(std::move(reply))) {
        return Disconnect(
            absl::InternalError("Redis answered more than it was asked"));
      }
    }
    // A write that failed while becoming up has reset the reader.
    if (state_ == State::kDown) return;
  }
}

void IoLoop::SetUpAgain() {
  if (!options_.setup || now_ < After(set_up_at_, kSetUpPause)) return;
  set_up_at_ = now_;
  Log(Severity::kWarning, "redis_functions_missing",
      {{"address", options_.address}, {"done", "loading them again"}});
  for (SetupCommand& setup : options_.setup()) {
    // What becomes of it shows in the calls that need it.
    Send(std::move(setup.command), {.timeout = options_.connect_timeout},
         [](const absl::StatusOr<Reply>& /*unused*/) {});
  }
}

void IoLoop::WatchWritable(bool watch) {
  if (watch == watching_writable_) return;
  watching_writable_ = watch;
  Watch(epoll_fd_, EPOLL_CTL_MOD, socket_.fd(),
        watch ? EPOLLIN | EPOLLOUT : EPOLLIN, this);
}

void IoLoop::SetHealth(const absl::Status& health) {
  const std::lock_guard lock(health_mutex_);
  // A Redis that stays away is one line of log, not one for each attempt.
  if (health == health_) return;
  health_ = health;
  health_changed_.notify_all();
  if (health.ok()) {
    Log(Severity::kInfo, "redis_connected", {{"address", options_.address}});
  } else {
    Log(Severity::kWarning, "redis_away",
        {{"address", options_.address}, {"reason", health.message()}});
  }
}

absl::Status IoLoop::WaitUntilConnected(absl::Duration timeout) {
  std::unique_lock lock(health_mutex_);
  health_changed_.wait_until(lock,
                             After(std::chrono::steady_clock::now(), timeout),
                             [this] { return health_.ok(); });
  return health_;
}

absl::Status IoLoop::health() const {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

ConnectionStats IoLoop::stats() const {
  return {
      .commands_in_flight = budget_.commands(),
      .bytes_in_flight = budget_.bytes(),
      .connects = connects_.load(std::memory_order_relaxed),
      .commands_timed_out = commands_timed_out_.load(std::memory_order_relaxed),
      .bytes_written = bytes_written_.load(std::memory_order_relaxed),
      .bytes_read = bytes_read_.load(std::memory_order_relaxed)};
}

void IoLoop::End() {
  socket_.Close();
  available_ = false;
  queue_.FailAll(Away());
  // Who sends from now on is refused at once, and so nothing is forgotten.
  inbox_.Close(batch_);
  for (PendingCommand& command : batch_) queue_.Push(std::move(command));
  batch_.clear();
  queue_.FailAll(Away());
}

}  // namespace winnow
