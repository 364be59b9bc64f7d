#include "clients/gateway/coral.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kPath[] = "/coral/v1/sites/daily";

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

std::string Body(const std::string& text,
                 const std::string& role = "COMMENTER") {
  const json body = {{"action", "NEW"},
                     {"comment", {{"body", text}, {"parentID", nullptr}}},
                     {"author", {{"id", "u1"}, {"role", role}}},
                     {"story", {{"id", "s1"}, {"url", "https://a.example/1"}}},
                     {"site", {{"id", "x"}}},
                     {"tenantID", "t"},
                     {"tenantDomain", "a.example"}};
  return body.dump();
}

HttpAnswer SendSigned(ApiRoom& room, const std::string& body) {
  RequestHeaders headers;
  headers.content_type = "application/json";
  headers.coral_signature = Sign(body, kCoralSecret);
  return room.Send("POST", kPath, body, std::move(headers));
}

// So that no answer is late but where a test is about that.
GatewayLimits Patient() { return {.coral_call_timeout = absl::Minutes(5)}; }

void ExpectHeld(const HttpAnswer& answer) {
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(*answer.body)["status"], "SYSTEM_WITHHELD");
}

TEST(Coral, IsAnsweredUnderTheSitesKey) {
  ApiRoom room(Patient());
  EXPECT_EQ(SendSigned(room, Body("Ja.")).status, 204);
  EXPECT_EQ(room.winnowd.authorization(), "Bearer GatewaysKey1");
  ASSERT_THAT(room.winnowd.analyzed(), SizeIs(1));
  EXPECT_EQ(room.winnowd.analyzed()[0].site(), "daily");
  EXPECT_EQ(room.winnowd.analyzed()[0].text(), "Ja.");
  EXPECT_EQ(room.winnowd.analyzed()[0].thread_id(), "s1");
  v1::Screening screening;
  screening.set_verdict(v1::Comment::REJECTED);
  room.winnowd.SetScreening(screening);
  const HttpAnswer rejected = SendSigned(room, Body("Ja."));
  EXPECT_EQ(rejected.status, 200);
  EXPECT_EQ(*rejected.body, R"({"status":"REJECTED"})");
  screening.set_verdict(v1::Comment::HELD);
  room.winnowd.SetScreening(screening);
  ExpectHeld(SendSigned(room, Body("Ja.")));
  EXPECT_EQ(SendSigned(room, Body("Ja.", "MODERATOR")).status, 204);
  // A picture alone.
  EXPECT_EQ(SendSigned(room, Body(" ")).status, 204);
}

TEST(Coral, IsRefusedWithoutASignatureOfTheSite) {
  ApiRoom room(Patient());
  const std::string body = Body("Ja.");
  for (const std::string& signature :
       {std::string(), Sign(body, "another-secret-00"),
        Sign(body + " ", kCoralSecret), std::string("sha256=00")}) {
    RequestHeaders headers;
    headers.coral_signature = signature;
    const HttpAnswer answer =
        room.Send("POST", kPath, body, std::move(headers));
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(json::parse(*answer.body)["code"], "bad_signature");
  }
  RequestHeaders headers;
  headers.coral_signature = Sign(body, kCoralSecret);
  EXPECT_EQ(room.Send("POST", "/coral/v1/sites/weekly", body, headers).status,
            404);
  EXPECT_EQ(room.Send("POST", "/coral/v1/sites/none", body, headers).status,
            404);
  EXPECT_THAT(room.winnowd.analyzed(), IsEmpty());
  // An old secret still counts while it is in the settings.
  headers.coral_signature = Sign(body, "an-old-secret-0000");
  EXPECT_EQ(room.Send("POST", kPath, body, headers).status, 204);
}

TEST(Coral, IsNeverShutOutByWhoFloodsItsNetwork) {
  GatewayLimits limits = Patient();
  limits.network_writes_per_minute = 4;
  ApiRoom room(limits);
  EXPECT_EQ(room.Send("POST", kPath, "{}").status, 401);
  HttpAnswer many;
  for (int i = 0; i < 1000 && many.status != 429; ++i) {
    many = room.Send("POST", kPath, "{}");
  }
  EXPECT_EQ(many.status, 429);
  EXPECT_NE(HeaderOf(many, "Retry-After"), "");
  EXPECT_EQ(SendSigned(room, Body("Ja.")).status, 204);
}

TEST(Coral, HoldsWhatCouldNotBeScreened) {
  ApiRoom room(Patient());
  for (const char* body : {"{", "{}", R"({"comment": {"body": 7}})"}) {
    ExpectHeld(SendSigned(room, body));
  }
  for (const grpc::StatusCode code :
       {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::UNAUTHENTICATED,
        grpc::StatusCode::RESOURCE_EXHAUSTED, grpc::StatusCode::INTERNAL,
        grpc::StatusCode::INVALID_ARGUMENT}) {
    room.winnowd.Answer({code, "no"});
    ExpectHeld(SendSigned(room, Body("Ja.")));
    EXPECT_EQ(SendSigned(room, Body("Ja.", "STAFF")).status, 204);
  }
}

TEST(Coral, HoldsWhatTookTooLong) {
  // The patience of other calls is far longer.
  ApiRoom room({.call_timeout = absl::Minutes(5)});
  room.winnowd.Hold(true);
  ExpectHeld(SendSigned(room, Body("Ja.")));
  room.winnowd.Hold(false);
}

TEST(Coral, GivesWinnowdLessTimeThanCoralWaits) {
  ApiRoom room({.call_timeout = absl::Minutes(5)});
  // One that is late already does not arrive.
  for (int i = 0; i < 1000 && room.winnowd.analyzed().empty(); ++i) {
    SendSigned(room, Body("Ja."));
  }
  EXPECT_LE(room.winnowd.analysis_time(), absl::Milliseconds(180));
}

}  // namespace
}  // namespace winnow
