// A Winnow with a TLS listener and the certificates that deploy/certificates
// makes, for tests. Clients reach it at localhost.
//
// Threads: one.

#ifndef WINNOW_TESTS_SUPPORT_TLS_ROOM_H_
#define WINNOW_TESTS_SUPPORT_TLS_ROOM_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/support/run_program.h"
#include "tests/support/winnow_system.h"

namespace winnow {

class TlsRoom {
 public:
  // Makes the certificates, one of them for the client `desk`, and starts.
  TlsRoom();
  ~TlsRoom();

  WinnowSystem& system() { return *system_; }
  int port() const { return port_; }
  int plain_port() const { return plain_port_; }
  std::string address() const;

  // What winnowd is told to use: links in live() to the files in files().
  std::string live() const { return dir_ + "/live"; }
  std::string files() const { return dir_ + "/tls"; }

  // Runs deploy/certificates; ends the test program if it fails.
  std::string Certificates(std::vector<std::string> command);

  // Tells whether gRPC gets through to winnowd with these PEM files; no
  // certificate for an empty `client`, else the directory with cert.pem and
  // key.pem.
  bool Connects(const std::string& ca, const std::string& client) const;

  // The same with what deploy/certificates gave to a client.
  bool Connects(const std::string& name) const;

  // Runs the command as the client `desk`, with the operator's key.
  ProgramResult Winnow(std::vector<std::string> arguments,
                       bool with_key = true) const;

  // What winnowd has logged so far.
  std::string Log() const;

 private:
  std::string dir_;
  int port_ = 0;
  int plain_port_ = 0;
  std::unique_ptr<WinnowSystem> system_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_TLS_ROOM_H_
