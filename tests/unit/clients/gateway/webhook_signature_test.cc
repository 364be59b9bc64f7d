#include "clients/gateway/webhook_signature.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

const absl::Time kTime = absl::FromUnixSeconds(1700000000);

// Made by `printf '1700000000.BODY' | openssl dgst -sha256 -hmac SECRET`.
TEST(WebhookSignature, IsThatOfOpenssl) {
  const struct {
    std::string secret;
    std::string body;
    const char* code;
  } rows[] = {
      {"0123456789abcdef", "{}",
       "e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e"},
      {"0123456789abcdef", "",
       "3e0153239c488f9cbe8103099169ba4aa1fb4c71fee92bb6f1fc768e7ebdcfe0"},
      {std::string(200, 'k'), R"({"body":"🌉"})",
       "5128e910038ac65570c1204ca31bbac2d32b2396e4ca52d2d0cf8cf886f082ee"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(SignWebhook({row.secret}, kTime, row.body),
              std::string("t=1700000000,v1=") + row.code)
        << row.body;
  }
}

TEST(WebhookSignature, HasOneForEachSecret) {
  const std::string both = SignWebhook(
      {"old-secret-of-the-site", "new-secret-of-the-site"}, kTime, "{}");
  const std::string first =
      SignWebhook({"old-secret-of-the-site"}, kTime, "{}");
  const std::string second =
      SignWebhook({"new-secret-of-the-site"}, kTime, "{}");
  EXPECT_EQ(both, first + second.substr(second.find(',')));
  EXPECT_NE(first, second);
}

}  // namespace
}  // namespace winnow
