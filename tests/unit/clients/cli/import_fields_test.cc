#include "clients/cli/import_fields.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(FieldText, KeepsWhatFitsAndCutsNoLetterInTwo) {
  FieldText text;
  text.Add("before");
  text.Begin(5);
  text.Add("ab");
  text.Add("c\u00E9\u00E9");
  EXPECT_TRUE(text.cut());
  EXPECT_EQ(text.Take(), "abc\u00E9");
  text.Add("after");
  text.Begin(5);
  EXPECT_FALSE(text.cut());
  EXPECT_EQ(text.Take(), "");
}

TEST(ReadUtcTime, TakesTheTwoSpellingsAndNoTimeThatNobodyMeans) {
  const struct {
    const char* text;
    int64_t seconds;  // 0: refused
  } rows[] = {{"2014-05-06 07:08:09", 1399360089},
              {"2014-05-06T07:08:09Z", 1399360089},
              {" 2014-05-06T07:08:09 ", 1399360089},
              {"2014-05-06T09:08:09+02:00", 1399360089},
              {"0000-00-00 00:00:00", 0},
              {"1970-01-01 00:00:00", 0},
              {"2999-01-01 00:00:00", 0},
              {"2014-05-06", 0},
              {"yesterday", 0},
              {"", 0}};
  for (const auto& row : rows) {
    google::protobuf::Timestamp time;
    EXPECT_EQ(ReadUtcTime(row.text, time), row.seconds != 0) << row.text;
    EXPECT_EQ(time.seconds(), row.seconds) << row.text;
  }
}

TEST(PlainName, ReadsTheEntitiesThatNamesAreStoredWith) {
  EXPECT_EQ(PlainName(" Tom &amp; Jerry "), "Tom & Jerry");
  EXPECT_EQ(PlainName("O&#039;Neil &#8217; &lt;b&gt;"), "O'Neil \u2019 <b>");
  EXPECT_EQ(PlainName("AT&T & co; &#7; &#xD800; &nbsp;"),
            "AT&T & co; &#7; &#xD800; &nbsp;");
  EXPECT_EQ(PlainName("&amp;lt;"), "&lt;");
}

}  // namespace
}  // namespace winnow
