#include "service/server/config.h"

#include <sys/un.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

ABSL_FLAG(std::vector<std::string>, listen, {"127.0.0.1:7420"},
          "addresses HOST:PORT for gRPC, separated by commas; any that is not "
          "loopback needs --tls_cert, --tls_key and --tls_client_ca");
ABSL_FLAG(
    std::vector<std::string>, plaintext_listen, {},
    "loopback addresses HOST:PORT for gRPC without TLS, beside a --listen "
    "that has it");
ABSL_FLAG(std::string, unix_socket, "",
          "path of a Unix socket for gRPC as well (mode 660)");
ABSL_FLAG(std::string, tls_cert, "",
          "PEM file with the server's certificate; TLS for all of --listen. "
          "This file and the next two are read again when they change");
ABSL_FLAG(std::string, tls_key, "",
          "PEM file with the certificate's key (mode 600)");
ABSL_FLAG(std::string, tls_client_ca, "",
          "PEM file with the authorities that sign clients' certificates, or "
          "with clients' self-signed ones");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:9464",
          "loopback address HOST:PORT for Prometheus; empty for none");
ABSL_FLAG(std::string, redis, "127.0.0.1:6379",
          "Redis, as unix:PATH or HOST:PORT");
ABSL_FLAG(bool, redis_network_is_private, false,
          "say that the network to a Redis elsewhere is encrypted or closed");
ABSL_FLAG(std::string, redis_user, "", "user for Redis' AUTH");
ABSL_FLAG(std::string, redis_password_file, "",
          "file with the password for Redis' AUTH (mode 600)");
ABSL_FLAG(
    std::string, redis_settings_file, "",
    "file with Redis' settings of this machine, which winnow status tells "
    "operators to edit; winnowd never opens it");
ABSL_FLAG(absl::Duration, redis_wait, absl::Seconds(10),
          "how long to wait for Redis at start");
ABSL_FLAG(
    std::string, master_key_file, "",
    "file with the master key (mode 600), or a credential of systemd; see "
    "--create_master_key");
ABSL_FLAG(std::string, old_master_key_file, "",
          "file with the master key that --master_key_file follows: opens what "
          "it wrapped until winnow key rotate --master has wrapped all anew");
ABSL_FLAG(std::string, erasure_log, "",
          "file that remembers who was erased, outside Redis and its backups, "
          "so that a restored backup brings nobody back (made with mode 600)");
ABSL_FLAG(std::string, default_policy, "",
          "text-format policy of new sites; default: balanced, built in");
ABSL_FLAG(std::string, model, "",
          "file of the classifier's model (deploy/models); without one no text "
          "has scores and no rule that asks for one holds");
ABSL_FLAG(int, worker_threads, 8, "threads for calls that wait for Redis");
ABSL_FLAG(int64_t, calls_in_flight_max, 4096,
          "calls worked on or open at once, 16 to 65536; beyond, and before it "
          "when answers become slow, calls are refused: analysis and bulk "
          "first, submissions next, moderators and operators last");
ABSL_FLAG(int64_t, bytes_in_flight_max, 64 << 20,
          "bytes of requests worked on at once, at least 1 MB (1048576)");
ABSL_FLAG(std::string, log_level, "info",
          "least severity to log: debug, info, warning or error");
ABSL_FLAG(std::string, create_master_key, "",
          "write a new master key to this file, mode 600, and end");
ABSL_FLAG(std::string, create_operator_key, "",
          "write the first operator's API key to this file, mode 600, and end; "
          "only while there are no keys at all");

ABSL_FLAG(bool, replace_lost_keys, false,
          "give every site whose keys open under no master key new ones, and "
          "end: for when the master key is lost. Comments stay; addresses, "
          "bans of authors and networks, authors' records, edit tokens and all "
          "API keys are lost. Stop every winnowd before");
ABSL_FLAG(bool, bring_back_lost_keys, false,
          "for when the lost master key is found after --replace_lost_keys and "
          "named by --old_master_key_file: make the addresses of then readable "
          "again, and end");

namespace winnow {

const char kVersion[] = WINNOW_VERSION;

namespace {

constexpr int kWorkersMax = 256;
constexpr int64_t kCallsInFlightLeast = 16;
constexpr int64_t kCallsInFlightMost = 65536;
constexpr int64_t kBytesInFlightLeast = 1 << 20;

absl::Status Bad(absl::string_view flag, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag, " ", what));
}

struct HostPort {
  absl::string_view host;
  int port = -1;
};

