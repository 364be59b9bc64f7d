// Erasing an author: what is gone afterwards, and what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/moderation/erasures_room.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ErasuresTest, LeavesNothingOfTheAuthorAndAllOfTheOthers) {
  const Submitted answered = ByAda("a fine quetzal, said alone");
  const Submitted answer = Answer(answered, "what is a quetzal-bird?");
  const Submitted alone = ByAda("another quetzal is over there");
  const Submitted elsewhere = ByAda("the third quetzal", "article-2");
  const Submitted held = ByAda("hold me, quetzal");
  ByAda("awful quetzal");
  ASSERT_THAT(Decide(ByAda("a quetzal for sale"), State::kSpam), IsOk());
  const Submitted withdrawn = ByAda("a quetzal to be withdrawn");
  ASSERT_THAT(Withdraw(withdrawn), IsOk());
  // One of hers below somebody else's.
  const Submitted others = Submit("a fine ostrich");
  const Submitted below =
      ByAda("an answering quetzal", "", others.comment.id.ToString());
  ASSERT_THAT(Report("karl", alone), IsOk());
  ASSERT_THAT(marks_.AddNote({.site = room_.site, .id = alone.comment.id},
                             "Ada Byron called about this", room_.moderator()),
              IsOk());
  const std::string exact = Ada();
  ASSERT_THAT(File(), HasSubstr("quetzal"));
  ASSERT_THAT(File(), HasSubstr(exact));

  const auto would = erasures_.Preview(room_.site, exact, false);
  ASSERT_THAT(would, IsOk());
  EXPECT_EQ(would->progress.comments, 8);
  EXPECT_EQ(would->progress.emails, 7);  // the withdrawn one has none
  EXPECT_EQ(would->progress.texts, 2);
  EXPECT_EQ(would->progress.retractions, 4);
  EXPECT_EQ(Counts().held, 1);
  EXPECT_EQ(Counts().rejected, 1);
  EXPECT_EQ(Counts().spam, 1);
  EXPECT_EQ(Counts().approved, 6);

  const std::string before = Latest();
  const ErasureReceipt receipt = Erase(erasure_);
  EXPECT_EQ(receipt.progress.comments, 8);
  EXPECT_EQ(receipt.progress.emails, 7);
  EXPECT_EQ(receipt.progress.texts, 2);
  EXPECT_EQ(receipt.progress.retractions, 4);
  EXPECT_EQ(receipt.progress.remaining, 0);
  EXPECT_THAT(EventsAfter(before),
              ElementsAre(EventType::kRetracted, EventType::kRetracted,
                          EventType::kRetracted, EventType::kRetracted));

  const std::string file = File();
  // The other's answer has a word of its own.
  EXPECT_EQ(CountIn(file, "quetzal"), CountIn(file, "quetzal-bird"));
  for (const char* what : {"Ada", "Byron", "mail.example", "article-1-"}) {
    EXPECT_THAT(file, Not(HasSubstr(what)));
  }
  EXPECT_EQ(CountIn(file, exact), 0U);

  const auto shell = room_.moderation->Get(room_.site, answered.comment.id);
  ASSERT_THAT(shell, IsOk());
  EXPECT_EQ(shell->comment.state, State::kWithdrawn);
  EXPECT_TRUE(shell->comment.deleted);
  EXPECT_EQ(shell->comment.body, "");
  EXPECT_EQ(shell->comment.reply_count, 1);
  EXPECT_EQ(shell->hidden.author.exact, "");
  EXPECT_EQ(shell->hidden.author.folded, "");
  EXPECT_EQ(shell->hidden.sketch, "");
  for (const Submitted* gone :
       {&alone, &elsewhere, &held, &withdrawn, &below}) {
    EXPECT_THAT(room_.moderation->Get(room_.site, gone->comment.id),
                StatusIs(absl::StatusCode::kNotFound));
  }
  EXPECT_EQ(Read(answer).comment.body, "what is a quetzal-bird?");
  EXPECT_EQ(Read(others).comment.reply_count, 0);
  EXPECT_EQ(Counted(), 2);
  EXPECT_EQ(OwnCommentsTest::Listed().size(), 3U);
  EXPECT_EQ(Counts().held, 0);
  EXPECT_EQ(Counts().spam, 0);
  EXPECT_EQ(Counts().rejected, 0);
  ExpectCountsRight();

  // Nobody is there any more, but the erasure tells what it did.
  EXPECT_THAT(erasures_.Preview(room_.site, exact, false),
              StatusIs(absl::StatusCode::kNotFound));
  const auto again = erasures_.GoOn(room_.site, erasure_, site_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->progress.comments, 8);
  EXPECT_THAT(Begin(MakeUuidV7(absl::Now(), SystemRandom())),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ErasuresTest, IsOneRecordInHistoryHoweverOftenItIsRepeated) {
  ByAda("a fine quetzal");
  Erase(erasure_);
  ASSERT_THAT(erasures_.GoOn(room_.site, erasure_, room_.moderator()), IsOk());
  const Reply records = room_.Redis({"XLEN", "…audit"});
  EXPECT_EQ(records.integer(), 1);
}

