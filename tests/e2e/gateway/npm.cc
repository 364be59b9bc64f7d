#include "tests/e2e/gateway/npm.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

// Of Linux and Node, where no connection comes about.
constexpr absl::string_view kNoConnection[] = {
    "ENOTFOUND",   "EAI_AGAIN",    "ECONNREFUSED",      "ETIMEDOUT",
    "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT"};
constexpr int kNoProgram = 127;

}  // namespace

ProgramResult InstallNpmPackages(const std::string& dir) {
  // By itself npm tries for minutes.
  return RunProgram({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                     "--prefer-offline", "--fetch-retries=1",
                     "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000"},
                    {.directory = dir});
}

bool IsNpmOutOfReach(const ProgramResult& installed) {
  if (installed.exit_status == kNoProgram) return true;
  const std::string said = absl::StrCat(installed.output, installed.errors);
  return installed.exit_status != 0 &&
         std::any_of(std::begin(kNoConnection), std::end(kNoConnection),
                     [&said](absl::string_view code) {
                       return absl::StrContains(said, code);
                     });
}

}  // namespace winnow
