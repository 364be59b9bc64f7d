// Coral's moderation phase: signed requests to the built gateway before the
// built winnowd, also when that is gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kOldSecret[] = "1f6b0a7c-an-old-secret";
constexpr char kSecret[] = "3ad7e95c-the-secret-of-now";

// Coral's signature of a body.
std::string Sign(const std::string& body, const std::string& secret) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(
      &state, reinterpret_cast<const unsigned char*>(secret.data()),
      secret.size());
  crypto_auth_hmacsha256_update(
      &state, reinterpret_cast<const unsigned char*>(body.data()), body.size());
  unsigned char mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, mac);
  return absl::StrCat("sha256=",
                      absl::BytesToHexString(absl::string_view(
                          reinterpret_cast<const char*>(mac), sizeof(mac))));
}

class CoralPhase : public testing::Test {
 protected:
  // Writes the secrets and returns the setting that names them.
  static std::string Secrets(const WinnowSystem& system) {
    std::string setting;
    for (const char* secret : {kOldSecret, kSecret}) {
      const std::string file = absl::StrCat(system.dir(), "/", secret);
      std::ofstream(file) << secret << "\n";
      chmod(file.c_str(), 0600);
      absl::StrAppend(&setting, "coral_secret_files: '", file, "' ");
    }
    return setting;
  }

  HttpReply Ask(const std::string& text, const std::string& role = "COMMENTER",
                const std::string& secret = kSecret) {
    const std::string body =
        json({{"action", "NEW"},
              {"comment", {{"body", text}, {"parentID", nullptr}}},
              {"author", {{"id", "u1"}, {"role", role}}},
              {"story", {{"id", "bridge"}, {"url", "https://a.example/b"}}},
              {"site", {{"id", "x"}}},
              {"tenantID", "t"},
              {"tenantDomain", "a.example"}})
            .dump();
    return client_.Send("POST", "/coral/v1/sites/daily",
                        {{"Content-Type", "application/json"},
                         {"X-Coral-Signature", Sign(body, secret)}},
                        body);
  }

  static std::string StatusOf(const HttpReply& reply) {
    const json body = json::parse(reply.body, nullptr, false);
    return body.is_object() ? body.value("status", "") : "";
  }

  WinnowSystem system_;
  // No answer is to be late for a busy machine.
  GatewayProgram gateway_{system_, "coral_call_timeout_ms: 30000",
                          Secrets(system_)};
  HttpClient client_{gateway_.port()};
};

TEST_F(CoralPhase, IsToldWhatTheSitesPolicySays) {
  EXPECT_EQ(
      system_
          .Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"},
                  "daily")
          .exit_status,
      0);
  EXPECT_EQ(
      system_
          .Winnow({"lists", "add", "never", "blunderbuss", "--kind", "banned"},
                  "daily")
          .exit_status,
      0);
  EXPECT_EQ(Ask("The bridge is fine.").status, 204);
  const HttpReply held = Ask("My own umbrella.");
  EXPECT_EQ(held.status, 200);
  EXPECT_EQ(StatusOf(held), "SYSTEM_WITHHELD");
  EXPECT_EQ(Ask("My own umbrella.", "MODERATOR").status, 204);
  const HttpReply rejected = Ask("A blunderbuss for everybody!");
  EXPECT_EQ(rejected.status, 200);
  EXPECT_EQ(StatusOf(rejected), "REJECTED");
  // While a secret is rotated both count.
  EXPECT_EQ(Ask("The bridge is fine.", "COMMENTER", kOldSecret).status, 204);
  EXPECT_EQ(Ask("The bridge is fine.", "COMMENTER", "not-the-secret-00").status,
            401);
  // Nothing of it was stored; the terms are the lists'.
  EXPECT_THAT(
      FilesUnder(system_.redis().dir()),
      AllOf(HasSubstr("umbrella"), Not(HasSubstr("My own umbrella")),
            Not(HasSubstr("for everybody")), Not(HasSubstr("bridge is fine"))));
  EXPECT_EQ(gateway_.Stop(), 0);
  const std::string log = gateway_.Log();
  EXPECT_THAT(log, AllOf(HasSubstr("\"operation\":\"coral\""),
                         HasSubstr("\"site\":\"daily\""),
                         Not(HasSubstr("umbrella")), Not(HasSubstr(kSecret))));
}

TEST_F(CoralPhase, HoldsEveryCommentWhileWinnowdIsGone) {
  system_.KillWinnowd();
  const HttpReply held = Ask("The bridge is fine.");
  EXPECT_EQ(held.status, 200);
  EXPECT_EQ(StatusOf(held), "SYSTEM_WITHHELD");
  EXPECT_EQ(Ask("The bridge is fine.", "ADMIN").status, 204);
  EXPECT_THAT(gateway_.Log(), HasSubstr("held_unscreened"));
  system_.StartWinnowd();
  system_.WaitUntilReady();
  EXPECT_TRUE(
      Eventually([this] { return Ask("The bridge is fine.").status == 204; }));
}

}  // namespace
}  // namespace winnow
