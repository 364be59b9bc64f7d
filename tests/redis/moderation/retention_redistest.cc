// What is kept for a time: what is not due stays, what is due goes, and every
// index and count is right afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/moderation/retention_room.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST_F(RetentionRoom, LeavesWhatIsNew) {
  const std::vector<Submitted> all = {Submit("published at once"),
                                      Submit("hold me"), Submit("awful words"),
                                      Submit(kSpam)};
  const SweptCounts swept = Sweep();
  EXPECT_EQ(swept.comments + swept.private_parts + swept.networks +
                swept.authors + swept.bans,
            0);
  for (const Submitted& one : all) EXPECT_TRUE(IsKept(one));
}

TEST_F(RetentionRoom, TakesSpamAfter15DaysAndRejectedAfter30) {
  const struct {
    std::string body;
    State state;
    double days;
    bool stays;
  } kRows[] = {{kSpam, State::kSpam, 14.9, true},
               {kSpam, State::kSpam, 15.1, false},
               {"awful words", State::kRejected, 29.9, true},
               {"awful words", State::kRejected, 30.1, false}};
  std::vector<Submitted> submitted;
  for (const auto& row : kRows) {
    submitted.push_back(
        Submit(absl::StrCat(row.body, " number ", submitted.size())));
    ASSERT_EQ(submitted.back().comment.state, row.state);
    MakeOlder(submitted.back(), Days(row.days));
  }
  const std::string author = Private(submitted[1], "author");
  EXPECT_EQ(Sweep().comments, 2);
  for (size_t i = 0; i < submitted.size(); ++i) {
    EXPECT_EQ(IsKept(submitted[i]), kRows[i].stays) << i;
  }
  EXPECT_EQ(Counts().spam, 1);
  EXPECT_EQ(Counts().rejected, 1);
  // It is known that they wrote spam, and of no comment any more.
  EXPECT_EQ(Author(author, "s"), "1");
  EXPECT_EQ(Author(author, std::string(submitted[1].comment.id.Bytes())), "");
  EXPECT_EQ(Sweep().comments, 0);
  EXPECT_EQ(
      Sweep({.spam = absl::Hours(1), .rejected = absl::Hours(1)}).comments, 2);
}

TEST_F(RetentionRoom, CountsFromTheDecisionNotFromTheComment) {
  const Submitted old = Submit("published at once");
  MakeOlder(old, Days(400));
  ASSERT_THAT(Decide(old, State::kRejected), IsOk());
  Sweep();
  EXPECT_TRUE(IsKept(old));
  // Undone, it is another decision.
  ASSERT_THAT(room_.moderation->Undo(room_.site, old.comment.id, std::nullopt,
                                     room_.moderator()),
              IsOk());
  ASSERT_THAT(Decide(old, State::kSpam), IsOk());
  DecideBefore(old, Days(14));
  EXPECT_EQ(Sweep().comments, 0);
  EXPECT_TRUE(IsKept(old));
  DecideBefore(old, Days(16));
  EXPECT_EQ(Sweep().comments, 1);
  EXPECT_FALSE(IsKept(old));
}

TEST_F(RetentionRoom, TakesThePrivatePart90DaysAfterTheDecision) {
  Submission submission = room_.CommentOf("an awful word");
  submission.author_id = "account-7";
  const Submitted refused = Submit(std::move(submission));
  ASSERT_THAT(Decide(refused, State::kApproved), IsOk());
  const Submitted other = Submit("published at once");
  MakeOlder(refused, Days(200));
  MakeOlder(other, Days(89));
  DecideBefore(refused, Days(89));
  SweptCounts swept = Sweep();
  EXPECT_EQ(swept.private_parts, 0);
  EXPECT_EQ(swept.networks, 2);
  EXPECT_THAT(Fields("private", refused),
              AllOf(Contains("email"), Contains("account"),
                    Not(Contains("host")), Not(Contains("subnet"))));
  ASSERT_FALSE(Read(refused).hidden.verdict.signals.empty());
  EXPECT_THAT(Read(refused).hidden.verdict.signals[0].spans, Not(IsEmpty()));

  DecideBefore(refused, Days(91));
  EXPECT_EQ(Sweep().private_parts, 1);
  EXPECT_THAT(Fields("private", refused),
              AllOf(Not(Contains("email")), Not(Contains("account")),
                    Contains("author"), Contains("verdict")));
  const StoredComment stripped = Read(refused);
  EXPECT_EQ(stripped.comment.body, "an awful word");
  EXPECT_EQ(stripped.comment.state, State::kApproved);
  ASSERT_FALSE(stripped.hidden.verdict.signals.empty());
  EXPECT_EQ(stripped.hidden.verdict.rule, "banned");
  for (const Signal& signal : stripped.hidden.verdict.signals) {
    EXPECT_THAT(signal.spans, IsEmpty());
  }
  EXPECT_THAT(Fields("private", other), Contains("email"));
  EXPECT_EQ(Sweep().private_parts, 0) << "once is enough";
}

