// Sends SubmitComment calls to a server and prints what it measured as one line
// of JSON. See --help and load.h.

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/bench/load.h"
#include "tests/bench/side_calls.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7420", "server, HOST:PORT or unix:");
ABSL_FLAG(std::vector<std::string>, sites, {"bench"},
          "sites the comments go around");
ABSL_FLAG(std::string, key_dir, "",
          "directory with a file SITE.key for each site; without it no key is "
          "sent. Trusted keys, or the rates of one program limit it");
ABSL_FLAG(int, connections, 4, "connections to the server");
ABSL_FLAG(int, in_flight, 64, "closed loop: calls under way");
ABSL_FLAG(double, rate, 0, "open loop: calls a second");
ABSL_FLAG(bool, throttled, false,
          "open loop: hold calls back, as our client library does, while the "
          "server refuses most of them");
ABSL_FLAG(uint64_t, calls, 0, "end after so many, all measured");
ABSL_FLAG(double, deadline, 20,
          "seconds a call may take from the time it is due");
ABSL_FLAG(std::string, side_key_file, "",
          "operator's key for a few moderators' and analysis calls beside the "
          "load, each with --deadline; empty for none");
ABSL_FLAG(double, warm_up, 1, "seconds before measuring");
ABSL_FLAG(double, seconds, 5, "seconds to measure");
ABSL_FLAG(uint64_t, body_bytes, 280, "length of each text");
ABSL_FLAG(uint64_t, comments_per_author, 5, "comments by each author");
ABSL_FLAG(uint64_t, seed, 1, "other seeds send other comments");
ABSL_FLAG(std::string, cpu_of, "",
          "processes whose CPU time a call is told, NAME:PID,NAME:PID");

namespace winnow {
namespace {

int Fail(const absl::Status& status) {
  const std::string message(status.message());
  fprintf(stderr, "load_generator: %s\n", message.c_str());
  return 1;
}

int RunFlags() {
  LoadOptions options;
  options.address = absl::GetFlag(FLAGS_address);
  options.connections = absl::GetFlag(FLAGS_connections);
  options.shape.sites = absl::GetFlag(FLAGS_sites);
  options.shape.body_bytes = absl::GetFlag(FLAGS_body_bytes);
  options.shape.comments_per_author = absl::GetFlag(FLAGS_comments_per_author);
  options.shape.seed = absl::GetFlag(FLAGS_seed);
  options.in_flight = absl::GetFlag(FLAGS_in_flight);
  options.rate = absl::GetFlag(FLAGS_rate);
  options.throttled = absl::GetFlag(FLAGS_throttled);
  options.calls = absl::GetFlag(FLAGS_calls);
  options.deadline = absl::Seconds(absl::GetFlag(FLAGS_deadline));
  options.warm_up = absl::Seconds(absl::GetFlag(FLAGS_warm_up));
  options.measured = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  if (options.shape.sites.empty() || options.shape.body_bytes == 0 ||
      options.shape.comments_per_author == 0 || options.connections <= 0 ||
      options.in_flight <= 0 || options.deadline <= absl::ZeroDuration()) {
    return Fail(absl::InvalidArgumentError(
        "--sites, --body_bytes, --comments_per_author, --connections, "
        "--in_flight and --deadline must not be empty or 0"));
  }
  if (options.throttled && options.rate <= 0) {
    return Fail(absl::InvalidArgumentError("--throttled needs --rate"));
  }
  const std::string key_dir = absl::GetFlag(FLAGS_key_dir);
  for (const std::string& site : options.shape.sites) {
    if (key_dir.empty()) break;
    std::ifstream file(absl::StrCat(key_dir, "/", site, ".key"));
    if (!(file >> options.keys.emplace_back())) {
      return Fail(absl::NotFoundError(
          absl::StrCat("no key in ", key_dir, "/", site, ".key")));
    }
  }
  auto watched = ParseWatched(absl::GetFlag(FLAGS_cpu_of));
  if (!watched.ok()) return Fail(watched.status());
  options.watched = *std::move(watched);
  std::unique_ptr<SideCalls> side;
  if (const auto file = absl::GetFlag(FLAGS_side_key_file); !file.empty()) {
    std::string key;
    if (!(std::ifstream(file) >> key)) {
      return Fail(absl::NotFoundError(absl::StrCat("no key in ", file)));
    }
    side = std::make_unique<SideCalls>(
        options.address, key, options.shape.sites[0], options.deadline);
  }
  const absl::StatusOr<LoadResult> result = RunLoad(options);
  if (!result.ok()) return Fail(result.status());
  std::string json = ToJson(*result);
  if (side) {
    json.pop_back();
    absl::StrAppend(&json, ", ", side->Stop(), "}");
  }
  printf("%s\n", json.c_str());
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "sends comments to winnowd or echo_server and measures");
  absl::ParseCommandLine(argc, argv);
  return winnow::RunFlags();
}
