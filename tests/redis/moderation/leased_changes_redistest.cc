// What a lease means for those who change the comment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/moderation/edits.h"
#include "service/moderation/own_comments.h"
#include "tests/redis/moderation/lease_room.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class LeasedChanges : public LeaseRoom {};

TEST_F(LeasedChanges, RefusesAnothersDecisionAndChangesNothing) {
  const Uuid id = room_.Post("hold me please");
  const StoredComment leased = Take(ines_);
  EXPECT_THAT(
      Decide(karl_, id),
      StatusIs(kRefused, AllOf(HasSubstr("Ines is working on this comment"),
                               HasSubstr(absl::FormatTime(
                                   "until %Y-%m-%dT%H:%M:%SZ",
                                   leased.lease->end, absl::UTCTimeZone())))));
  DecisionRequest request;
  request.site = room_.site;
  request.id = id;
  for (const bool dry_run : {true, false}) {
    EXPECT_THAT(
        room_.moderation->DecideBatch({request}, dry_run, karl_)[0].status,
        StatusIs(kRefused, HasSubstr("Ines")));
  }
  EXPECT_EQ(room_.moderation->Get(room_.site, id)->comment.revision, 1);
  EXPECT_THAT(Actions(id), IsEmpty());
  EXPECT_EQ(room_.Redis({"EXISTS", "…audit"}).integer(), 0);
  // Her own lease does not hinder her and ends with the decision.
  EXPECT_THAT(Decide(ines_, id, {leased.lease->token}), IsOk());
  EXPECT_EQ(Kept(), 0);
}

TEST_F(LeasedChanges, RefusesADecisionUnderALeaseThatHasEnded) {
  const Uuid id = room_.Post("hold me please");
  const std::string token = Take(ines_).lease->token;
  EXPECT_THAT(Decide(ines_, id, {std::string(32, '0')}),
              StatusIs(kRefused, HasSubstr("has ended or was taken over")));
  EndLease(id);
  EXPECT_THAT(Decide(ines_, id, {token}),
              StatusIs(kRefused, HasSubstr("has ended")));
  EXPECT_EQ(room_.moderation->Get(room_.site, id)->comment.state, State::kHeld);
  // Who names none works on what nobody has.
  EXPECT_THAT(Decide(ines_, id), IsOk());
  EXPECT_EQ(Kept(), 0);
}

TEST_F(LeasedChanges, TakesALeaseOverWithADecisionAndRecordsIt) {
  const Uuid id = room_.Post("hold me please");
  Take(ines_);
  ASSERT_THAT(Decide(karl_, id, {.steals = true}), IsOk());
  EXPECT_THAT(Actions(id), ElementsAre(HistoryAction::kLeaseStolen,
                                       HistoryAction::kApproved));
  const auto history = room_.moderation->History(room_.site, id);
  EXPECT_EQ(history->front().key_name, "Karl");
  EXPECT_EQ(history->front().to, State::kHeld);
  EXPECT_EQ(history->front().revision, 1);
  EXPECT_EQ(Kept(), 0);
  // It is no decision: what is taken back is the approval.
  const auto undone =
      room_.moderation->Undo(room_.site, id, std::nullopt, karl_);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->comment.state, State::kHeld);
  EXPECT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, karl_),
              StatusIs(kRefused, HasSubstr("no decision")));
}

TEST_F(LeasedChanges, RecordsNoStealWhereNobodyHasALease) {
  const Uuid id = room_.Post("hold me please");
  ASSERT_THAT(Decide(karl_, id, {.steals = true}), IsOk());
  EXPECT_THAT(Actions(id), ElementsAre(HistoryAction::kApproved));
}

