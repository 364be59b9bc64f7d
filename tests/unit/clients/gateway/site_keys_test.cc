#include "clients/gateway/site_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::HasSubstr;

v1::ApiKey KeyOf(v1::ApiKey::Role role, const std::string& site) {
  v1::ApiKey key;
  key.set_role(role);
  key.set_site(site);
  return key;
}

class SiteKeys : public testing::Test {
 protected:
  SiteKeys() {
    settings_.sites["daily"] = {
        .id = "daily", .key_file = "/daily.key", .key = "GatewaysKey1"};
    options_.address = winnowd_.address();
  }

  absl::Status Check() { return CheckSiteKeys(settings_, options_, log_); }

  FakeWinnowd winnowd_;
  GatewaySettings settings_;
  ClientOptions options_;
  GatewayLog log_{/*requests=*/false};
};

TEST_F(SiteKeys, MayDoWhatTheGatewayNeedsAndNoMore) {
  winnowd_.SetKey(KeyOf(v1::ApiKey::SITE, "daily"));
  EXPECT_THAT(Check(), IsOk());
  v1::ApiKey trusted = KeyOf(v1::ApiKey::SITE, "daily");
  trusted.add_permissions(v1::ApiKey::TRUSTED);
  const struct {
    v1::ApiKey key;
    const char* says;
  } rows[] = {
      {KeyOf(v1::ApiKey::MODERATOR, "daily"), "role"},
      {KeyOf(v1::ApiKey::OPERATOR, "*"), "role"},
      {KeyOf(v1::ApiKey::SITE, "weekly"), "daily"},
      {trusted, "trusted"},
  };
  for (const auto& row : rows) {
    winnowd_.SetKey(row.key);
    const absl::Status checked = Check();
    EXPECT_THAT(checked, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(std::string(checked.message()), HasSubstr("/daily.key"));
    EXPECT_THAT(std::string(checked.message()), HasSubstr(row.says));
  }
}

TEST_F(SiteKeys, AreRefusedIfWinnowdDoesNotKnowThem) {
  winnowd_.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  EXPECT_THAT(Check(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SiteKeys, AreBelievedWhileWinnowdIsAway) {
  winnowd_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  EXPECT_THAT(Check(), IsOk());
}

}  // namespace
}  // namespace winnow
