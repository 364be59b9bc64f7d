#include "tests/bench/cpu_time.h"

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

// Places of utime and stime after the name in parentheses, which may hold
// anything; see proc(5).
constexpr size_t kUserTicks = 12;
constexpr size_t kSystemTicks = 13;

}  // namespace

absl::StatusOr<std::vector<WatchedProcess>> ParseWatched(
    absl::string_view text) {
  std::vector<WatchedProcess> watched;
  for (const absl::string_view entry :
       absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(entry, absl::MaxSplits(':', 1));
    WatchedProcess process = {.name = parts.first};
    if (process.name.empty() || !absl::SimpleAtoi(parts.second, &process.pid)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--cpu_of must be NAME:PID,…, not '", entry, "'"));
    }
    watched.push_back(std::move(process));
  }
  return watched;
}

absl::StatusOr<absl::Duration> CpuTimeOf(int pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  const std::string line((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>());
  const std::vector<absl::string_view> fields =
      absl::StrSplit(absl::string_view(line).substr(line.rfind(')') + 1), ' ');
  int64_t user = 0;
  int64_t system = 0;
  if (fields.size() <= kSystemTicks ||
      !absl::SimpleAtoi(fields[kUserTicks], &user) ||
      !absl::SimpleAtoi(fields[kSystemTicks], &system)) {
    return absl::NotFoundError(absl::StrCat("no process ", pid));
  }
  return absl::Seconds(1) * (user + system) /
         static_cast<int64_t>(sysconf(_SC_CLK_TCK));
}

}  // namespace winnow
