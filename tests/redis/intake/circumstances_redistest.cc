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
