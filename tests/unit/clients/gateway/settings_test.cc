#include "clients/gateway/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kDaily[] =
    "sites { site: 'daily' key_file: '/k' origins: 'https://News.example' }";

TEST(GatewaySettings, HaveDefaults) {
  const auto settings = ParseGatewaySettings(kDaily);
  ASSERT_THAT(settings, IsOk());
  EXPECT_THAT(settings->sites.at("daily").origins,
              ElementsAre("https://news.example"));
  EXPECT_EQ(settings->limits.new_threads_per_hour, 200);
  EXPECT_EQ(settings->limits.cache_time, absl::Seconds(2));
  EXPECT_EQ(settings->limits.network_streams, 200);
  const auto more = ParseGatewaySettings(
      absl::StrCat(kDaily,
                   " trusted_proxies: '10.0.0.0/8' limits { cache_ms: 0 "
                   "network_writes_per_minute: 7 }"));
  ASSERT_THAT(more, IsOk());
  EXPECT_EQ(more->limits.cache_time, absl::ZeroDuration());
  EXPECT_EQ(more->limits.network_writes_per_minute, 7);
  EXPECT_EQ(more->trusted_proxies.size(), 1u);
}

TEST(GatewaySettings, SayHowClientsOfAkismetAreAnswered) {
  const auto usual = ParseGatewaySettings(kDaily);
  ASSERT_THAT(usual, IsOk());
  EXPECT_EQ(usual->sites.at("daily").akismet.held, AkismetHeld::kAuto);
  const auto held = ParseGatewaySettings(
      "sites { site: 'daily' key_file: '/k' origins: 'https://news.example' "
      "akismet { held: AS_HELD host_key_files: '/a' host_key_files: '/b' "
      "clients { key_id: 'keys/k1' held: AS_HAM } clients { key_id: 'k2' } } "
      "}");
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->sites.at("daily").akismet.held, AkismetHeld::kHeld);
  EXPECT_THAT(held->sites.at("daily").akismet.held_by_key,
              UnorderedElementsAre(Pair("k1", AkismetHeld::kFalse),
                                   Pair("k2", AkismetHeld::kAuto)));
  EXPECT_THAT(held->sites.at("daily").akismet.host_key_files,
              ElementsAre("/a", "/b"));
}

TEST(GatewaySettings, NameWhatIsWrong) {
  const struct {
    std::string text;
    const char* says;
  } rows[] = {
      {"", "sites: must be"},
      {"colour: 1", "line 1"},
      {"\nsites {", "line 2"},
      {"sites { site: 'Daily' }", "sites[0].site"},
      {"sites { site: 'daily' }", "sites[0].key_file"},
      {"sites { site: 'daily' key_file: '/k' }", "sites[0].origins"},
      {"sites { site: 'daily' key_file: '/k' origins: '*' }",
       "sites[0].origins[0]"},
      {absl::StrCat(kDaily, kDaily), "sites[1].site: is there twice"},
      {absl::StrCat(kDaily, "trusted_proxies: '10.0.0.5/8'"),
       "trusted_proxies[0]"},
      {absl::StrCat(kDaily, "limits { connections_max: 0 }"),
       "limits.connections_max: must be 1 to"},
      {absl::StrCat(kDaily, "public_url: 'news.example/?a'"), "public_url"},
      {"sites { site: 'daily' key_file: '/k' origins: 'https://a.example' "
       "coral_secret_files: ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8', "
       "'/9'] }",
       "sites[0].coral_secret_files: must be at most 8"},
      {"sites { site: 'daily' key_file: '/k' origins: 'https://a.example' "
       "akismet { clients { held: AS_HAM } } }",
       "sites[0].akismet.clients[0].key_id: must be"},
      {"sites { site: 'daily' key_file: '/k' origins: 'https://a.example' "
       "akismet { clients { key_id: 'Abcdef123456' } } }",
       "sites[0].akismet.clients[0].key_id: must be"},
      {"sites { site: 'daily' key_file: '/k' origins: 'https://a.example' "
       "akismet { clients { key_id: 'k' } clients { key_id: 'keys/k' } } }",
       "sites[0].akismet.clients[1].key_id: is there twice"},
      {"sites { site: 'daily' key_file: '/k' origins: 'https://a.example' "
       "akismet { clients { key_id: 'k' } clients { key_id: 'k' } } }",
       "sites[0].akismet.clients[1].key_id: is there twice"},
      {absl::StrCat(kDaily, "limits { coral_call_timeout_ms: 5 }"),
       "limits.coral_call_timeout_ms"},
      {absl::StrCat(kDaily, "limits { call_timeout_ms: 5 }"),
       "limits.call_timeout_ms"},
      {absl::StrCat(kDaily, "limits { network_streams: -1 }"),
       "limits.network_streams"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(ParseGatewaySettings(row.text),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr(row.says)))
        << row.text;
  }
}

TEST(GatewaySettings, ReadKeysThatNobodyElseCanRead) {
  std::string dir = "/tmp/winnow-settings-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  const std::string key = dir + "/key";
  const std::string file = dir + "/sites";
  std::ofstream(key) << "Abcdef123456\n";
  std::ofstream(file) << "sites { site: 'daily' key_file: '" << key
                      << "' origins: 'https://news.example' }";
  chmod(key.c_str(), 0644);
  EXPECT_THAT(ReadGatewaySettings(file),
              StatusIs(StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("daily"), HasSubstr("key_file"),
                             HasSubstr("chmod 600"))));
  chmod(key.c_str(), 0600);
  const auto settings = ReadGatewaySettings(file);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->sites.at("daily").key, "Abcdef123456");

  // Coral's secrets are kept as keys are.
  const std::string secret = dir + "/secret";
  std::ofstream(file) << "sites { site: 'daily' key_file: '" << key
                      << "' origins: 'https://news.example' "
                      << "coral_secret_files: '" << secret << "' }";
  EXPECT_THAT(ReadGatewaySettings(file),
              StatusIs(StatusCode::kNotFound, HasSubstr("coral_secret_files")));
  std::ofstream(secret) << "0123456789abcdef\n";
  chmod(secret.c_str(), 0644);
  EXPECT_THAT(
      ReadGatewaySettings(file),
      StatusIs(StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  chmod(secret.c_str(), 0600);
  const auto coral = ReadGatewaySettings(file);
  ASSERT_THAT(coral, IsOk());
  EXPECT_THAT(coral->sites.at("daily").coral_secrets,
              ElementsAre("0123456789abcdef"));
  std::ofstream(secret) << "short\n";
  EXPECT_THAT(ReadGatewaySettings(file), StatusIs(StatusCode::kInvalidArgument,
                                                  HasSubstr("16 characters")));
  EXPECT_THAT(ReadGatewaySettings(dir + "/none"),
              StatusIs(StatusCode::kNotFound, HasSubstr("--sites")));
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace winnow