TEST_F(RetentionRoom, KeepsHeldCommentsAndTheirAddresses) {
  const Submitted held = Submit("hold me");
  const Submitted leased = Submit("hold me too");
  MakeOlder(held, Days(800));
  MakeOlder(leased, Days(800));
  ASSERT_THAT(
      room_.leases->Next(
          {.site = room_.site}, *CommentFilter::Parse(""), /*sees_all=*/true,
          [](const StoredComment&) { return true; }, room_.moderator()),
      IsOk());
  const SweptCounts swept = Sweep();
  EXPECT_EQ(swept.comments, 0);
  EXPECT_EQ(swept.private_parts, 0);
  EXPECT_EQ(swept.networks, 2);
  for (const Submitted& one : {held, leased}) {
    EXPECT_TRUE(IsKept(one));
    EXPECT_THAT(Fields("private", one),
                AllOf(Contains("email"), Not(Contains("subnet"))));
  }
  EXPECT_EQ(Counts().held, 2);
}

TEST_F(RetentionRoom, KeepsNetworksThatABanStandsOn) {
  const Submitted banned = Submit("published at once");
  const Submitted other = Submit("published as well");
  const Submitted ended = Submit("published, too");
  for (const Submitted& one : {banned, other, ended}) MakeOlder(one, Days(8));
  const auto ban = [this](const Submitted& of, absl::Duration ends_in) {
    room_.Redis({"HSET", "…bans", absl::StrCat("n", Private(of, "subnet")),
                 absl::StrCat("r|x|", Ago(-ends_in))});
  };
  ban(banned, Days(1));
  ban(ended, -Days(1));
  EXPECT_EQ(Sweep().networks, 2);
  EXPECT_THAT(Fields("private", banned), Contains("subnet"));
  EXPECT_THAT(Fields("private", other), Not(Contains("subnet")));
  EXPECT_THAT(Fields("private", ended), Not(Contains("host")));
  // Not with the private part either.
  MakeOlder(banned, Days(91));
  EXPECT_EQ(Sweep().private_parts, 1);
  EXPECT_THAT(Fields("private", banned),
              AllOf(Contains("subnet"), Not(Contains("email"))));
  ban(banned, -Days(1));
  EXPECT_EQ(Sweep().networks, 1);
}

TEST_F(RetentionRoom, KeepsImportedShellsFromTheirArrivalOn) {
  // As an import leaves it, whose answers are still to come.
  const Submitted shell = Submit("published at once");
  ASSERT_THAT(Withdraw(shell), IsOk());
  MakeOlder(shell, Days(2000));
  room_.Redis({"HDEL", Key("comment:", shell), "updated"});
  room_.Redis({"HSET", Key("private:", shell), "source", "old-1"});
  EXPECT_EQ(Sweep().comments, 0);
  EXPECT_TRUE(IsKept(shell));
}