// Splits "HOST:PORT" or "[IPV6]:PORT"; the port is -1 for anything else.
HostPort Split(absl::string_view address) {
  HostPort parts;
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return parts;
  parts.host = address.substr(0, colon);
  if (absl::ConsumePrefix(&parts.host, "[")) {
    if (!absl::ConsumeSuffix(&parts.host, "]")) return parts;
  } else if (absl::StrContains(parts.host, ':')) {
    return parts;
  }
  int port = -1;
  if (absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 &&
      port <= 65535) {
    parts.port = port;
  }
  return parts;
}

absl::Status CheckTls(const TlsFiles& tls) {
  const bool any =
      !tls.certificate.empty() || !tls.key.empty() || !tls.client_ca.empty();
  if (!any) return absl::OkStatus();
  if (tls.certificate.empty()) return Bad("tls_cert", "is missing");
  if (tls.key.empty()) return Bad("tls_key", "is missing");
  if (tls.client_ca.empty()) {
    return Bad("tls_client_ca",
               "is missing: clients must show a certificate of their own");
  }
  return absl::OkStatus();
}

absl::Status CheckListeners(const Config& config) {
  for (const std::string& address : config.listen) {
    if (Split(address).port < 0) {
      return Bad("listen", absl::StrCat("must be HOST:PORT, not ", address));
    }
    if (!IsLoopback(address) && config.tls.empty()) {
      return Bad("listen",
                 absl::StrCat(address,
                              " can be reached from elsewhere, which needs "
                              "--tls_cert, --tls_key and --tls_client_ca"));
    }
  }
  for (const std::string& address : config.plaintext_listen) {
    if (Split(address).port < 0 || !IsLoopback(address)) {
      return Bad("plaintext_listen",
                 absl::StrCat("must be a loopback address HOST:PORT, not ",
                              address, ": it is not encrypted"));
    }
  }
  if (config.unix_socket.size() >= sizeof(sockaddr_un::sun_path)) {
    return Bad("unix_socket", "must have at most 107 bytes");
  }
  if (config.listen.empty() && config.plaintext_listen.empty() &&
      config.unix_socket.empty()) {
    return Bad("listen", "or --unix_socket must name an address");
  }
  const std::string& metrics = config.metrics_listen;
  if (metrics.empty()) return absl::OkStatus();
  if (Split(metrics).port < 0) {
    return Bad("metrics_listen", "must be HOST:PORT, or empty for none");
  }
  if (!IsLoopback(metrics)) {
    return Bad("metrics_listen",
               "must be a loopback address: it is not "
               "encrypted");
  }
  return absl::OkStatus();
}

absl::Status CheckRedis(const Config& config) {
  if (absl::StartsWith(config.redis, "unix:")) return absl::OkStatus();
  if (Split(config.redis).port <= 0) {
    return Bad("redis", "must be unix:PATH or HOST:PORT");
  }
  if (!IsLoopback(config.redis) &&
      !absl::GetFlag(FLAGS_redis_network_is_private)) {
    return Bad("redis",
               "is on another machine and the connection is not encrypted; if "
               "the network is, say so with --redis_network_is_private");
  }
  return absl::OkStatus();
}

absl::StatusOr<Severity> ParseLogLevel(absl::string_view name) {
  if (name == "debug") return Severity::kDebug;
  if (name == "info") return Severity::kInfo;
  if (name == "warning") return Severity::kWarning;
  if (name == "error") return Severity::kError;
  return Bad("log_level", "must be debug, info, warning or error");
}

// Abseil ends the process with 1 for a wrong flag; winnowd's contract, like
// that of its command line, says 2 for wrong usage.
bool reading_flags = false;

void ExitForWrongFlags(int status, void* /*unused*/) {
  if (!reading_flags || status != 1) return;
  std::fflush(nullptr);
  _Exit(2);
}

void PrintHelpAndExit() {
  std::cout << absl::ProgramUsageMessage() << "\n";
  const auto flags = absl::GetAllFlags();
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [name, flag] : flags) {
    if (!absl::StrContains(flag->Filename(), "service/server/config.cc")) {
      continue;
    }
    lines.emplace_back(std::string(name), flag->Help());
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& [name, help] : lines) {
    std::cout << "  --" << name << "\n      " << help << "\n";
  }
  std::cout << "  --flagfile\n      file with one flag a line\n"
            << "  --version\n      print the version\n";
  std::cout.flush();
  std::exit(0);  // NOLINT(concurrency-mt-unsafe): no thread has begun
}

}  // namespace

bool IsLoopback(absl::string_view address) {
  const absl::string_view host = Split(address).host;
  if (host == "localhost" || host == "::1") return true;
  // A name may begin with 127. too.
  return absl::StartsWith(host, "127.") &&
         host.find_first_not_of("0123456789.") == absl::string_view::npos;
}

