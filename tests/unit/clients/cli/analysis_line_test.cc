#include "clients/cli/analysis_line.h"

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(ParseAnalysisLine, ReadsTheKeysAndGivesTheIdBackAsItWas) {
  const struct {
    const char* name;
    const char* line;
    const char* id;
  } kRows[] = {
      {"text id", R"({"id":"a\"b","text":"x"})", R"("a\"b")"},
      {"number id", R"({"id":7,"text":"x"})", "7"},
      {"no id", R"({"text":"x"})", "null"},
      {"list id", R"({"id":[1,"b"],"text":"x"})", R"([1,"b"])"},
  };
  for (const auto& row : kRows) {
    const AnalysisLine line = ParseAnalysisLine(row.line);
    EXPECT_EQ(line.error, "") << row.name;
    EXPECT_EQ(line.id, row.id) << row.name;
    EXPECT_EQ(line.request.text(), "x") << row.name;
  }
  const AnalysisLine line = ParseAnalysisLine(
      R"({"id":1,"text":"t","author":"A","website":"w","_x":[]})");
  EXPECT_EQ(line.request.display_name(), "A");
  EXPECT_EQ(line.request.website(), "w");
}

TEST(ParseAnalysisLine, KeepsTheIdOfALineItRefuses) {
  const struct {
    const char* name;
    const char* line;
    const char* id;
  } kRows[] = {
      {"no text", R"({"id":7})", "7"},
      {"text is a number", R"({"id":7,"text":1})", "7"},
      {"unknown key", R"({"id":7,"text":"x","lang":"de"})", "7"},
      {"no JSON", "text", "null"},
      {"empty", "", "null"},
  };
  for (const auto& row : kRows) {
    const AnalysisLine line = ParseAnalysisLine(row.line);
    EXPECT_NE(line.error, "") << row.name;
    EXPECT_EQ(line.id, row.id) << row.name;
  }
}

TEST(AnalysisJson, HasTheAgreedKeys) {
  v1::Screening screening;
  screening.set_verdict(v1::Comment::HELD);
  screening.mutable_rule()->set_rule("links");
  (*screening.mutable_scores())["spam"] = 0.25;
  (*screening.mutable_scores())["insult"] = 1;
  EXPECT_EQ(AnalysisJson("7", screening),
            R"({"id":7,"scores":{"insult":1,"spam":0.25},)"
            R"("verdict":"HELD","rule":"links"})");
  EXPECT_EQ(AnalysisErrorJson("null", "no \"text\""),
            R"({"id":null,"error":"no \"text\""})");
}

}  // namespace
}  // namespace winnow
