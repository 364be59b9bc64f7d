#include "tests/e2e/gateway/gateway_program.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"

namespace winnow {
namespace {

constexpr auto kStopLimit = std::chrono::seconds(60);

}  // namespace

GatewayProgram::GatewayProgram(WinnowSystem& system, const std::string& limits)
    : port_(FreeTcpPort()),
      metrics_port_(FreeTcpPort()),
      dir_(system.dir()),
      client_(port_) {
  system.CreateSite("daily");
  key_ = system.CreateKey("daily", v1::ApiKey::SITE);
  const std::string key_file = dir_ + "/daily.key";
  std::ofstream(key_file) << key_ << "\n";
  chmod(key_file.c_str(), 0600);
  const std::string sites = dir_ + "/sites.textproto";
  std::ofstream(sites) << "sites {\n  site: 'daily'\n  key_file: '" << key_file
                       << "'\n  origins: 'https://news.example'\n}\n"
                       << "trusted_proxies: '127.0.0.1'\n"
                       << "limits { cache_ms: 200 " << limits << " }\n";
  pid_ =
      StartProgram({WINNOW_GATEWAY, absl::StrCat("--listen=127.0.0.1:", port_),
                    absl::StrCat("--metrics_listen=127.0.0.1:", metrics_port_),
                    "--sites=" + sites, "--winnowd=" + system.address()},
                   dir_ + "/gateway.log");
  if (!Eventually(
          [this] { return client_.Send("GET", "/healthz").status == 200; })) {
    fprintf(stderr, "the gateway does not answer:\n%s\n", Log().c_str());
    abort();
  }
}

GatewayProgram::~GatewayProgram() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string GatewayProgram::Log() const {
  std::ifstream file(dir_ + "/gateway.log");
  return {std::istreambuf_iterator<char>(file), {}};
}

int GatewayProgram::Stop() {
  kill(pid_, SIGTERM);
  return WaitForProgram(std::exchange(pid_, -1), kStopLimit);
}

ProgramResult GatewayProgram::Run(std::vector<std::string> flags) {
  flags.insert(flags.begin(), WINNOW_GATEWAY);
  return RunProgram(flags);
}

HttpReply GatewayProgram::Send(const std::string& method,
                               const std::string& path,
                               const nlohmann::json& body,
                               HttpClient::Headers headers) {
  headers.emplace_back("Origin", "https://news.example");
  headers.emplace_back("X-Forwarded-For", reader);
  headers.emplace_back("User-Agent", "Mozilla/5.0 (quastenflosser)");
  if (!body.is_null()) {
    headers.emplace_back("Content-Type", "application/json");
  }
  return client_.Send(method, "/v1/sites/daily/" + path, headers,
                      body.is_null() ? "" : body.dump());
}

}  // namespace winnow