TEST_F(RetentionRoom, TakesWithdrawnCommentsOnceNoAnswerStandsBelow) {
  const Submitted alone = Submit("published at once");
  const Submitted parent = Submit("published as well");
  const Submitted answer = Answer(parent, "and this is why");
  ASSERT_THAT(Withdraw(alone), IsOk());
  ASSERT_THAT(Withdraw(parent), IsOk());
  DecideBefore(alone, Days(29));
  DecideBefore(parent, Days(31));
  EXPECT_EQ(Sweep().comments, 0);
  DecideBefore(alone, Days(31));
  EXPECT_EQ(Sweep().comments, 1);
  EXPECT_FALSE(IsKept(alone));
  EXPECT_TRUE(IsKept(parent));
  ASSERT_THAT(Decide(answer, State::kRejected), IsOk());
  EXPECT_EQ(Sweep().comments, 1);
  EXPECT_FALSE(IsKept(parent));
  EXPECT_TRUE(IsKept(answer));
}

TEST_F(RetentionRoom, TakesShellsOfErasedCommentsWithTheirLastAnswer) {
  const Submitted top = Submit("published at once");
  const Submitted middle = Answer(top, "the answer in the middle");
  const Submitted last = Answer(middle, "the last answer");
  for (const Submitted& one : {top, middle}) {
    ASSERT_THAT(Withdraw(one), IsOk());
    room_.Redis({"HSET", Key("private:", one), "erased", "1"});
  }
  EXPECT_EQ(Sweep().comments, 0);
  ASSERT_THAT(Decide(last, State::kSpam), IsOk());
  Sweep();
  EXPECT_FALSE(IsKept(middle));
  EXPECT_FALSE(IsKept(top));
  EXPECT_TRUE(IsKept(last));
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Counts().withdrawn, 0);
}

TEST_F(RetentionRoom, LeavesWhatChangedSinceItWasFound) {
  const Submitted spam = Submit(kSpam);
  MakeOlder(spam, Days(16));
  const DueComment due = {.id = spam.comment.id,
                          .revision = Read(spam).comment.revision};
  ASSERT_THAT(Decide(spam, State::kApproved), IsOk());
  EXPECT_EQ(retention_.Sweep(room_.site, {due}, {})->comments, 0);
  EXPECT_TRUE(IsKept(spam));
  // Nor does it take what is published, whoever asks.
  const DueComment wrong = {.id = spam.comment.id,
                            .revision = Read(spam).comment.revision};
  EXPECT_EQ(retention_.Sweep(room_.site, {wrong}, {})->comments, 0);
  EXPECT_TRUE(IsKept(spam));
}

TEST_F(RetentionRoom, ForgetsWhatAnAuthorCountedAndStillKnowsTheirComments) {
  const Submitted old = Submit("published at once");
  const Submitted recent = Submit("published as well");
  MakeOlder(old, Days(731));
  MakeOlder(recent, Days(731));
  const std::string author = Private(old, "author");
  const std::string busy = Private(recent, "author");
  room_.Redis({"HSET", absl::StrCat("…author:", author), "l", Ago(Days(731))});
  EXPECT_EQ(Sweep().authors, 1);
  for (const char* field : {"a", "f", "l"}) {
    EXPECT_EQ(Author(author, field), "") << field;
    EXPECT_NE(Author(busy, field), "") << field;
  }
  EXPECT_EQ(room_.Redis({"HLEN", absl::StrCat("…author:", author)}).integer(),
            1);
  // What is decided of old comments counts nothing any more.
  ASSERT_THAT(Decide(old, State::kRejected), IsOk());
  EXPECT_EQ(Author(author, "r"), "");
  EXPECT_EQ(Author(author, "a"), "");
  EXPECT_EQ(Read(old).author.approved, 0);
}

TEST_F(RetentionRoom, ForgetsAuthorsOfWhomNoCommentIsLeft) {
  const Submitted gone = Submit(absl::StrCat(kSpam, " one"));
  const Submitted back = Submit(absl::StrCat(kSpam, " two"));
  const std::string author = Private(gone, "author");
  const std::string other = Private(back, "author");
  MakeOlder(gone, Days(16));
  MakeOlder(back, Days(16));
  EXPECT_EQ(Sweep().comments, 2);
  EXPECT_TRUE(HasRecord(author)) << "their spam is remembered";
  for (const std::string& exact : {author, other}) {
    room_.Redis({"ZADD", "…idle-authors", "XX", Ago(Days(731)), exact});
  }
  room_.Redis({"HSET", absl::StrCat("…author:", author), "l", Ago(Days(731))});
  EXPECT_EQ(Sweep().authors, 1);
  EXPECT_FALSE(HasRecord(author));
  EXPECT_TRUE(HasRecord(other)) << "used since";
  EXPECT_EQ(room_.Redis({"ZCARD", "…idle-authors"}).integer(), 1);
  const SweptCounts swept = Sweep({.author_records = absl::Hours(1)});
  EXPECT_EQ(swept.authors, 0);
}

