// The built winnow-gateway before a Winnow of the test's own, with the site
// `daily` of https://news.example. Loopback is a trusted proxy, so that a test
// says in X-Forwarded-For who its reader is.
//
// Threads: one, and the same as made it must outlive it.

#ifndef WINNOW_TESTS_E2E_GATEWAY_GATEWAY_PROGRAM_H_
#define WINNOW_TESTS_E2E_GATEWAY_GATEWAY_PROGRAM_H_

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/http_client.h"
#include "tests/support/run_program.h"
#include "tests/support/winnow_system.h"

namespace winnow {

// All bytes of all files under a directory.
std::string FilesUnder(const std::string& dir);

class GatewayProgram {
 public:
  // Makes the site and its key, and waits until the gateway answers. `limits`
  // are further lines of the settings' limits, `of_site` of its site, `flags`
  // further flags.
  explicit GatewayProgram(WinnowSystem& system, const std::string& limits = "",
                          const std::string& of_site = "",
                          std::vector<std::string> flags = {});
  ~GatewayProgram();

  int port() const { return port_; }
  int metrics_port() const { return metrics_port_; }
  pid_t pid() const { return pid_; }
  const std::string& site_key() const { return key_; }

  // All that it has written: requests and events.
  std::string Log() const;

  // Ends it in order and returns its exit status.
  int Stop();
  // The same, in two steps.
  void BeginStop();
  int WaitForStop();
  // Ends it where it stands.
  void Kill();
  // Starts it again, and waits until it answers.
  void Start();

  // Runs it with these flags to its end.
  static ProgramResult Run(std::vector<std::string> flags);

  // Sends a request as a page of the site does, from a reader at `reader`.
  HttpReply Send(const std::string& method, const std::string& path,
                 const nlohmann::json& body = nullptr,
                 HttpClient::Headers headers = {});

  std::string reader = "203.0.113.9";

 private:
  const int port_;
  const int metrics_port_;
  std::string dir_;
  std::string winnowd_;
  const std::vector<std::string> flags_;
  std::string key_;
  pid_t pid_ = -1;
  HttpClient client_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_E2E_GATEWAY_GATEWAY_PROGRAM_H_