TEST_F(ErasuresTest, KeepsTheTextsWithoutTheirAuthor) {
  const Submitted published = ByAda("a fine quetzal");
  const Submitted held = ByAda("hold me, quetzal");
  ASSERT_THAT(Report("karl", published), IsOk());
  ASSERT_THAT(marks_.AddNote({.site = room_.site, .id = held.comment.id},
                             "Ada Byron called", room_.moderator()),
              IsOk());
  const std::string exact = Ada();
  const std::string before = Latest();
  const ErasureReceipt receipt = Erase(erasure_, /*keep_text=*/true);
  EXPECT_EQ(receipt.progress.comments, 2);
  EXPECT_EQ(receipt.progress.emails, 2);
  EXPECT_EQ(receipt.progress.texts, 1);
  EXPECT_EQ(receipt.progress.retractions, 0);
  EXPECT_THAT(EventsAfter(before), ElementsAre(EventType::kEdited));
  const std::string file = File();
  for (const char* what : {"Ada", "Byron", "mail.example"}) {
    EXPECT_THAT(file, Not(HasSubstr(what)));
  }
  EXPECT_EQ(CountIn(file, exact), 0U);
  const StoredComment kept = Read(published);
  EXPECT_EQ(kept.comment.body, "a fine quetzal");
  EXPECT_EQ(kept.comment.state, State::kApproved);
  EXPECT_EQ(kept.comment.display_name, "");
  EXPECT_EQ(kept.comment.revision, 2);
  EXPECT_EQ(kept.hidden.author.exact, "");
  EXPECT_TRUE(kept.hidden.email.bytes.empty());
  EXPECT_EQ(kept.reports.count, 1);
  EXPECT_TRUE(Read(held).hidden.notes.empty());
  // It goes on as any other.
  EXPECT_THAT(Decide(held, State::kApproved), IsOk());
  EXPECT_EQ(Counted(), 2);
  ExpectCountsRight();
}

TEST_F(ErasuresTest, WorksInStepsAndTakesWhatComesMeanwhile) {
  for (int i = 0; i < 2200; ++i) ByAda(absl::StrCat("quetzal number ", i));
  const auto first = Begin(erasure_);
  ASSERT_THAT(first, IsOk());
  EXPECT_GT(first->progress.remaining, 0);
  EXPECT_FALSE(first->rewritten);
  EXPECT_EQ(first->progress.comments + first->progress.remaining, 2200);
  ByAda("one more quetzal");
  ErasureReceipt receipt = *first;
  for (int i = 0; i < 10 && receipt.progress.remaining > 0; ++i) {
    receipt = *erasures_.GoOn(room_.site, erasure_, room_.moderator());
  }
  EXPECT_EQ(receipt.progress.comments, 2201);
  EXPECT_EQ(receipt.progress.remaining, 0);
  EXPECT_EQ(receipt.progress.retractions, 2201);
  ExpectCountsRight();
}

TEST_F(ErasuresTest, TellsWhichSubscriptionHasNotSeenTheRetractions) {
  ByAda("a fine quetzal");
  ASSERT_THAT(
      room_.store->Acknowledge(room_.site, "website", Latest(), absl::Now()),
      IsOk());
  const ErasureReceipt receipt = Erase(erasure_);
  ASSERT_EQ(receipt.pending.size(), 1U);
  EXPECT_EQ(receipt.pending[0].subscription, "website");
  EXPECT_EQ(receipt.pending[0].count, 1);
  ASSERT_THAT(
      room_.store->Acknowledge(room_.site, "website", Latest(), absl::Now()),
      IsOk());
  const auto seen = erasures_.GoOn(room_.site, erasure_, room_.moderator());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->pending[0].count, 0);
}

