#include "tests/support/winnow_system.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

constexpr auto kReadyLimit = absl::Seconds(60);
constexpr auto kStopLimit = std::chrono::seconds(60);

// Of kRedisPassword; the access rules hold only this.
constexpr char kRedisPasswordSha256[] =
    "616fe80f1a49cc1983388f703a7377156985556ccd21f2386348c459160e327e";

// A test without its system can say nothing.
[[noreturn]] void Die(const std::string& why) {
  fprintf(stderr, "Winnow for the test: %s\n", why.c_str());
  abort();
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  if (!in) Die(absl::StrCat("cannot read ", path));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The product's settings and access rules, but for where things are: tests of
// the whole run on what operators run on.
std::vector<std::string> RedisConfig(const std::vector<std::string>& more) {
  const std::string dir = WINNOW_SOURCE_DIR "/deploy/redis/";
  const std::string text = absl::StrReplaceAll(
      absl::StrCat(ReadFile(dir + "redis.conf"), ReadFile(dir + "users.acl")),
      {{"@PASSWORD_SHA256@", kRedisPasswordSha256}});
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    bool is_place = line.empty() || line.front() == '#';
    for (absl::string_view name :
         {"port ", "unixsocket ", "dir ", "logfile ", "include "}) {
      is_place = is_place || absl::StartsWith(line, name);
    }
    if (!is_place) lines.emplace_back(line);
  }
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

}  // namespace

WinnowSystem::WinnowSystem(Options options)
    : options_(std::move(options)),
      port_(FreeTcpPort()),
      metrics_port_(FreeTcpPort()) {
  // Short, because the path of a Unix socket may have 107 bytes.
  std::string pattern = "/tmp/winnow-system-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Die("cannot make " + pattern);
  dir_ = pattern;
  redis_ = std::make_unique<RedisServer>(
      RedisServer::Options{.config = RedisConfig(options_.redis_config)});
  const std::string password_file = dir_ + "/redis.password";
  std::ofstream(password_file) << kRedisPassword << "\n";
  std::filesystem::permissions(password_file, std::filesystem::perms(0600));
  const ProgramResult master =
      RunProgram({WINNOW_WINNOWD, "--create_master_key=" + master_key_file()});
  if (master.exit_status != 0) Die("no master key: " + master.errors);
  std::ofstream flags(dir_ + "/winnowd.flags");
  flags << "--listen=" << tcp_address() << "\n"
        << "--unix_socket=" << dir_ << "/winnowd.sock\n"
        << "--metrics_listen=" << metrics_address() << "\n"
        << "--redis=" << redis_->address() << "\n"
        << "--redis_user=winnow\n"
        << "--redis_password_file=" << password_file << "\n"
        << "--master_key_file=" << master_key_file() << "\n"
        << "--erasure_log=" << erasure_log() << "\n";
  for (const std::string& flag : options_.flags) flags << flag << "\n";
  flags.close();
  const ProgramResult key =
      RunProgram({WINNOW_WINNOWD, "--flagfile=" + dir_ + "/winnowd.flags",
                  "--create_operator_key=" + operator_key_file()});
  if (key.exit_status != 0) Die("no operator's key: " + key.errors);
  StartWinnowd();
  WaitUntilReady();
}

