#include "clients/gateway/perspective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr char kAnalyze[] = "/v1alpha1/comments:analyze";
constexpr char kAnalyzeWithKey[] =
    "/v1alpha1/comments:analyze?key=SitesOwnKey1&alt=json&prettyPrint=false"
    "&fields=x&quotaUser=u&$.xgafv=2";
constexpr char kSuggest[] = "/v1alpha1/comments:suggestscore?key=SitesOwnKey1";

json Body(const std::string& text) {
  return {{"comment", {{"text", text}}},
          {"requestedAttributes", {{"TOXICITY", json::object()}}}};
}

json ParseOk(const HttpAnswer& answer) {
  EXPECT_EQ(answer.status, 200) << *answer.body;
  return json::parse(*answer.body);
}

std::string MessageOf(const HttpAnswer& answer) {
  return json::parse(*answer.body)["error"]["message"].get<std::string>();
}

TEST(Perspective, AnswersUnderTheCallersKey) {
  ApiRoom room;
  json body = Body("You \U0001F600.");
  body["requestedAttributes"]["SPAM"] = json::object();
  body["clientToken"] = "t\u00e4g";
  const HttpAnswer answer = room.Send("POST", kAnalyzeWithKey, body.dump());
  EXPECT_EQ(ParseOk(answer), json::parse(R"({
      "attributeScores": {
        "TOXICITY": {
          "spanScores": [{"begin": 0, "end": 7,
                          "score": {"value": 0.75, "type": "PROBABILITY"}}],
          "summaryScore": {"value": 0.75, "type": "PROBABILITY"}},
        "SPAM": {
          "spanScores": [{"begin": 0, "end": 7,
                          "score": {"value": 0.25, "type": "PROBABILITY"}}],
          "summaryScore": {"value": 0.25, "type": "PROBABILITY"}}},
      "languages": ["en"], "detectedLanguages": ["en"],
      "clientToken": "t\u00e4g"})"));
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(room.winnowd.authorization(), "Bearer SitesOwnKey1");
  ASSERT_THAT(room.winnowd.analyzed(), SizeIs(1));
  EXPECT_EQ(room.winnowd.analyzed()[0].text(), "You \U0001F600.");
  EXPECT_THAT(room.winnowd.submitted(), IsEmpty());
  EXPECT_THAT(room.winnowd.feedback(), IsEmpty());

  ParseOk(room.Send("POST", kAnalyze, Body("a").dump(),
                    {.authorization = "Bearer SitesOwnKey2"}));
  EXPECT_EQ(room.winnowd.authorization(), "Bearer SitesOwnKey2");
}

TEST(Perspective, RefusesCallersWithoutAKeyThatIsKnown) {
  ApiRoom room;
  const HttpAnswer none = room.Send("POST", kAnalyze, Body("a").dump());
  EXPECT_EQ(none.status, 403);
  EXPECT_THAT(MessageOf(none), HasSubstr("unregistered callers"));
  EXPECT_EQ(
      room.Send("POST", "/v1alpha1/comments:analyze?key=", Body("a").dump())
          .status,
      403);
  EXPECT_THAT(room.winnowd.analyzed(), IsEmpty());
  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  const HttpAnswer bad = room.Send("POST", kAnalyzeWithKey, Body("a").dump());
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(MessageOf(bad), "API key not valid. Please pass a valid API key.");
}

TEST(Perspective, LimitsCallersWithoutAKeyThatIsKnown) {
  ApiRoom room({.network_writes_per_minute = 4});
  EXPECT_EQ(room.Send("POST", kAnalyze, "{}").status, 403);
  // However slow this is, tokens do not come as fast.
  HttpAnswer many;
  for (int i = 0; i < 1000 && many.status != 429; ++i) {
    many = room.Send("POST", kAnalyze, "{}");
  }
  EXPECT_EQ(many.status, 429);
  EXPECT_NE(HeaderOf(many, "Retry-After"), "");
  EXPECT_EQ(json::parse(*many.body)["error"]["status"], "RESOURCE_EXHAUSTED");

  room.winnowd.Answer({grpc::StatusCode::UNAUTHENTICATED, "unknown key"});
  HttpAnswer guessed;
  for (int i = 0; i < 1000 && guessed.status != 429; ++i) {
    guessed = room.Send("POST", absl::StrCat(kAnalyze, "?key=Guessed000", i),
                        Body("a").dump());
  }
  EXPECT_EQ(guessed.status, 429);
}

