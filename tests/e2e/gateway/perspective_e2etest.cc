// Perspective's clients against the built gateway, the built winnowd and the
// shipped model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/e2e/gateway/npm.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kInsult[] = "You are a stupid, worthless idiot.";

class PerspectiveClients : public testing::Test {
 protected:
  PerspectiveClients()
      : system_({.flags = {absl::StrCat("--model=", WINNOW_SOURCE_DIR,
                                        "/deploy/models/winnow.model")}}),
        gateway_(system_) {}

  HttpReply Post(const std::string& method, const json& body,
                 const std::string& query) {
    return HttpClient(gateway_.port())
        .Send("POST", absl::StrCat("/v1alpha1/comments:", method, query),
              {{"Content-Type", "application/json"}}, body.dump());
  }

  // With the site's key.
  HttpReply Post(const std::string& method, const json& body) {
    return Post(method, body, absl::StrCat("?key=", gateway_.site_key()));
  }

  static json Analysis(const std::string& text) {
    return {{"comment", {{"text", text}}},
            {"requestedAttributes",
             {{"TOXICITY", json::object()}, {"SPAM", json::object()}}}};
  }

  WinnowSystem system_;
  GatewayProgram gateway_;
};

TEST_F(PerspectiveClients, OfNodeWorkUnchanged) {
  const std::string dir = WINNOW_PERSPECTIVE_CLIENT_DIR;
  const ProgramResult installed = InstallNpmPackages(dir);
  if (IsNpmOutOfReach(installed)) {
    GTEST_SKIP() << "npm or its registry is not there: " << installed.errors;
  }
  ASSERT_EQ(installed.exit_status, 0) << installed.errors;
  const ProgramResult ran =
      RunProgram({"node", dir + "/score_comments.js",
                  absl::StrCat("http://127.0.0.1:", gateway_.port()),
                  gateway_.site_key()});
  ASSERT_EQ(ran.exit_status, 0) << ran.errors << gateway_.Log();
  std::map<std::string, json> said;
  std::istringstream lines(ran.output);
  for (std::string line; std::getline(lines, line);) {
    const json one = json::parse(line);
    said[one["what"].get<std::string>()] = one["value"];
  }
  EXPECT_GT(said["toxicity"], 0.8);
  EXPECT_LT(said["lovely"], 0.5);
  EXPECT_EQ(said["attributes"],
            json({"IDENTITY_ATTACK", "INSULT", "PROFANITY", "SEVERE_TOXICITY",
                  "SEXUALLY_EXPLICIT", "SPAM", "THREAT", "TOXICITY"}));
  EXPECT_EQ(said["token"], "token-7");
  EXPECT_EQ(said["languages"], json({"en"}));
  EXPECT_EQ(said["spans"],
            json::parse(R"([{"begin": 0, "end": 24, "high": false},
                            {"begin": 25, "end": 48, "high": true}])"));
  EXPECT_EQ(said["unknown attribute"],
            "ResponseError: Unknown requested attribute: FLIRTATION");
  EXPECT_EQ(said["empty"], "ResponseError: Comment must be non-empty.");
  EXPECT_EQ(said["too long"], "ResponseError: Comment text too long.");
  EXPECT_EQ(said["wrong key"],
            "ResponseError: API key not valid. Please pass a valid API key.");
  EXPECT_EQ(said["discovered"], said["toxicity"]);
  EXPECT_EQ(said["suggested"], json({{"clientToken", "token-8"}}));
}

TEST_F(PerspectiveClients, GetScoresAndLeaveNoTrace) {
  const HttpReply reply = Post("analyze", Analysis(kInsult));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const json scores = json::parse(reply.body)["attributeScores"];
  EXPECT_GT(scores["TOXICITY"]["summaryScore"]["value"], 0.8);
  EXPECT_LT(scores["SPAM"]["summaryScore"]["value"], 0.5);
  // doNotStore makes no difference: neither is stored.
  json body = Analysis("Quastenflosser in the zeppelin.");
  body["doNotStore"] = false;
  EXPECT_EQ(Post("analyze", body).status, 200);
  EXPECT_THAT(FilesUnder(system_.redis().dir()), Not(HasSubstr("zeppelin")));
  EXPECT_EQ(Post("analyze", body, "").status, 403);
  EXPECT_EQ(Post("analyze", body, "?key=Wrong1234567").status, 400);
  EXPECT_EQ(gateway_.Stop(), 0);
  const std::string log = gateway_.Log();
  EXPECT_THAT(log, HasSubstr("\"operation\":\"perspective_analyze\""));
  EXPECT_THAT(
      log,
      AllOf(Not(HasSubstr("zeppelin")), Not(HasSubstr(gateway_.site_key())),
            Not(HasSubstr("Wrong1234567")), Not(HasSubstr("v1alpha1"))));
}

TEST_F(PerspectiveClients, TeachTheSitesAdapter) {
  const json body = {{"comment", {{"text", "Join our sourdough club."}}},
                     {"attributeScores",
                      {{"SPAM", {{"summaryScore", {{"value", 1}}}}},
                       {"TOXICITY", {{"summaryScore", {{"value", 0}}}}}}},
                     {"clientToken", "comment:7"}};
  // A repeat is one lesson.
  for (int i = 0; i < 2; ++i) {
    const HttpReply reply = Post("suggestscore", body);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(json::parse(reply.body), json({{"clientToken", "comment:7"}}));
  }
  const json adapter = json::parse(
      system_.Winnow({"--json", "adapter", "show"}, "daily").output);
  EXPECT_THAT(adapter.dump(), HasSubstr("\"refused_count\":\"1\""));
}

}  // namespace
}  // namespace winnow