absl::StatusOr<Config> ParseCommandLine(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "winnowd: the moderation backend behind a comment section");
  absl::FlagsUsageConfig usage;
  usage.version_string = [] {
    return absl::StrCat("winnowd ", kVersion, "\n");
  };
  absl::SetFlagsUsageConfig(usage);
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--help" || argument == "-h") PrintHelpAndExit();
  }
  on_exit(ExitForWrongFlags, nullptr);
  reading_flags = true;
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (rest.size() > 1) {
    std::cerr << "winnowd: unexpected argument; see --help\n";
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): no thread has begun
  }
  reading_flags = false;

  Config config;
  config.listen = absl::GetFlag(FLAGS_listen);
  std::erase(config.listen, "");
  config.plaintext_listen = absl::GetFlag(FLAGS_plaintext_listen);
  std::erase(config.plaintext_listen, "");
  config.unix_socket = absl::GetFlag(FLAGS_unix_socket);
  config.tls = {.certificate = absl::GetFlag(FLAGS_tls_cert),
                .key = absl::GetFlag(FLAGS_tls_key),
                .client_ca = absl::GetFlag(FLAGS_tls_client_ca)};
  config.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  config.redis = absl::GetFlag(FLAGS_redis);
  config.redis_user = absl::GetFlag(FLAGS_redis_user);
  config.redis_password_file = absl::GetFlag(FLAGS_redis_password_file);
  config.redis_settings_file = absl::GetFlag(FLAGS_redis_settings_file);
  config.redis_wait = absl::GetFlag(FLAGS_redis_wait);
  config.master_key_file = absl::GetFlag(FLAGS_master_key_file);
  config.old_master_key_file = absl::GetFlag(FLAGS_old_master_key_file);
  config.erasure_log = absl::GetFlag(FLAGS_erasure_log);
  config.default_policy_file = absl::GetFlag(FLAGS_default_policy);
  config.model_file = absl::GetFlag(FLAGS_model);
  config.worker_threads = absl::GetFlag(FLAGS_worker_threads);
  config.in_flight = {.calls_max = absl::GetFlag(FLAGS_calls_in_flight_max),
                      .bytes_max = absl::GetFlag(FLAGS_bytes_in_flight_max)};
  const auto log_level = ParseLogLevel(absl::GetFlag(FLAGS_log_level));
  if (!log_level.ok()) return log_level.status();
  config.log_level = *log_level;

  const std::string master = absl::GetFlag(FLAGS_create_master_key);
  const std::string first = absl::GetFlag(FLAGS_create_operator_key);
  if (!master.empty()) {
    config.task = Config::Task::kCreateMasterKey;
    config.new_file = master;
    return config;
  }
  if (!first.empty()) {
    config.task = Config::Task::kCreateOperatorKey;
    config.new_file = first;
  }
  if (absl::GetFlag(FLAGS_replace_lost_keys)) {
    if (!first.empty()) {
      return Bad("replace_lost_keys",
                 "comes first; then --create_operator_key, by itself");
    }
    config.task = Config::Task::kReplaceLostKeys;
  }
  if (absl::GetFlag(FLAGS_bring_back_lost_keys)) {
    if (config.task != Config::Task::kServe) {
      return Bad("bring_back_lost_keys", "is done by itself");
    }
    if (config.old_master_key_file.empty()) {
      return Bad("bring_back_lost_keys",
                 "also takes --old_master_key_file: the key that was found");
    }
    config.task = Config::Task::kBringBackLostKeys;
  }
  if (config.master_key_file.empty()) {
    return Bad("master_key_file",
               "is missing; make a key with --create_master_key FILE");
  }
  if (config.worker_threads < 1 || config.worker_threads > kWorkersMax) {
    return Bad("worker_threads", absl::StrCat("must be 1 to ", kWorkersMax));
  }
  if (config.in_flight.calls_max < kCallsInFlightLeast ||
      config.in_flight.calls_max > kCallsInFlightMost) {
    return Bad("calls_in_flight_max",
               absl::StrCat("must be ", kCallsInFlightLeast, " to ",
                            kCallsInFlightMost));
  }
  if (config.in_flight.bytes_max < kBytesInFlightLeast) {
    return Bad("bytes_in_flight_max",
               absl::StrCat("must be at least ", kBytesInFlightLeast));
  }
  if (config.redis_wait < absl::ZeroDuration()) {
    return Bad("redis_wait", "must not be negative");
  }
  for (const absl::Status& status :
       {CheckTls(config.tls), CheckListeners(config), CheckRedis(config)}) {
    if (!status.ok()) return status;
  }
  return config;
}

}  // namespace winnow
