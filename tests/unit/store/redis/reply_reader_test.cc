#include "service/store/redis/reply_reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

std::string Print(const Reply& reply) {
  switch (reply.kind()) {
    case Reply::Kind::kNil:
      return "nil";
    case Reply::Kind::kInteger:
      return absl::StrCat(reply.integer());
    case Reply::Kind::kString:
      return absl::StrCat("'", reply.text(), "'");
    case Reply::Kind::kStatus:
      return absl::StrCat("+", reply.text());
    case Reply::Kind::kError:
      return absl::StrCat("-", reply.text());
    case Reply::Kind::kArray:
      break;
  }
  std::string out = "[";
  for (const Reply& item : reply.items())
    absl::StrAppend(&out, Print(item), " ");
  return out + "]";
}

// Several replies, one after the other, of every kind and nesting.
const char kStream[] =
    "+OK\r\n"
    ":-42\r\n"
    "$-1\r\n"
    "$0\r\n\r\n"
    "$20\r\nlonger than in-place\r\n"
    "*0\r\n"
    "*-1\r\n"
    "*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR no\r\n"
    "-LOADING wait\r\n";
const char kPrinted[] =
    "+OK;-42;nil;'';'longer than in-place';[];nil;[1 ['a' nil ] -ERR no ];"
    "-LOADING wait;";

TEST(ReplyReader, ReadsTheSameRepliesWhereverTheStreamIsCut) {
  const std::string stream = kStream;
  for (size_t piece = 1; piece <= stream.size(); ++piece) {
    ReplyReader reader;
    std::string printed;
    Reply reply;
    for (size_t at = 0; at < stream.size(); at += piece) {
      reader.Feed(absl::string_view(stream).substr(at, piece));
      while (true) {
        const absl::StatusOr<bool> whole = reader.Next(reply);
        ASSERT_THAT(whole, IsOk());
        if (!*whole) break;
        absl::StrAppend(&printed, Print(reply), ";");
      }
    }
    ASSERT_EQ(printed, kPrinted) << "pieces of " << piece;
  }
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
  for (const char* bad :
       {"HTTP/1.1 400 Bad Request\r\n", "*2000000000\r\n", "*-2\r\n", "$-2\r\n",
        "*1\r\n?\r\n",
        // Deeper than hiredis follows, and than any function of ours answers.
        "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"}) {
    ReplyReader reader;
    Reply reply;
    reader.Feed(bad);
    EXPECT_THAT(reader.Next(reply), StatusIs(absl::StatusCode::kInternal))
        << bad;
  }
}

TEST(ReplyReader, AfterAResetNothingIsLeftOfTheOldStream) {
  ReplyReader reader;
  Reply reply;
  reader.Feed("*2\r\n$100\r\nhalf of");
  ASSERT_THAT(reader.Next(reply), IsOkAndHolds(false));
  reader.Reset();
  reader.Feed("+OK\r\n");
  ASSERT_THAT(reader.Next(reply), IsOkAndHolds(true));
  EXPECT_EQ(Print(reply), "+OK");
}

}  // namespace
}  // namespace winnow