WinnowSystem::~WinnowSystem() {
  if (winnowd_pid_ > 0) KillWinnowd();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string WinnowSystem::tcp_address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

std::string WinnowSystem::metrics_address() const {
  return absl::StrCat("127.0.0.1:", metrics_port_);
}

void WinnowSystem::AddFlag(const std::string& flag) {
  std::ofstream(flag_file(), std::ios::app) << flag << "\n";
}

const char* WinnowSystem::winnowd_path() { return WINNOW_WINNOWD; }

void WinnowSystem::StartWinnowd() {
  if (winnowd_pid_ > 0) StopWinnowd();
  winnowd_pid_ = StartProgram(
      {WINNOW_WINNOWD, "--flagfile=" + dir_ + "/winnowd.flags"}, log_file());
}

ProgramResult WinnowSystem::RunWinnowd(std::vector<std::string> more) const {
  more.insert(more.begin(),
              {WINNOW_WINNOWD, "--flagfile=" + dir_ + "/winnowd.flags"});
  return RunProgram(more);
}

void WinnowSystem::WaitUntilReady() {
  CallOptions patiently;
  patiently.retry_for = kReadyLimit;
  const auto me = MakeClient()->Call(kWhoAmI, v1::WhoAmIRequest(), patiently);
  if (me.ok()) return;
  Die(absl::StrCat("winnowd does not serve: ", me.status().ToString(), "\n",
                   ReadFile(log_file())));
}

int WinnowSystem::StopWinnowd() {
  kill(winnowd_pid_, SIGTERM);
  const int status = WaitForProgram(winnowd_pid_, kStopLimit);
  if (status < 0) Die("winnowd does not end on SIGTERM");
  winnowd_pid_ = -1;
  return status;
}

void WinnowSystem::KillWinnowd() {
  kill(winnowd_pid_, SIGKILL);
  waitpid(winnowd_pid_, nullptr, 0);
  winnowd_pid_ = -1;
}

void WinnowSystem::CreateSite(const std::string& site) {
  v1::CreateSiteRequest request;
  request.set_site(site);
  const auto made = MakeClient()->Call(kCreateSite, request);
  if (!made.ok()) Die("no site: " + made.status().ToString());
}

std::string WinnowSystem::CreateKey(
    const std::string& site, v1::ApiKey::Role role,
    const std::vector<v1::ApiKey::Permission>& permissions) {
  v1::CreateKeyRequest request;
  v1::ApiKey& key = *request.mutable_key();
  key.set_display_name("test " + v1::ApiKey::Role_Name(role));
  key.set_role(role);
  key.set_site(site);
  for (const v1::ApiKey::Permission permission : permissions) {
    key.add_permissions(permission);
  }
  const auto made = MakeClient()->Call(kCreateKey, request);
  if (!made.ok()) Die("no key: " + made.status().ToString());
  return made->secret();
}

std::unique_ptr<Client> WinnowSystem::MakeClient(
    const std::string& key, const std::string& site) const {
  ClientOptions options;
  options.address = address();
  options.site = site;
  if (key.empty()) {
    options.key_file = operator_key_file();
  } else {
    options.key = key;
  }
  auto client = Client::Connect(options);
  if (!client.ok()) Die("no client: " + client.status().ToString());
  return *std::move(client);
}

std::vector<std::pair<std::string, std::string>>
WinnowSystem::CommandEnvironment(const std::string& site) const {
  return {{"WINNOW_ADDRESS", address()},
          {"WINNOW_KEY_FILE", operator_key_file()},
          {"WINNOW_SITE", site},
          {"XDG_CONFIG_HOME", dir_ + "/config"},
          {"XDG_STATE_HOME", dir_ + "/state"}};
}

const char* WinnowSystem::command_path() { return WINNOW_COMMAND; }

ProgramResult WinnowSystem::Winnow(std::vector<std::string> arguments,
                                   const std::string& site,
                                   ProgramOptions options) const {
  arguments.insert(arguments.begin(), command_path());
  // In front, so that what the caller says comes later and wins.
  const auto environment = CommandEnvironment(site);
  options.environment.insert(options.environment.begin(), environment.begin(),
                             environment.end());
  return RunProgram(arguments, options);
}

pid_t WinnowSystem::StartWinnow(std::vector<std::string> arguments,
                                const std::string& site,
                                const std::string& log_file) const {
  arguments.insert(arguments.begin(),
                   {WINNOW_COMMAND, "--address", address(), "--key-file",
                    operator_key_file(), "--site", site});
  return StartProgram(arguments, log_file);
}

}  // namespace winnow