TEST_F(LeasedChanges, RefusesAnotherModeratorsEditAndNotTheAuthors) {
  Edits edits(*room_.store, *room_.live, RealClock());
  const auto submitted = room_.Submit(room_.CommentOf("hold me please"));
  ASSERT_THAT(submitted, IsOk());
  const Uuid id = submitted->comment.id;
  ASSERT_THAT(Decide(ines_, id), IsOk());
  ASSERT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, ines_),
              IsOk());
  Take(ines_);
  EditRequest edit;
  edit.site = room_.site;
  edit.id = id;
  edit.texts.body = "hold me, shorter";
  EXPECT_THAT(edits.ByModerator(edit, karl_),
              StatusIs(kRefused, HasSubstr("Ines")));
  EXPECT_EQ(room_.moderation->Get(room_.site, id)->comment.body,
            "hold me please");
  // Her own, and the author's, go on; she keeps it.
  edit.texts.body = "hold me, a little";
  EXPECT_THAT(edits.ByModerator(edit, ines_), IsOk());
  edit.texts.body = "hold me, says the author";
  EXPECT_THAT(edits.ByAuthor(edit, submitted->edit_token, karl_), IsOk());
  ASSERT_TRUE(room_.moderation->Get(room_.site, id)->lease);
  // Karl's takes it from her, and gives it back to the queue.
  edit.texts.body = "hold me, says Karl";
  edit.steals_lease = true;
  EXPECT_THAT(edits.ByModerator(edit, karl_), IsOk());
  EXPECT_EQ(Kept(), 0);
  EXPECT_EQ(room_.Redis({"ZCARD", "…held"}).integer(), 1);
  const std::vector<HistoryAction> actions = Actions(id);
  ASSERT_GE(actions.size(), 2u);
  EXPECT_EQ(actions[actions.size() - 2], HistoryAction::kLeaseStolen);
  EXPECT_EQ(actions.back(), HistoryAction::kEdited);
}

TEST_F(LeasedChanges, RefusesToTakeBackADecisionOnWhatAnotherHasLeased) {
  const Uuid id = room_.Post("hold me please");
  ASSERT_THAT(Decide(ines_, id), IsOk());
  DecisionRequest reject;
  reject.site = room_.site;
  reject.id = id;
  reject.to = State::kRejected;
  ASSERT_THAT(room_.moderation->Decide(reject, ines_), IsOk());
  // Held again while one decision still stands.
  room_.Redis({"HSET", "…comment:" + std::string(id.Bytes()), "state", "H"});
  room_.Redis({"ZREM", "…rejected", std::string(id.Bytes())});
  room_.Redis({"ZADD", "…held", "5", std::string(id.Bytes())});
  Take(ines_);
  EXPECT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, karl_),
              StatusIs(kRefused, HasSubstr("Ines")));
  EXPECT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, ines_),
              IsOk());
  EXPECT_EQ(Kept(), 0);
}

TEST_F(LeasedChanges, LetsAnAuthorTakeBackWhatIsLeased) {
  const auto submitted = room_.Submit(room_.CommentOf("hold me please"));
  ASSERT_THAT(submitted, IsOk());
  Take(ines_);
  OwnComments own(*room_.store, *room_.live, RealClock());
  EXPECT_THAT(own.Withdraw({.site = room_.site,
                            .id = submitted->comment.id,
                            .edit_token = submitted->edit_token},
                           karl_),
              IsOk());
  EXPECT_EQ(Kept(), 0);
  EXPECT_EQ(room_.store->CountStates(room_.site)->held, 0);
}

TEST_F(LeasedChanges, RefusesToRescreenWhatAnotherHasLeased) {
  const Uuid id = room_.Post("hold me please");
  Take(ines_);
  Policy lenient = TestPolicy();
  std::erase_if(lenient.rules,
                [](const Rule& rule) { return rule.name == "suspect"; });
  room_.Apply(lenient);
  const auto rescreen = [&](const Principal& who, bool dry_run) {
    const auto rows = room_.moderation->Rescreen(
        room_.site, {*room_.moderation->Get(room_.site, id)}, dry_run, "", who);
    EXPECT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), 1u);
    return rows->front().status;
  };
  for (const bool dry_run : {true, false}) {
    EXPECT_THAT(rescreen(karl_, dry_run),
                StatusIs(kRefused, HasSubstr("Ines")));
  }
  EXPECT_THAT(rescreen(ines_, false), IsOk());
  EXPECT_EQ(Kept(), 0);
}

}  // namespace
}  // namespace winnow