TEST(Perspective, ScoresSentencesWhereSpansAreAskedFor) {
  ApiRoom room;
  json body = Body("One \U0001F600. Two. ");
  body["spanAnnotations"] = true;
  const json spans = ParseOk(
      room.Send("POST", kAnalyzeWithKey,
                body.dump()))["attributeScores"]["TOXICITY"]["spanScores"];
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_EQ(spans[0]["begin"], 0);
  EXPECT_EQ(spans[0]["end"], 7);
  EXPECT_EQ(spans[1]["begin"], 8);
  EXPECT_EQ(spans[1]["end"], 12);
  ASSERT_THAT(room.winnowd.analyzed(), SizeIs(3));
  EXPECT_EQ(room.winnowd.analyzed()[1].text(), "One \U0001F600.");
  EXPECT_EQ(room.winnowd.analyzed()[2].text(), "Two.");
  EXPECT_EQ(room.winnowd.analyzed()[2].language(), "en");

  // One sentence costs one call; so many that it would take all day do not.
  body["comment"]["text"] = "One.";
  ParseOk(room.Send("POST", kAnalyzeWithKey, body.dump()));
  EXPECT_THAT(room.winnowd.analyzed(), SizeIs(4));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "No. ";
  body["comment"]["text"] = many;
  ParseOk(room.Send("POST", kAnalyzeWithKey, body.dump()));
  EXPECT_THAT(room.winnowd.analyzed(), SizeIs(4 + 1 + kSpansMax));
}

TEST(Perspective, LeavesOutWhatIsBelowAThreshold) {
  ApiRoom room;
  json body = Body("a");
  body["requestedAttributes"] = {{"TOXICITY", {{"scoreThreshold", 0.75}}},
                                 {"SPAM", {{"scoreThreshold", 0.26}}}};
  const json scores = ParseOk(room.Send("POST", kAnalyzeWithKey, body.dump()))
      ["attributeScor"
       "es"];
  EXPECT_TRUE(scores.contains("TOXICITY"));
  EXPECT_FALSE(scores.contains("SPAM"));
}

TEST(Perspective, SaysWhatTheModelHasNotLearned) {
  ApiRoom room;
  json body = Body("Akkam jirtu?");
  body["requestedAttributes"] = {{"THREAT", json::object()}};
  const HttpAnswer answer = room.Send("POST", kAnalyzeWithKey, body.dump());
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(MessageOf(answer),
            "Attribute THREAT does not support request languages: en");
  body["languages"] = {"om"};
  EXPECT_EQ(MessageOf(room.Send("POST", kAnalyzeWithKey, body.dump())),
            "Attribute THREAT does not support request languages: om");
  EXPECT_EQ(room.winnowd.analyzed().back().language(), "om");

  v1::Screening unknown;
  unknown.set_language("und");
  unknown.set_model_revision("test");
  room.winnowd.SetScreening(unknown);
  body.erase("languages");
  EXPECT_EQ(MessageOf(room.Send("POST", kAnalyzeWithKey, body.dump())),
            "Unable to detect language");

  unknown.clear_model_revision();
  room.winnowd.SetScreening(unknown);
  const HttpAnswer none = room.Send("POST", kAnalyzeWithKey, body.dump());
  EXPECT_EQ(none.status, 503);
  EXPECT_THAT(MessageOf(none), HasSubstr("--model"));
}

TEST(Perspective, MirrorsTheLanguagesOfTheRequest) {
  ApiRoom room;
  json body = Body("a");
  body["languages"] = {"de"};
  const json answer = ParseOk(room.Send("POST", kAnalyzeWithKey, body.dump()));
  EXPECT_EQ(answer["languages"], json::array({"de"}));
  EXPECT_FALSE(answer.contains("detectedLanguages"));
  EXPECT_FALSE(answer.contains("clientToken"));
}

