#include "tests/support/flood.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

constexpr size_t kHeldMax = 500;  // by each of two threads

// One attacker: a thread's own connections and counts.
class Attacker {
 public:
  Attacker(int port, absl::Time end) : port_(port), end_(end) {}
  ~Attacker() {
    for (const int fd : held_) close(fd);
  }

  void Run(Attack attack);
  const FloodTally& tally() const { return tally_; }

 private:
  bool GoesOn() const { return absl::Now() < end_; }
  int Connect();
  bool Send(int fd, absl::string_view bytes);
  void Hold(int fd);
  void Handshake(bool headers);

  const int port_;
  const absl::Time end_;
  FloodTally tally_;
  std::deque<int> held_;
};

int Attacker::Connect() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // A peer that waits for an answer is no flood; nobody hangs here for ever.
  const timeval patience = {.tv_sec = 0, .tv_usec = 200'000};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port_));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    close(fd);
    return -1;
  }
  ++tally_.connections;
  return fd;
}

bool Attacker::Send(int fd, absl::string_view bytes) {
  const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent > 0) tally_.bytes += sent;
  return sent == static_cast<ssize_t>(bytes.size());
}

void Attacker::Hold(int fd) {
  held_.push_back(fd);
  if (held_.size() <= kHeldMax) return;
  close(held_.front());
  held_.pop_front();
}

// A real ClientHello, as OpenSSL writes it.
std::string ClientHello() {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL* ssl = SSL_new(context.get());
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, in, out);  // takes both
  SSL_connect(ssl);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  std::string hello(bytes, static_cast<size_t>(size));
  SSL_free(ssl);
  return hello;
}

// The same with one byte of it in each record, and as long as a server reads:
// the message claims 100,000 bytes.
std::string Crumbs() {
  std::string message = {1, 1, '\x86', '\xa0'};  // ClientHello, its length
  message += ClientHello().substr(9);
  message.resize(100'000, 'x');
  std::string records;
  for (const char byte : message) {
    records += std::string{22, 3, 1, 0, 1};
    records += byte;
  }
  return records;
}

std::string Frame(char type, char flags, uint32_t stream,
                  const std::string& payload) {
  std::string frame = {static_cast<char>(payload.size() >> 16),
                       static_cast<char>(payload.size() >> 8),
                       static_cast<char>(payload.size()), type, flags};
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame += static_cast<char>(stream >> shift);
  }
  return frame + payload;
}

// Preface, SETTINGS and HEADERS without END_HEADERS.
std::string HeadersThatBegin() {
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(4, 0, 0, "") +
         Frame(1, 0, 1, std::string(1, '\x82'));
}

// CONTINUATION frames of indexed headers, each one byte: cheap to send.
std::string HeadersThatGoOn() {
  std::string all;
  for (int i = 0; i < 4; ++i) {
    all += Frame(9, 0, 1, std::string(16'000, '\x82'));
  }
  return all;
}

void Attacker::Handshake(bool headers) {
  static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  const int fd = Connect();
  if (fd < 0) return;
  SSL* ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  static const std::string alpn = "\x02h2";
  SSL_set_alpn_protos(ssl, reinterpret_cast<const uint8_t*>(alpn.data()),
                      static_cast<unsigned>(alpn.size()));
  if (SSL_connect(ssl) == 1) {
    const std::string first = HeadersThatBegin();
    const std::string more = HeadersThatGoOn();
    // In TLS 1.3 a client may speak before the server knows that it has no
    // certificate.
    int sent = SSL_write(ssl, first.data(), static_cast<int>(first.size()));
    while (headers && sent > 0 && GoesOn()) {
      tally_.bytes += sent;
      sent = SSL_write(ssl, more.data(), static_cast<int>(more.size()));
    }
    char byte = 0;
    if (!headers) SSL_read(ssl, &byte, 1);  // how it ends
  }
  SSL_free(ssl);
  close(fd);
}

void Attacker::Run(Attack attack) {
  static const std::string hello = ClientHello();
  static const std::string crumbs = Crumbs();
  static const std::string more = HeadersThatGoOn();
  std::mt19937 random(1);
  std::string garbage(16'384, 0);
  for (char& byte : garbage) byte = static_cast<char>(random());
  while (GoesOn()) {
    if (attack == Attack::kHandshakes || attack == Attack::kTlsHeaders) {
      Handshake(attack == Attack::kTlsHeaders);
      continue;
    }
    const int fd = Connect();
    if (fd < 0) continue;
    if (attack == Attack::kSilence) {
      Hold(fd);
    } else if (attack == Attack::kHalfHello) {
      Send(fd, absl::string_view(hello).substr(0, hello.size() / 2));
      Hold(fd);
    } else if (attack == Attack::kGarbage) {
      while (GoesOn() && Send(fd, garbage)) {
      }
      close(fd);
    } else if (attack == Attack::kCrumbs) {
      Send(fd, crumbs);
      close(fd);
    } else {
      Send(fd, HeadersThatBegin());
      while (GoesOn() && Send(fd, more)) {
      }
      close(fd);
    }
  }
}

}  // namespace

FloodTally Flood(Attack attack, int port, absl::Duration time) {
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that are reset
  const absl::Time end = absl::Now() + time;
  std::array<Attacker, 2> attackers = {Attacker(port, end),
                                       Attacker(port, end)};
  std::thread other([&] { attackers[1].Run(attack); });
  attackers[0].Run(attack);
  other.join();
  return {attackers[0].tally().connections + attackers[1].tally().connections,
          attackers[0].tally().bytes + attackers[1].tally().bytes};
}

}  // namespace winnow
