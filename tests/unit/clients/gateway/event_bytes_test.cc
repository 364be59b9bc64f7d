#include "clients/gateway/event_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/gateway/json_answers.h"

namespace winnow {
namespace {

TEST(EventBytes, AreTheCommentAsListsHaveIt) {
  v1::Event event;
  event.set_type(v1::Event::APPROVED);
  event.mutable_comment()->set_name("sites/daily/comments/7");
  event.mutable_comment()->set_body("one\ntwo\r\n\ndata: three\xE2\x80\xA8");
  event.mutable_comment()->set_state(v1::Comment::APPROVED);
  const EventBytes bytes = BytesOf(event);
  EXPECT_EQ(bytes.type, "comment");
  EXPECT_EQ(
      *bytes.bytes,
      absl::StrCat("event: comment\ndata: ", ToJson(event.comment()), "\n\n"));
  // Whatever the text is, it is one line of data.
  EXPECT_EQ(std::count(bytes.bytes->begin(), bytes.bytes->end(), '\n'), 3);
  EXPECT_EQ(bytes.bytes->find('\r'), std::string::npos);
}

TEST(EventBytes, SendBrowsersBackAtDifferentTimes) {
  std::set<int> waits_ms;
  for (int i = 0; i < 100; ++i) {
    int wait_ms = 0;
    char end[3] = "";
    ASSERT_EQ(sscanf(RetryBytes()->c_str(), "retry: %d%2[\n]", &wait_ms, end),
              2);
    EXPECT_STREQ(end, "\n\n");
    EXPECT_GE(wait_ms, 3000);
    EXPECT_LE(wait_ms, 8000);
    waits_ms.insert(wait_ms);
  }
  EXPECT_GT(waits_ms.size(), 50u);
}

TEST(EventBytes, ShowNothingThatIsNotPublished) {
  v1::Event event;
  event.set_comment_name("sites/daily/comments/7");
  event.set_type(v1::Event::RETRACTED);
  EXPECT_EQ(*BytesOf(event).bytes, "event: retract\ndata: {\"id\":\"7\"}\n\n");
  event.mutable_comment()->set_body("secret");
  event.mutable_comment()->set_state(v1::Comment::REJECTED);
  for (const auto type :
       {v1::Event::APPROVED, v1::Event::EDITED, v1::Event::HELD,
        v1::Event::REJECTED, v1::Event::SPAM, v1::Event::QUEUE_ALARM,
        v1::Event::TYPE_UNSPECIFIED}) {
    event.set_type(type);
    EXPECT_EQ(BytesOf(event).bytes, nullptr) << type;
  }
}

}  // namespace
}  // namespace winnow
