// What screening learns from the store, and what is kept of it, on a real
// Redis.
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/intake/intake.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

TEST(Circumstances, KnowsHowDeepAReplyStandsAndWhomItAnswers) {
  Newsroom room;
  Submission submission = room.CommentOf("A first remark.");
  for (int depth = 0; depth < 4; ++depth) {
    const auto submitted = room.Submit(submission);
    ASSERT_THAT(submitted, IsOk());
    const auto stored = room.moderation->Get(room.site, submitted->comment.id);
    ASSERT_THAT(stored, IsOk());
    EXPECT_EQ(stored->hidden.depth, depth);
    const auto& signals = stored->hidden.verdict.signals;
    EXPECT_EQ(std::any_of(signals.begin(), signals.end(),
                          [](const Signal& signal) {
                            return signal.name == "reply_to_self";
                          }),
              depth > 0);
    submission.parent = submitted->comment.id.ToString();
    submission.body = absl::StrCat("And remark ", depth);
  }
}

TEST(Circumstances, TellsWhoReadsACommentWhatItsAuthorDidLately) {
  Newsroom room;
  const Uuid id = room.Post("A remark.");
  const auto before = room.moderation->Get(room.site, id);
  ASSERT_THAT(before, IsOk());
  const absl::Time now = absl::Now();
  const int64_t week = (now - absl::UnixEpoch()) / absl::Hours(7 * 24);
  // Forty approved before this week, four refused since.
  ASSERT_THAT(
      room.redis->Call("winnow:{daily}:",
                       Command("HSET")
                           .Append(absl::StrCat("winnow:{daily}:author:",
                                                before->hidden.author.exact))
                           .Append("a")
                           .Append("40")
                           .Append("r")
                           .Append("4")
                           .Append("f")
                           .Append(absl::StrCat(
                               absl::ToUnixMillis(now - absl::Hours(100 * 24))))
                           .Append("w")
                           .Append(absl::StrCat(week, ":40:0")),
                       {}),
      IsOk());
  const auto after = room.moderation->Get(room.site, id);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->author.approved, 40);
  EXPECT_EQ(after->author.approved_lately, 0);
  EXPECT_EQ(after->author.refused_lately, 4);
}

TEST(Circumstances, KeepsTheLanguageOfAText) {
  Newsroom room;
  const Uuid german = room.Post("Das ist nicht die Lösung, die wir brauchen.");
  EXPECT_EQ(room.moderation->Get(room.site, german)->hidden.verdict.language,
            "de");
  const Uuid unknown = room.Post("Hm.");
  EXPECT_EQ(room.moderation->Get(room.site, unknown)->hidden.verdict.language,
            "und");
}

}  // namespace
}  // namespace winnow
