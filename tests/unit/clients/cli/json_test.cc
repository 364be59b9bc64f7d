#include "clients/cli/json.h"

#include <google/protobuf/struct.pb.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/comment.pb.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ToJsonLine, WritesProtoNamesDefaultsEnumsTimesAndLongNumbersAsAgreed) {
  v1::Comment comment;
  comment.set_name("sites/s/comments/x");
  comment.set_state(v1::Comment::HELD);
  comment.set_revision(7);
  comment.mutable_create_time()->set_seconds(1'700'000'000);
  const std::string json = ToJsonLine(comment);
  EXPECT_THAT(json, HasSubstr("\"state\":\"HELD\""));
  EXPECT_THAT(json, HasSubstr("\"revision\":\"7\""));
  EXPECT_THAT(json, HasSubstr("\"create_time\":\"2023-11-14T22:13:20Z\""));
  EXPECT_THAT(json, HasSubstr("\"thread_id\":\"\""));
  EXPECT_THAT(json, HasSubstr("\"edited\":false"));
  EXPECT_THAT(json, Not(HasSubstr("\n")));
}

TEST(ToJsonLine, IsSafeOnATerminalAndStillTheSameText) {
  v1::Comment comment;
  comment.set_body(
      "a\033[2J\xC2\x9B\xE2\x80\xAE\x7F\xF3\xA0\x81\x81\nz\xC3\xA4");
  const std::string json = ToJsonLine(comment);
  for (const char c : json) EXPECT_TRUE(c < 0 || (c >= 0x20 && c != 0x7F));
  EXPECT_THAT(json, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(json, Not(HasSubstr("\xC2\x9B")));
  const auto parsed = ParseJsonObject(json);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->fields().at("body").string_value(), comment.body());
}

TEST(ToJsonString, EscapesWhatJsonAndTerminalsNeed) {
  const struct {
    const char* name;
    std::string text;
    const char* literal;
  } kRows[] = {
      {"empty", "", "\"\""},
      {"quotes", "a\"b\\", "\"a\\\"b\\\\\""},
      {"line end", "a\nb", "\"a\\nb\""},
      {"escape", "\033", "\"\\u001b\""},
      {"invalid", "\xFF", "\"\\ufffd\""},
      {"umlaut", "\xC3\xA4", "\"\xC3\xA4\""},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ToJsonString(row.text), row.literal) << row.name;
  }
}

TEST(ParseJsonObject, RefusesEverythingElseWithoutQuotingIt) {
  const struct {
    const char* name;
    std::string text;
  } kRows[] = {
      {"empty", ""},
      {"null", "null"},
      {"list", "[1]"},
      {"string", "\"secret\""},
      {"cut off", "{\"secret\": "},
      {"two objects", "{} {}"},
      {"no quotes at the end", "{\"secret\": \"x}"},
      {"invalid UTF-8", "{\"secret\": \"\xFF\"}"},
      {"deep", std::string(200, '{')},
      {"deep lists",
       "{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}"},
  };
  for (const auto& row : kRows) {
    const auto parsed = ParseJsonObject(row.text);
    EXPECT_THAT(parsed, StatusIs(absl::StatusCode::kInvalidArgument,
                                 Not(HasSubstr("secret"))))
        << row.name;
  }
}

}  // namespace
}  // namespace winnow
