// The npm package akismet-api against the built programs. It puts the key into
// the host's name, where Node makes small letters of it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/e2e/gateway/npm.h"

namespace winnow {
namespace {

using nlohmann::json;

constexpr char kThanks[] = "Thanks for making the web a better place.";

TEST(AkismetApi, ForNodeFindsWhatItKnows) {
  const std::string dir = WINNOW_AKISMET_API_DIR;
  const ProgramResult installed = InstallNpmPackages(dir);
  if (IsNpmOutOfReach(installed)) {
    GTEST_SKIP() << "npm or its registry is not there: " << installed.errors;
  }
  ASSERT_EQ(installed.exit_status, 0) << installed.errors;
  WinnowSystem system;
  GatewayProgram gateway(system, "",
                         absl::StrCat("  akismet { host_key_files: '",
                                      system.dir(), "/daily.key' }\n"));
  for (const auto& [kind, term] :
       {std::pair("suspect", "umbrella"), std::pair("banned", "zeppelin")}) {
    ASSERT_EQ(
        system.Winnow({"lists", "add", kind, term, "--kind", kind}, "daily")
            .exit_status,
        0);
  }
  const ProgramResult used =
      RunProgram({"node", dir + "/use_client.js", absl::StrCat(gateway.port()),
                  gateway.site_key()});
  ASSERT_EQ(used.exit_status, 0) << used.errors;
  std::vector<json> said;
  for (const auto line : absl::StrSplit(used.output, '\n', absl::SkipEmpty())) {
    said.push_back(json::parse(std::string(line)));
  }
  const std::vector<json> expected = {
      {{"key", true}},
      {{"wrong key", false}},
      {{"ham", false}},
      {{"wrong check", "error: Invalid API key"}},
      {{"banned", true}},
      {{"held", true}},
      {{"guaranteed", true}},
      {{"administrator", false}},
      {{"honeypot", true}},
      {{"test", false}},
      {{"submit spam", kThanks}},
      {{"submit ham", kThanks}}};
  EXPECT_EQ(said, expected) << gateway.Log();
}

}  // namespace
}  // namespace winnow
