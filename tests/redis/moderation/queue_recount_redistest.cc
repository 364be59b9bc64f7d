#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/own_comments.h"
#include "service/moderation/queue_recount.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

// Comments of every state; one is leased.
class Recounting : public testing::Test {
 protected:
  Recounting() {
    for (int i = 0; i < 130; ++i) {
      held_ = room_.Post(absl::StrCat("hold me, said number ", i));
    }
    approved_ = room_.Post("a fine remark");
    rejected_ = room_.Post("an awful remark");
    LeaseRequest request;
    request.site = room_.site;
    request.length = absl::Minutes(5);
    const auto leased = room_.leases->Next(
        request, *CommentFilter::Parse(""), /*sees_all=*/true,
        [](const StoredComment&) { return true; }, room_.moderator());
    EXPECT_THAT(leased, IsOk());
    leased_ = leased->comments.front().comment.id;
  }

  // Recounts, each part from what a page token would keep.
  QueueRecount Recount() {
    RecountProgress progress;
    QueueRecount whole;
    while (true) {
      const auto part = RecountQueue(*room_.queue, room_.site, progress);
      EXPECT_THAT(part, IsOk());
      if (!part.ok()) return whole;
      whole.misplaced.insert(whole.misplaced.end(), part->misplaced.begin(),
                             part->misplaced.end());
      whole.counts = part->counts;
      if (part->done) return whole;
      const auto read =
          RecountProgress::Decode(progress.Encode(), progress.after_id);
      EXPECT_TRUE(read);
      progress = *read;
    }
  }

  Newsroom room_;
  Uuid held_;
  Uuid leased_;
  Uuid approved_;
  Uuid rejected_;
};

// The counts that differ, as "name counted/found".
std::vector<std::string> Differences(const QueueRecount& recount) {
  std::vector<std::string> different;
  for (const RecountedName& count : recount.counts) {
    if (count.counted == count.found) continue;
    different.push_back(
        absl::StrCat(count.name, " ", count.counted, "/", count.found));
  }
  return different;
}

TEST_F(Recounting, FindsNothingWrongWithTheQueueOfADay) {
  const QueueRecount recount = Recount();
  EXPECT_THAT(Differences(recount), IsEmpty());
  EXPECT_THAT(recount.misplaced, IsEmpty());
  ASSERT_EQ(recount.counts.size(), 8u);
  EXPECT_EQ(recount.counts[0].name, "held");
  EXPECT_EQ(recount.counts[0].counted, 130);
}

TEST_F(Recounting, TakesTheShellOfAWithdrawnCommentForWhatItIs) {
  const auto parent = room_.Submit(room_.CommentOf("what a day"));
  ASSERT_THAT(parent, IsOk());
  Submission answer = room_.CommentOf("what a night");
  answer.parent = parent->comment.id.ToString();
  ASSERT_THAT(room_.Submit(std::move(answer)), IsOk());
  OwnComments own(*room_.store, *room_.live, RealClock());
  ASSERT_THAT(own.Withdraw({.site = room_.site,
                            .id = parent->comment.id,
                            .edit_token = parent->edit_token},
                           room_.moderator()),
              IsOk());
  const QueueRecount recount = Recount();
  EXPECT_THAT(Differences(recount), IsEmpty());
  EXPECT_THAT(recount.misplaced, IsEmpty());
}

TEST_F(Recounting, FindsWhatIsBrokenByHand) {
  const std::string held(held_.Bytes());
  const std::string leased(leased_.Bytes());
  const std::string approved(approved_.Bytes());
  const std::string rejected(rejected_.Bytes());
  const std::string nobody(16, 'x');
  const std::string thread =
      room_.moderation->Get(room_.site, approved_)->hidden.thread_key;
  using Words = std::vector<std::string>;
  const struct {
    const char* name;
    Words breaks;
    Words mends;
    std::vector<std::string> counts;
    std::vector<Uuid> misplaced;
  } rows[] = {
      {"a held comment in no index",
       {"ZREM", "…held", held},
       {"ZADD", "…held", "7", held},
       {"held 129/130"},
       {held_}},
      {"a comment in two indexes",
       {"ZADD", "…spam", "7", rejected},
       {"ZREM", "…spam", rejected},
       {"spam 1/0"},
       {rejected_}},
      {"an entry without a comment",
       {"ZADD", "…approved", "7", nobody},
       {"ZREM", "…approved", nobody},
       {"approved 2/1"},
       {*UuidFromBytes(nobody)}},
      {"a state that no index knows",
       {"HSET", "…comment:" + rejected, "state", "S"},
       {"HSET", "…comment:" + rejected, "state", "R"},
       {"rejected 1/0", "spam 0/1"},
       {rejected_, rejected_}},
      {"a thread that has forgotten a comment",
       {"ZREM", "…approved:" + thread, approved},
       {"ZADD", "…approved:" + thread, "7", approved},
       {"approved by thread 0/1"},
       {approved_}},
      {"held and leased at once",
       {"ZADD", "…held", "7", leased},
       {"ZREM", "…held", leased},
       {"held 131/130"},
       {leased_}},
      {"a leased comment without a place to go back to",
       {"ZREM", "…leased-queue", leased},
       {"ZADD", "…leased-queue", "7", leased},
       {"places of leased comments 0/1"},
       {leased_}},
      {"a lease of nothing",
       {"HSET", "…leases", nobody, "?"},
       {"HDEL", "…leases", nobody},
       {"leases 2/1"},
       {}},
  };
  for (const auto& row : rows) {
    room_.Redis(row.breaks);
    const QueueRecount recount = Recount();
    EXPECT_EQ(Differences(recount), row.counts) << row.name;
    EXPECT_THAT(recount.misplaced, UnorderedElementsAreArray(row.misplaced))
        << row.name;
    room_.Redis(row.mends);
    EXPECT_THAT(Differences(Recount()), IsEmpty()) << row.name;
  }
}

TEST(RecountProgressText, RefusesWhatItDidNotWrite) {
  for (const char* text : {"", "1|2", "x|0|", "99|0||0|0|0|0|0|0|0|0|0|0|0|0",
                           "1|0||0|0|0|0|0|0|0|0|0|0|0|x"}) {
    EXPECT_FALSE(RecountProgress::Decode(text, {})) << text;
  }
}

}  // namespace
}  // namespace winnow
