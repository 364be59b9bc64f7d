// What winnowd says when Redis answers what it should not: never a reader's
// words, though Redis' own errors may quote them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/fault/fault_room.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kWords[] = "Quastenflosser";

class SpoiledRedis : public testing::Test {
 protected:
  absl::StatusOr<v1::SubmitCommentResponse> Submit() {
    ++submitted_;
    return room_.Submit(
        absl::StrCat(kWords, submitted_),
        absl::StrCat(kWords, " is what I say. ", SomeText(submitted_, 60)),
        absl::StrCat("news/", kWords));
  }

  // Spoils the site with a script that gets its keys' beginning.
  void Spoil(const std::string& script) {
    ASSERT_EQ(room_.Redis({"EVAL", script + " return 'spoiled'", "1",
                           "winnow:{daily}:"}),
              "spoiled");
  }

  // The log has grown by an internal error, and by nothing of the reader's.
  void ExpectAnInternalErrorWithoutWords(const std::string& what) {
    std::string log;
    // The line may come behind the answer.
    EXPECT_TRUE(Eventually([&] {
      log = room_.Log();
      return absl::StrContains(log.substr(seen_), "event=internal_error");
    })) << what;
    seen_ = log.size();
    EXPECT_FALSE(absl::StrContains(absl::AsciiStrToLower(log),
                                   absl::AsciiStrToLower(kWords)))
        << what << "\n"
        << log;
  }

  FaultRoom room_;
  int submitted_ = 0;
  size_t seen_ = 0;
};

TEST_F(SpoiledRedis, InternalErrorsNeverQuoteWhatAReaderWrote) {
  const auto stored = Submit();
  ASSERT_THAT(stored, IsOk());
  const std::string name = stored->comment().name();

  // A comment that cannot be read: each field holds the reader's words.
  Spoil(
      absl::StrCat("local p = KEYS[1] "
                   "local id = redis.call('ZRANGE', p .. 'approved', 0, 0)[1] "
                   "for _, part in ipairs({'comment:', 'private:'}) do "
                   "  local key = p .. part .. id "
                   "  for _, f in ipairs(redis.call('HKEYS', key)) do "
                   "    redis.call('HSET', key, f, '",
                   kWords, "') end end"));
  const auto read = room_.site().Get(name);
  EXPECT_THAT(read.status().ToString(), Not(HasSubstr(kWords)));
  EXPECT_EQ(room_.StateOf(name), "");
  ExpectAnInternalErrorWithoutWords("a damaged comment");

  // A function that breaks off in the middle, at a key of another kind.
  Spoil(
      "redis.call('DEL', KEYS[1] .. 'feed') "
      "redis.call('SET', KEYS[1] .. 'feed', 'x')");
  const auto broken = Submit();
  EXPECT_THAT(broken, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(broken.status().ToString(), Not(HasSubstr(kWords)));
  ExpectAnInternalErrorWithoutWords("a key of another kind");
  Spoil("redis.call('DEL', KEYS[1] .. 'feed')");

  // Redis quotes the arguments of what it does not know.
  ASSERT_EQ(room_.Redis({"ACL", "SETUSER", "winnow", "-fcall"}), "OK");
  const auto forbidden = Submit();
  EXPECT_THAT(forbidden, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(forbidden.status().ToString(), Not(HasSubstr(kWords)));
  ExpectAnInternalErrorWithoutWords("a right that is missing");
  ASSERT_EQ(room_.Redis({"ACL", "SETUSER", "winnow", "+fcall"}), "OK");

  // A library that is not ours and quotes what it was given.
  const std::string library =
      "#!lua name=winnow_v1\n"
      "redis.register_function('w1_gather', function(keys, args) "
      "return redis.error_reply(\"ERR cannot take '\" .. table.concat(args, "
      "' ') .. \"' as it is: " +
      std::string(kWords) + "\") end)";
  EXPECT_EQ(room_.Redis({"FUNCTION", "LOAD", "REPLACE", library}), "winnow_v1");
  const auto quoted = Submit();
  EXPECT_THAT(quoted, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(quoted.status().ToString(), Not(HasSubstr(kWords)));
  ExpectAnInternalErrorWithoutWords("an error that quotes");
}

}  // namespace
}  // namespace winnow