TEST_F(ErasuresTest, KnowsARequestAgainWhenNobodyIsFoundAnyMore) {
  const Submitted only = ByAda("a fine quetzal");
  const AuthorChoice choice = {.comment = only.comment.id, .email = ""};
  const auto first =
      erasures_.Begin(room_.site, erasure_, choice, false, "r1", site_);
  ASSERT_THAT(first, IsOk());
  // Its answer was lost, and the comment is gone.
  const auto second =
      erasures_.Begin(room_.site, MakeUuidV7(absl::Now(), SystemRandom()),
                      choice, false, "r1", site_);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->progress.id, erasure_);
  EXPECT_EQ(second->progress.comments, 1);
  EXPECT_THAT(
      erasures_.Begin(room_.site, MakeUuidV7(absl::Now(), SystemRandom()),
                      choice, true, "r1", site_),
      StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(ErasuresTest, ThatIsDoneTakesNothingMore) {
  ByAda("a fine quetzal");
  Erase(erasure_);
  const Submitted after = ByAda("the quetzal is back");
  const auto again = erasures_.GoOn(room_.site, erasure_, site_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->progress.comments, 1);
  EXPECT_EQ(Read(after).comment.body, "the quetzal is back");
}

TEST_F(ErasuresTest, LeavesNoShellOfAChainThatWasAllTheirs) {
  const Submitted root = Submit("a fine ostrich");
  Submitted above = ByAda("a quetzal", "", root.comment.id.ToString());
  for (int i = 0; i < 3; ++i) {
    above = ByAda(absl::StrCat("a deeper quetzal ", i), "",
                  above.comment.id.ToString());
  }
  Erase(erasure_);
  EXPECT_EQ(Counts().withdrawn, 0);
  EXPECT_EQ(Counts().approved, 1);
  EXPECT_EQ(OwnCommentsTest::Listed().size(), 1U);
  EXPECT_EQ(Read(root).comment.reply_count, 0);
  ExpectCountsRight();
}

TEST_F(ErasuresTest, LeavesWhatFindsCopiesOfOthers) {
  const std::string text =
      "buy these wonderful cheap watches at our little shop around the corner";
  const Submitted first = Submit(text);
  const Submitted copy = ByAda(text);
  ASSERT_EQ(Read(copy).hidden.cluster, first.comment.id);
  Erase(erasure_);
  EXPECT_EQ(Read(Submit(text)).hidden.cluster, first.comment.id);
}

class ErasedBansTest : public ErasuresTest {
 protected:
  Ban BanAuthorOf(const Submitted& made, absl::Duration duration) {
    Ban ban;
    ban.id = MakeUuidV7(absl::Now(), SystemRandom());
    ban.comment = made.comment.id;
    ban.reason = "insults quetzals";
    ban.author_handle = made.comment.author_handle;
    ban.key_name = "Mona";
    ban.banned_key = Read(made).hidden.author.folded;
    BanChange change;
    change.site = room_.site;
    auto stands = room_.bans->Create(change, ban, duration);
    EXPECT_THAT(stands, IsOk());
    return stands->ban;
  }

  Ban Stored(const Uuid& id) {
    auto ban = room_.bans->Get(room_.site, id);
    EXPECT_THAT(ban, IsOk());
    return ban.ok() ? *std::move(ban) : Ban();
  }
};

TEST_F(ErasedBansTest, AreAPseudonymForAYear) {
  const Ban ban =
      BanAuthorOf(ByAda("a fine quetzal"), absl::InfiniteDuration());
  EXPECT_EQ(Stored(ban.id).reason, "insults quetzals");
  const ErasureReceipt receipt = Erase(erasure_);
  EXPECT_THAT(
      receipt.kept,
      Contains(AllOf(HasSubstr(absl::StrCat("the ban ", ban.id.ToString())),
                     HasSubstr("pseudonym alone"), HasSubstr("365 days"))));
  const Ban after = Stored(ban.id);
  EXPECT_EQ(after.banned_key, ban.banned_key);
  EXPECT_EQ(after.key_name, "Mona");
  EXPECT_EQ(after.reason, "");
  EXPECT_EQ(after.author_handle, "");
  EXPECT_FALSE(after.comment);
  EXPECT_LE(after.end_time, absl::Now() + absl::Hours(365 * 24));
  EXPECT_GT(after.end_time, absl::Now() + absl::Hours(364 * 24));
  EXPECT_EQ(CountIn(File(), "insults quetzals"), 0U);
  // Who comes back is banned still.
  EXPECT_EQ(Read(ByAda("another quetzal")).hidden.author_ban,
            ban.id.ToString());
}

TEST_F(ErasedBansTest, EndWhenTheyWouldHaveEndedWhereThatIsSooner) {
  const Ban ban = BanAuthorOf(ByAda("a fine quetzal"), absl::Hours(48));
  Erase(erasure_);
  const Ban after = Stored(ban.id);
  EXPECT_EQ(after.end_time, ban.end_time);
  EXPECT_EQ(after.reason, "");
}

TEST_F(ErasuresTest, RefusesWhomItDoesNotKnow) {
  EXPECT_THAT(authors_.AuthorOf(room_.site, {.comment = {}, .email = "ada"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(authors_.AuthorOf(room_.site, {.comment = erasure_, .email = ""}),
              StatusIs(absl::StatusCode::kNotFound));
  const std::string exact = Ada();
  EXPECT_THAT(erasures_.Preview(room_.site, exact, false),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("account id")));
  EXPECT_THAT(Begin(erasure_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(*log_->Size(), 0);
  EXPECT_THAT(erasures_.GoOn(room_.site, erasure_, room_.moderator()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("30 days")));
  // Who wrote it is not known, and nobody else is erased in their place.
  Submission nameless = room_.CommentOf("hold me, said nobody");
  nameless.email = "";
  const auto submitted = room_.Submit(std::move(nameless));
  if (submitted.ok()) {
    EXPECT_THAT(authors_.AuthorOf(room_.site, {.comment = submitted->comment.id,
                                               .email = ""}),
                StatusIs(absl::StatusCode::kFailedPrecondition));
  }
}

}  // namespace
}  // namespace winnow
