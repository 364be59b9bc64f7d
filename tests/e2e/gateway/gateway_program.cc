#include "tests/e2e/gateway/gateway_program.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
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

std::string FilesUnder(const std::string& dir) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

GatewayProgram::GatewayProgram(WinnowSystem& system, const std::string& limits,
                               const std::string& of_site,
                               std::vector<std::string> flags)
    : port_(FreeTcpPort()),
      metrics_port_(FreeTcpPort()),
      dir_(system.dir()),
      winnowd_(system.address()),
      flags_(std::move(flags)),
      client_(port_) {
  system.CreateSite("daily");
  key_ = system.CreateKey("daily", v1::ApiKey::SITE);
  const std::string key_file = dir_ + "/daily.key";
  std::ofstream(key_file) << key_ << "\n";
  chmod(key_file.c_str(), 0600);
  const std::string sites = dir_ + "/sites.textproto";
  std::ofstream(sites) << "sites {\n  site: 'daily'\n  key_file: '" << key_file
                       << "'\n  origins: 'https://news.example'\n  " << of_site
                       << "\n}\n"
                       << "trusted_proxies: '127.0.0.1'\n"
                       << "limits { cache_ms: 200 " << limits << " }\n";
  Start();
}

void GatewayProgram::Start() {
  std::vector<std::string> command = {
      WINNOW_GATEWAY, absl::StrCat("--listen=127.0.0.1:", port_),
      absl::StrCat("--metrics_listen=127.0.0.1:", metrics_port_),
      "--sites=" + dir_ + "/sites.textproto", "--winnowd=" + winnowd_};
  command.insert(command.end(), flags_.begin(), flags_.end());
  pid_ = StartProgram(command, dir_ + "/gateway.log");
  if (!Eventually(
          [this] { return client_.Send("GET", "/healthz").status == 200; })) {
    fprintf(stderr, "the gateway does not answer:\n%s\n", Log().c_str());
    abort();
  }
}

GatewayProgram::~GatewayProgram() { Kill(); }

void GatewayProgram::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

std::string GatewayProgram::Log() const {
  std::ifstream file(dir_ + "/gateway.log");
  return {std::istreambuf_iterator<char>(file), {}};
}

int GatewayProgram::Stop() {
  BeginStop();
  return WaitForStop();
}

void GatewayProgram::BeginStop() { kill(pid_, SIGTERM); }

int GatewayProgram::WaitForStop() {
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
