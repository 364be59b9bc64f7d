#include "clients/gateway/json_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "clients/gateway/openapi.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::Comment Comment() {
  v1::Comment comment;
  comment.set_name("sites/daily/comments/01930000-0000-7000-8000-000000000000");
  comment.set_thread_id("bridge");
  comment.set_display_name("</script><b>Zoë");
  comment.set_body("a \"b\" \\ \n\t🌉\x01");
  comment.set_state(v1::Comment::HELD);
  comment.set_revision(7);
  comment.mutable_create_time()->set_seconds(1700000000);
  auto* reason = comment.add_reasons();
  reason->set_code("duplicate");
  return comment;
}

std::set<std::string> KeysOf(const nlohmann::json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

TEST(JsonAnswers, KeepReaderTextInsideOfStrings) {
  const auto json = nlohmann::json::parse(ToJson(Comment()));
  EXPECT_EQ(json["display_name"], "</script><b>Zoë");
  EXPECT_EQ(json["body"], "a \"b\" \\ \n\t🌉\x01");
  EXPECT_EQ(json["id"], "01930000-0000-7000-8000-000000000000");
  EXPECT_EQ(json["state"], "HELD");
  EXPECT_EQ(json["revision"], 7);
  EXPECT_EQ(json["create_time"], "2023-11-14T22:13:20Z");
  EXPECT_TRUE(json["update_time"].is_null());
  EXPECT_EQ(json["website"], "");
  EXPECT_EQ(json["deleted"], false);
  EXPECT_EQ(json["reasons"][0]["code"], "duplicate");
}

TEST(JsonAnswers, HaveTheFieldsOfTheOpenApiFile) {
  const auto schemas =
      nlohmann::json::parse(*OpenApiFile())["components"]["schemas"];
  v1::CountCommentsResponse counts;
  counts.add_counts()->set_thread_id("a");
  const struct {
    const char* schema;
    std::string json;
  } rows[] = {
      {"Comment", ToJson(Comment())},
      {"Submitted", ToJson(v1::SubmitCommentResponse())},
      {"CommentPage", ToJson(v1::ListCommentsResponse())},
      {"Counts", ToJson(counts)},
      {"Status", ToJson(v1::CommentStatus())},
      {"Reported", ToJson(v1::ReportCommentResponse())},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(KeysOf(nlohmann::json::parse(row.json)),
              KeysOf(schemas[row.schema]["properties"]))
        << row.schema;
  }
}

TEST(JsonAnswers, NameWarnings) {
  v1::SubmitCommentResponse response;
  response.add_warnings(v1::SubmitCommentResponse::NETWORK_ADDRESS_IGNORED);
  EXPECT_THAT(ToJson(response), HasSubstr("\"NETWORK_ADDRESS_IGNORED\""));
}

TEST(JsonAnswers, AreJsonWhateverTheTextIs) {
  v1::Comment comment = Comment();
  comment.set_body("\xff\xfe");
  EXPECT_TRUE(nlohmann::json::accept(ToJson(comment)));
  EXPECT_THAT(ToJson(comment), Not(HasSubstr("\xff")));
}

TEST(JsonAnswers, TellOfEvents) {
  v1::Event event;
  event.set_cursor("1-0");
  event.set_type(v1::Event::APPROVED);
  event.set_comment_name("sites/daily/comments/a");
  event.set_revision(3);
  *event.mutable_comment() = Comment();
  auto json = nlohmann::json::parse(ToJson(event, "daily"));
  EXPECT_EQ(json["site"], "daily");
  EXPECT_EQ(json["type"], "APPROVED");
  EXPECT_EQ(json["comment_id"], "a");
  EXPECT_EQ(json["revision"], 3);
  EXPECT_EQ(json["comment"], nlohmann::json::parse(ToJson(Comment())));
  EXPECT_TRUE(json["queue_alarm"].is_null());
  event.Clear();
  event.set_type(v1::Event::QUEUE_ALARM);
  event.mutable_queue_alarm()->set_held_count(80);
  json = nlohmann::json::parse(ToJson(event, "daily"));
  EXPECT_TRUE(json["comment"].is_null());
  EXPECT_EQ(json["queue_alarm"]["held_count"], 80);
  EXPECT_TRUE(json["queue_alarm"]["oldest_time"].is_null());
}

}  // namespace
}  // namespace winnow
