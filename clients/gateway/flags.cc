#include "clients/gateway/flags.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

ABSL_FLAG(
    std::string, listen, "127.0.0.1:7480",
    "address ADDRESS:PORT for HTTP; it is not encrypted, so readers reach "
    "it through a proxy that speaks HTTPS");
ABSL_FLAG(
    bool, listen_network_is_private, false,
    "say that the network to a --listen that is not loopback is encrypted "
    "or closed");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:7481",
          "loopback address ADDRESS:PORT for Prometheus; empty for none");
ABSL_FLAG(std::string, sites, "",
          "text-format file with the sites, their keys' files and origins, "
          "trusted proxies and limits");
ABSL_FLAG(std::string, winnowd, "127.0.0.1:7420",
          "winnowd, as HOST:PORT or unix:PATH; on another machine it needs the "
          "three flags that follow");
ABSL_FLAG(std::string, winnowd_ca, "",
          "PEM file with who signed winnowd's certificate");
ABSL_FLAG(std::string, winnowd_cert, "",
          "PEM file with the gateway's own certificate");
ABSL_FLAG(std::string, winnowd_cert_key, "",
          "PEM file with that certificate's key (mode 600)");
ABSL_FLAG(int, threads, 0, "threads that serve; 0 for one per core");
ABSL_FLAG(bool, access_log, true,
          "write a JSON line for each request to standard output");
ABSL_FLAG(std::string, sample_site, "",
          "site of --sites whose sample article is shown at /; empty for none");

namespace winnow {
namespace {

constexpr int kThreadsMax = 256;

absl::Status Bad(absl::string_view flag, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag, " ", what));
}

// Abseil ends the process with 1 for a wrong flag; the contract of all our
// programs says 2 for wrong usage.
bool reading_flags = false;

void ExitForWrongFlags(int status, void* /*unused*/) {
  if (!reading_flags || status != 1) return;
  std::fflush(nullptr);
  _Exit(2);
}

void PrintHelpAndExit() {
  std::cout << absl::ProgramUsageMessage() << "\n";
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "clients/gateway/flags.cc")) {
      continue;
    }
    std::string help = flag->Help();
    const std::string usual = flag->DefaultValue();
    if (!usual.empty()) absl::StrAppend(&help, " [", usual, "]");
    lines.emplace_back(std::string(name), std::move(help));
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

absl::Status Check(const GatewayFlags& flags) {
  if (flags.sites.empty()) {
    return Bad("sites", "is missing: name the file with the gateway's sites");
  }
  if (!IsLocalAddress(flags.listen) &&
      !absl::GetFlag(FLAGS_listen_network_is_private)) {
    return Bad("listen",
               absl::StrCat(flags.listen,
                            " can be reached from elsewhere and is not "
                            "encrypted; if the network is, say so with "
                            "--listen_network_is_private"));
  }
  if (!flags.metrics_listen.empty() && !IsLocalAddress(flags.metrics_listen)) {
    return Bad("metrics_listen", "must be a loopback address, or empty");
  }
  if (flags.threads < 1 || flags.threads > kThreadsMax) {
    return Bad("threads", absl::StrCat("must be 0 to ", kThreadsMax));
  }
  const absl::Status winnowd = CheckClientOptions(flags.winnowd);
  if (!winnowd.ok()) {
    return Bad("winnowd", absl::StrCat("and its files: ", winnowd.message()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<GatewayFlags> ParseGatewayFlags(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "winnow-gateway: HTTP and JSON before winnowd, for sites and browsers");
  absl::FlagsUsageConfig usage;
  usage.version_string = [] {
    return std::string("winnow-gateway " WINNOW_VERSION "\n");
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
    std::cerr << "winnow-gateway: unexpected argument; see --help\n";
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): no thread has begun
  }
  reading_flags = false;

  GatewayFlags flags;
  flags.listen = absl::GetFlag(FLAGS_listen);
  flags.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  flags.sites = absl::GetFlag(FLAGS_sites);
  flags.winnowd.address = absl::GetFlag(FLAGS_winnowd);
  flags.winnowd.ca_file = absl::GetFlag(FLAGS_winnowd_ca);
  flags.winnowd.cert_file = absl::GetFlag(FLAGS_winnowd_cert);
  flags.winnowd.cert_key_file = absl::GetFlag(FLAGS_winnowd_cert_key);
  flags.winnowd.user_agent = "winnow-gateway/" WINNOW_VERSION;
  flags.threads = absl::GetFlag(FLAGS_threads);
  flags.sample_site = absl::GetFlag(FLAGS_sample_site);
  if (flags.threads == 0) {
    flags.threads =
        std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }
  flags.access_log = absl::GetFlag(FLAGS_access_log);
  const absl::Status checked = Check(flags);
  if (!checked.ok()) return checked;
  return flags;
}

}  // namespace winnow
