#include "clients/gateway/webhook_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/gateway/settings.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(WebhookUrl, HasParts) {
  const struct {
    const char* text;
    WebhookUrl url;
  } rows[] = {
      {"https://Hooks.example",
       {true, "hooks.example", "443", "hooks.example", "/"}},
      {"https://hooks.example:8443/a%20b?key=1&b=/:@",
       {true, "hooks.example", "8443", "hooks.example:8443",
        "/a%20b?key=1&b=/:@"}},
      {"https://hooks.example?key=1",
       {true, "hooks.example", "443", "hooks.example", "/?key=1"}},
      {"http://[::1]:80/x", {false, "::1", "80", "[::1]", "/x"}},
      {"http://[::1]:8080", {false, "::1", "8080", "[::1]:8080", "/"}},
      {"http://127.0.0.1:9/", {false, "127.0.0.1", "9", "127.0.0.1:9", "/"}},
  };
  for (const auto& row : rows) {
    const auto url = ParseWebhookUrl(row.text);
    ASSERT_THAT(url, IsOk()) << row.text;
    EXPECT_EQ(*url, row.url) << row.text;
  }
}

TEST(WebhookUrl, IsNothingElse) {
  for (const std::string& text :
       {std::string(), std::string("/"), std::string("hooks.example"),
        std::string("ftp://hooks.example/"), std::string("https://"),
        std::string("https:///a"), std::string("https://ann:key@hooks.example"),
        std::string("https://hooks.example/#a"),
        std::string("https://hooks.example/a b"),
        std::string("https://hooks.example/\r\nHost: other"),
        std::string("https://hooks.example/\xc3\xa4"),
        std::string("https://hooks.example:0/"),
        std::string("https://hooks.example:65536/"),
        std::string("https://hooks.example\\@other/"),
        "https://hooks.example/" + std::string(2000, 'a')}) {
    EXPECT_THAT(
        ParseWebhookUrl(text),
        StatusIs(StatusCode::kInvalidArgument,
                 AllOf(HasSubstr("https://HOST"), Not(HasSubstr("example")))))
        << text;
  }
}

std::string Settings(const std::string& webhook) {
  return absl::StrCat(
      "sites { site: 'daily' key_file: '/k' origins: 'https://news.example' "
      "webhooks { ",
      webhook, " } }");
}

constexpr char kSound[] =
    "subscription: 'hook' url: 'https://hooks.example/in' secret_files: '/s'";

TEST(WebhookSettings, HaveDefaults) {
  const auto settings = ParseGatewaySettings(Settings(kSound));
  ASSERT_THAT(settings, IsOk());
  const WebhookSettings& webhook = settings->sites.at("daily").webhooks.at(0);
  EXPECT_EQ(webhook.subscription, "hook");
  EXPECT_EQ(webhook.timeout, absl::Seconds(10));
  EXPECT_FALSE(webhook.queue_alarm);
  EXPECT_FALSE(webhook.state_changes);
  EXPECT_THAT(webhook.secret_files, ElementsAre("/s"));
}

TEST(WebhookSettings, NameWhatIsWrong) {
  const std::string http =
      "subscription: 'hook' secret_files: '/s' url: 'http://hooks.example' ";
  const struct {
    std::string text;
    const char* says;
  } rows[] = {
      {"", "sites[0].webhooks[0].subscription"},
      {"subscription: 'Hook'", "sites[0].webhooks[0].subscription"},
      {"subscription: 'hook'", "sites[0].webhooks[0].url"},
      {http, "sites[0].webhooks[0].url: must be https, or allow_plaintext"},
      {"subscription: 'hook' url: 'https://hooks.example'",
       "sites[0].webhooks[0].secret_files: must be 1 to 5"},
      {absl::StrCat(kSound, " timeout_ms: 99"),
       "sites[0].webhooks[0].timeout_ms: must be 100 to 60000"},
      {absl::StrCat(http, "allow_plaintext: true ca_file: '/c'"),
       "sites[0].webhooks[0].ca_file"},
      {absl::StrCat(kSound, " } webhooks { ", kSound),
       "sites[0].webhooks[1].subscription: is there twice"},
      {absl::StrCat(kSound,
                    " secret_files: '1' secret_files: '2' "
                    "secret_files: '3' secret_files: '4' "
                    "secret_files: '5'"),
       "secret_files: must be 1 to 5"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(ParseGatewaySettings(Settings(row.text)),
                StatusIs(StatusCode::kInvalidArgument, HasSubstr(row.says)))
        << row.text;
  }
  for (const std::string& text :
       {absl::StrCat(http, "allow_plaintext: true"),
        std::string("subscription: 'hook' secret_files: '/s' "
                    "url: 'http://localhost:8080/in'")}) {
    EXPECT_THAT(ParseGatewaySettings(Settings(text)), IsOk()) << text;
  }
}

TEST(WebhookSettings, ReadSecretsThatNobodyElseCanReadAndGuess) {
  std::string dir = "/tmp/winnow-webhooks-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  const std::string file = dir + "/secret";
  WebhookSettings webhook = {.subscription = "hook", .secret_files = {file}};
  const auto read = [&](const std::string& secret, mode_t mode) {
    std::ofstream(file) << secret << "\n";
    chmod(file.c_str(), mode);
    webhook.secrets.clear();
    return ReadWebhookFiles(webhook);
  };
  EXPECT_THAT(read("0123456789abcdef", 0644),
              StatusIs(StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("webhook hook: secret_files"),
                             HasSubstr("chmod 600"))));
  EXPECT_THAT(read("0123456789abcde", 0600),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("at least 16"), Not(HasSubstr("abc")))));
  EXPECT_THAT(read("0123456789abcdef", 0600), IsOk());
  EXPECT_THAT(webhook.secrets, ElementsAre("0123456789abcdef"));
  webhook.ca_file = dir + "/none.pem";
  EXPECT_THAT(ReadWebhookFiles(webhook),
              StatusIs(StatusCode::kNotFound, HasSubstr("ca_file")));
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace winnow
