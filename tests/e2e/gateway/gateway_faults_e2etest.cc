// What a gateway does when things fail: no winnowd, a killed winnowd, wrong
// settings, an end in the middle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

json Form(const std::string& body) {
  return {
      {"thread", {{"id", "bridge"}, {"url", "https://news.example/bridge"}}},
      {"display_name", "Ann"},
      {"email", "ann@mail.example"},
      {"body", body}};
}

// A short sentence of its own for each number below 1,000: near copies of one
// text would be held as a campaign.
std::string Sentence(int number) {
  static constexpr const char* kWho[] = {
      "Grandmother", "The mayor", "A baker", "My cousin", "Nobody",
      "A tourist",   "The ferry", "Winter",  "A gull",    "Our school"};
  static constexpr const char* kDoes[] = {
      "paints", "crosses", "forgets", "measures", "loves",
      "fears",  "watches", "repairs", "sells",    "draws"};
  static constexpr const char* kWhat[] = {
      "the bridge", "old maps",   "bread",     "the harbour", "every tram",
      "two boats",  "the museum", "a lantern", "wet stones",  "that clock"};
  return absl::StrCat(kWho[number % 10], " ", kDoes[number / 10 % 10], " ",
                      kWhat[number / 100 % 10], ".");
}

std::set<std::string> PublishedIds(GatewayProgram& gateway) {
  std::set<std::string> ids;
  std::string token;
  do {
    const HttpReply reply = gateway.Send(
        "GET", absl::StrCat("comments?thread_id=bridge&page_size=100",
                            token.empty() ? "" : "&page_token=", token));
    EXPECT_EQ(reply.status, 200) << reply.body;
    const json page = json::parse(reply.body);
    for (const json& comment : page["comments"]) {
      ids.insert(comment["id"].get<std::string>());
    }
    token = page["next_page_token"].get<std::string>();
  } while (!token.empty());
  return ids;
}

TEST(GatewayFaults, LoseNoCommentThatWasAcknowledgedAndStoreNoneTwice) {
  WinnowSystem system;
  GatewayProgram gateway(system, "network_writes_per_minute: 100000");
  std::atomic<bool> stop = false;
  std::set<std::string> acknowledged;  // the reader's until it has ended
  std::atomic<int> taken = 0;
  std::atomic<int> away = 0;
  // Every comment is sent until it is acknowledged, under one id.
  std::thread reader([&] {
    HttpClient client(gateway.port());
    for (int i = 0; !stop && i < 1000; ++i) {
      // From many networks and by many authors: rates are not the matter here.
      json form = Form(Sentence(i));
      form["email"] = absl::StrCat("ann", i, "@mail.example");
      while (true) {
        const HttpReply reply = client.Send(
            "POST", "/v1/sites/daily/comments",
            {{"Origin", "https://news.example"},
             {"Content-Type", "application/json"},
             {"X-Forwarded-For", absl::StrCat("198.51.", i % 200, ".7")},
             {"Idempotency-Key", absl::StrCat("id-", i)}},
            form.dump());
        if (reply.status == 200 || reply.status == 201) {
          const json answer = json::parse(reply.body);
          acknowledged.insert(answer["comment"]["id"].get<std::string>());
          ++taken;
          break;
        }
        EXPECT_TRUE(reply.status == 503 || reply.status == 504)
            << reply.status << reply.body;
        EXPECT_EQ(reply.headers.count("retry-after"), 1u);
        ++away;
        // Less patient than Retry-After asks for.
        absl::SleepFor(absl::Milliseconds(20));
      }
    }
  });
  for (int kill = 0; kill < 3; ++kill) {
    const int taken_before = taken;
    EXPECT_TRUE(Eventually([&] { return taken >= taken_before + 10; }));
    const int away_before = away;
    system.KillWinnowd();
    EXPECT_TRUE(Eventually([&] { return away > away_before; }));
    system.StartWinnowd();
    system.WaitUntilReady();
  }
  stop = true;
  reader.join();
  EXPECT_GE(away, 3);
  EXPECT_GE(acknowledged.size(), 30u);
  std::set<std::string> published;
  EXPECT_TRUE(Eventually([&] {
    published = PublishedIds(gateway);
    return published.size() >= acknowledged.size();
  }));
  EXPECT_EQ(published, acknowledged);
}

TEST(GatewayFaults, AreToldWithADelay) {
  WinnowSystem system;
  GatewayProgram gateway(system);
  system.StopWinnowd();
  for (const std::string& path :
       {std::string("comments?thread_id=a"), std::string("counts?thread_id=a"),
        std::string("comments/01930000-0000-7000-8000-000000000000/status")}) {
    const HttpReply reply = gateway.Send("GET", path);
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_EQ(reply.headers.count("retry-after"), 1u);
  }
  EXPECT_EQ(gateway.Send("POST", "comments", Form("Hello.")).status, 503);
  EXPECT_EQ(HttpClient(gateway.port()).Send("GET", "/healthz").status, 200);
  system.StartWinnowd();
  system.WaitUntilReady();
  EXPECT_TRUE(Eventually([&] {
    return gateway.Send("POST", "comments", Form("Hello again.")).status == 201;
  }));
}

TEST(GatewayFaults, OfSettingsEndItWithASentence) {
  WinnowSystem system;
  const std::string sites = system.dir() + "/bad.textproto";
  const std::string key = system.dir() + "/open.key";
  std::ofstream(key) << "Abcdef123456\n";
  chmod(key.c_str(), 0644);
  std::ofstream(sites) << "sites { site: 'daily' key_file: '" << key
                       << "' origins: 'https://news.example' }";
  const struct {
    std::vector<std::string> flags;
    const char* says;
  } rows[] = {
      {{}, "--sites is missing"},
      {{"--sites=/nowhere"}, "cannot read /nowhere"},
      {{"--sites=" + sites}, "chmod 600"},
      {{"--sites=" + sites, "--listen=0.0.0.0:7480"}, "--listen "},
      {{"--sites=" + sites, "--metrics_listen=0.0.0.0:1"}, "--metrics_listen"},
      {{"--sites=" + sites, "--winnowd=elsewhere:7420"}, "--winnowd"},
      {{"--sites=" + sites, "--threads=1000"}, "--threads"},
      {{"--colour=red"}, "colour"},
  };
  for (const auto& row : rows) {
    const ProgramResult ended = GatewayProgram::Run(row.flags);
    EXPECT_EQ(ended.exit_status, 2) << row.says;
    EXPECT_THAT(ended.errors, HasSubstr(row.says));
  }
  EXPECT_THAT(GatewayProgram::Run({"--help"}).output,
              AllOf(HasSubstr("--sites"), HasSubstr("127.0.0.1:7480")));
}

}  // namespace
}  // namespace winnow