TEST_F(RetentionRoom, ForgetsBansThatHaveEnded) {
  for (const char* id : {"one", "two"}) {
    const std::string target = absl::StrCat("n", id);
    room_.Redis({"HSET", absl::StrCat("…ban:", id), "r", "record", "t", target,
                 "e", "1"});
    room_.Redis({"HSET", "…bans", target, absl::StrCat("r|", id, "|1")});
    room_.Redis({"ZADD", "…ban-ids", "1", id});
    room_.Redis(
        {"ZADD", "…ban-ends", id == std::string("one") ? "1" : "9e15", id});
  }
  EXPECT_EQ(Sweep().bans, 1);
  EXPECT_EQ(room_.Redis({"EXISTS", "…ban:one"}).integer(), 0);
  EXPECT_EQ(room_.Redis({"EXISTS", "…ban:two"}).integer(), 1);
}

TEST_F(RetentionRoom, GoesOnWhereARunStopped) {
  for (int i = 0; i < 230; ++i) {
    Submission submission = room_.CommentOf(absl::StrCat(kSpam, " number ", i));
    submission.trusted = true;
    MakeOlder(Submit(std::move(submission)), Days(16));
  }
  const absl::Time run = absl::Now();
  int64_t taken = 0;
  int calls = 0;
  const auto sweep = [&](int calls_max) {
    calls = 0;
    return SweepSite(
        retention_, room_.site,
        {.began = run,
         .clocks = {},
         .pages_repeated = 1,
         .go_on = [&] { return calls++ < calls_max; },
         .count = [&](const SweptCounts& more) { taken += more.comments; }});
  };
  // The first index has nothing; of the second, 100 comments and 50 of the
  // next.
  const auto stopped = sweep(1 + 5 + 3);
  ASSERT_THAT(stopped, IsOk());
  EXPECT_FALSE(*stopped);
  EXPECT_EQ(taken, 150);
  ExpectCountsRight();
  const auto place = retention_.Place(room_.site);
  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->step, 1u);
  EXPECT_TRUE(place->after);
  const auto ended = sweep(1000);
  ASSERT_THAT(ended, IsOk());
  EXPECT_TRUE(*ended);
  EXPECT_EQ(taken, 230);
  EXPECT_EQ(Counts().spam, 0);
  ExpectCountsRight();
}

TEST_F(RetentionRoom, WorksWithCommentsWhosePrivatePartIsGone) {
  Submission submission = room_.CommentOf("published at once");
  const std::string email = submission.email;
  const Submitted published = Submit(submission);
  submission.body = "published, by the same reader";
  const Submitted second = Submit(submission);
  MakeOlder(published, Days(91));
  EXPECT_EQ(Sweep().private_parts, 1);
  EXPECT_TRUE(Read(published).hidden.stripped);
  EXPECT_EQ(Read(published).hidden.author.exact,
            Read(second).hidden.author.exact);
  // Its author may still change it, and a person looks, since nothing tells
  // any more what the address would have said.
  room_.settings.edit_window = Days(365);
  room_.Apply(TestPolicy());
  EditRequest edit = {.site = room_.site, .id = published.comment.id};
  edit.texts.body = "published in other words";
  const auto edited =
      edits_.ByAuthor(edit, published.edit_token, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kHeld);
  EXPECT_EQ(Read(published).hidden.author.exact,
            Read(second).hidden.author.exact);
  EXPECT_FALSE(Read(published).hidden.stripped);
  ASSERT_THAT(Decide(published, State::kApproved), IsOk());
  ASSERT_THAT(room_.moderation->Undo(room_.site, published.comment.id,
                                     std::nullopt, room_.moderator()),
              IsOk());
  ASSERT_THAT(Withdraw(published), IsOk());
  ExpectCountsRight();
}

}  // namespace
}  // namespace winnow