TEST(Perspective, PassesSuggestedScoresOnAsFeedback) {
  ApiRoom room;
  const json body = {
      {"comment", {{"text", "Buy now."}}},
      {"attributeScores", {{"SPAM", {{"summaryScore", {{"value", 1}}}}}}},
      {"languages", {"en"}},
      {"clientToken", "comment:7"}};
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        ParseOk(room.Send("POST", kSuggest, body.dump())),
        json({{"clientToken", "comment:7"}, {"requestedLanguages", {"en"}}}));
  }
  json other = body;
  other["attributeScores"]["SPAM"]["summaryScore"]["value"] = 0;
  ParseOk(room.Send("POST", kSuggest, other.dump()));
  other.erase("clientToken");
  EXPECT_EQ(ParseOk(room.Send("POST", kSuggest, other.dump())),
            json({{"requestedLanguages", {"en"}}}));
  const auto sent = room.winnowd.feedback();
  ASSERT_THAT(sent, SizeIs(4));
  EXPECT_EQ(sent[0].text(), "Buy now.");
  EXPECT_EQ(sent[0].scores().at("spam"), 1);
  // The same twice is one lesson; the contrary is another.
  EXPECT_THAT(sent[0].request_id(), StartsWith("perspective-"));
  EXPECT_EQ(sent[0].request_id(), sent[1].request_id());
  EXPECT_NE(sent[0].request_id(), sent[2].request_id());
  EXPECT_EQ(sent[3].request_id(), "");
  EXPECT_THAT(sent[0].request_id(), Not(HasSubstr("comment:7")));
  // Whoever has another key cannot tell which text it was.
  ParseOk(room.Send("POST", "/v1alpha1/comments:suggestscore?key=OtherKey0001",
                    body.dump()));
  EXPECT_NE(room.winnowd.feedback().back().request_id(), sent[0].request_id());

  room.winnowd.Answer(
      {grpc::StatusCode::FAILED_PRECONDITION, "this site's adapter is off"});
  const HttpAnswer off = room.Send("POST", kSuggest, body.dump());
  EXPECT_EQ(off.status, 400);
  EXPECT_EQ(json::parse(*off.body)["error"]["status"], "FAILED_PRECONDITION");
}

TEST(Perspective, SaysInGooglesWordsThatWinnowdIsAwayOrTheBodyTooLarge) {
  ApiRoom room;
  room.winnowd.Answer({grpc::StatusCode::UNAVAILABLE, "10.0.0.1:7420"});
  const HttpAnswer away = room.Send("POST", kAnalyzeWithKey, Body("a").dump());
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(*away.body, Not(HasSubstr("10.0.0.1")));
  HttpRequest request;
  request.method = "POST";
  request.target = kAnalyzeWithKey;
  request.peer = ParseIpAddress("198.51.100.7").value();
  request.fault = RequestFault::kBodyTooLarge;
  const HttpAnswer large = room.Begin(std::move(request)).get();
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(json::parse(*large.body)["error"]["code"], 413);
}

TEST(Perspective, IsDiscoveredAtTheAddressThatTheCallerUses) {
  ApiRoom room;
  const HttpAnswer answer =
      room.Send("GET", "/$discovery/rest?version=v1alpha1", "",
                {.host = "gateway.example:7480"});
  EXPECT_EQ(ParseOk(answer)["rootUrl"], "http://gateway.example:7480/");
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(room.Send("GET", "/%24discovery/rest", "", {.host = "a"}).status,
            200);
  for (const char* target : {"/$discovery/rest?version=v1",
                             "/$discovery/rest?version="
                             "v1alpha1"}) {
    const HttpAnswer none = room.Send("GET", target);
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(json::parse(*none.body)["error"]["status"], "NOT_FOUND");
  }
}

}  // namespace
}  // namespace winnow
