// What authors take back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/own_comments.h"
#include "tests/redis/moderation/own_comments_room.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Withdrawals : public OwnCommentsTest {};

TEST_F(Withdrawals, RetractAPublishedCommentAndItsCounts) {
  const Submitted submitted = Submit("I like the old bridge");
  const std::string cursor = Latest();
  const auto withdrawn = Withdraw(submitted);
  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->comment.state, State::kWithdrawn);
  EXPECT_EQ(withdrawn->comment.revision, 2);
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kRetracted));
  EXPECT_EQ(Counts().approved, 0);
  EXPECT_EQ(Counts().withdrawn, 1);
  EXPECT_EQ(withdrawn->author.approved, 0);
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Counted(), 0);
  EXPECT_THAT(Actions(submitted), ElementsAre(HistoryAction::kWithdrawn));
}

TEST_F(Withdrawals, WorkFromEveryStateWithExactCounts) {
  const struct {
    const char* body;
    State state;
  } kRows[] = {{"fine", State::kApproved},
               {"hold me", State::kHeld},
               {"awful", State::kRejected}};
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.body);
    const Submitted submitted = Submit(row.body);
    ASSERT_EQ(submitted.comment.state, row.state);
    const auto withdrawn = Withdraw(submitted);
    ASSERT_THAT(withdrawn, IsOk());
    EXPECT_EQ(withdrawn->comment.state, State::kWithdrawn);
    EXPECT_EQ(withdrawn->author.approved + withdrawn->author.held +
                  withdrawn->author.rejected + withdrawn->author.spam,
              0);
  }
  const Submitted spam = Submit("buy here");
  ASSERT_THAT(Decide(spam, State::kSpam), IsOk());
  ASSERT_THAT(Withdraw(spam), IsOk());
  const StateCounts counts = Counts();
  EXPECT_EQ(counts.approved + counts.held + counts.rejected + counts.spam, 0);
  EXPECT_EQ(counts.withdrawn, 4);
}

TEST_F(Withdrawals, LeaveNeitherTextNorAddressNorNetwork) {
  const Submitted submitted = Submit("awful");
  ASSERT_THAT(Appeal(submitted, "It is about the film"), IsOk());
  ASSERT_THAT(Withdraw(submitted), IsOk());
  EXPECT_THAT(Fields("comment", submitted),
              testing::UnorderedElementsAre("v", "thread", "state", "created",
                                            "updated", "rev"));
  const std::vector<std::string> hidden = Fields("private", submitted);
  for (const char* gone : {"email", "host", "subnet", "account", "appeal"}) {
    EXPECT_EQ(std::count(hidden.begin(), hidden.end(), gone), 0) << gone;
  }
  for (const char* kept : {"author", "folded", "thread", "verdict"}) {
    EXPECT_EQ(std::count(hidden.begin(), hidden.end(), kept), 1) << kept;
  }
  for (const Signal& signal : Read(submitted).hidden.verdict.signals) {
    EXPECT_THAT(signal.spans, IsEmpty()) << signal.name;
    EXPECT_THAT(signal.entries, IsEmpty()) << signal.name;
  }
}

TEST_F(Withdrawals, OfAParentLeaveAnEmptyShellInItsPlace) {
  const Submitted first = Submit("first");
  const Submitted parent = Submit("parent");
  const Submitted reply = Answer(parent, "a reply");
  Submit("last");
  ASSERT_EQ(reply.comment.state, State::kApproved);
  ASSERT_THAT(Withdraw(parent), IsOk());
  const std::vector<Comment> listed = Listed();
  ASSERT_EQ(listed.size(), 4u);
  EXPECT_EQ(Counted(), 3);
  EXPECT_EQ(listed[0].id, first.comment.id);
  EXPECT_EQ(listed[1].id, parent.comment.id);
  EXPECT_TRUE(listed[1].deleted);
  EXPECT_EQ(listed[1].state, State::kWithdrawn);
  EXPECT_EQ(listed[1].body + listed[1].display_name + listed[1].website +
                listed[1].author_handle,
            "");
  EXPECT_EQ(listed[1].reply_count, 1);
  EXPECT_EQ(listed[2].parent, parent.comment.id);
  EXPECT_EQ(listed[2].body, "a reply");
}

TEST_F(Withdrawals, TakeTheShellAwayWithTheLastReplyAndBringItBack) {
  const Submitted parent = Submit("parent");
  const Submitted reply = Answer(parent, "a reply");
  ASSERT_THAT(Withdraw(parent), IsOk());
  ASSERT_THAT(Decide(reply, State::kRejected), IsOk());
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_FALSE(Read(parent).comment.deleted);
  ASSERT_THAT(Decide(reply, State::kApproved), IsOk());
  EXPECT_EQ(Listed().size(), 2u);
  EXPECT_EQ(Counted(), 1);
  ASSERT_THAT(Withdraw(reply), IsOk());
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Counted(), 0);
}

TEST_F(Withdrawals, KeepShellsAboveShells) {
  const Submitted top = Submit("top");
  const Submitted middle = Answer(top, "middle");
  const Submitted bottom = Answer(middle, "bottom");
  ASSERT_THAT(Withdraw(middle), IsOk());
  ASSERT_THAT(Withdraw(top), IsOk());
  EXPECT_EQ(Listed().size(), 3u);
  EXPECT_EQ(Counted(), 1);
  ASSERT_THAT(Withdraw(bottom), IsOk());
  EXPECT_THAT(Listed(), IsEmpty());
  EXPECT_EQ(Counted(), 0);
}

TEST_F(Withdrawals, AreIdempotent) {
  const Submitted submitted = Submit("a text");
  OwnRequest request = Of(submitted);
  request.revision = 1;
  ASSERT_THAT(own_.Withdraw(request, site_), IsOk());
  const auto again = own_.Withdraw(request, site_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.revision, 2);
  EXPECT_EQ(Actions(submitted).size(), 1u);
  EXPECT_EQ(Counts().withdrawn, 1);
}

TEST_F(Withdrawals, NeedTheTokenTheWindowAndTheEtag) {
  const Submitted submitted = Submit("a text");
  OwnRequest request = Of(submitted);
  request.edit_token = Submit("another").edit_token;
  EXPECT_THAT(own_.Withdraw(request, site_),
              StatusIs(absl::StatusCode::kPermissionDenied));
  request = Of(submitted);
  request.revision = 7;
  EXPECT_THAT(own_.Withdraw(request, site_),
              StatusIs(absl::StatusCode::kAborted));
  const auto status =
      own_.Status(room_.site, submitted.comment.id, submitted.edit_token);
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->withdraw_end,
            submitted.comment.id.Time() + absl::Hours(365 * 24));
  clock_.ahead = absl::Hours(365 * 24);
  EXPECT_THAT(
      Withdraw(submitted),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has passed")));
  EXPECT_EQ(Read(submitted).comment.body, "a text");
  EXPECT_EQ(Read(submitted).comment.revision, 1);
}

TEST_F(Withdrawals, AreOnceForARequestIdAndRefuseOneUsedOtherwise) {
  const Submitted submitted = Submit("a text");
  const Submitted other = Submit("another text");
  OwnRequest request = Of(submitted);
  request.request_id = "w-1";
  ASSERT_THAT(own_.Withdraw(request, site_), IsOk());
  EXPECT_THAT(own_.Withdraw(request, site_), IsOk());
  OwnRequest reused = Of(other);
  reused.request_id = "w-1";
  EXPECT_THAT(own_.Withdraw(reused, site_),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(Read(other).comment.state, State::kApproved);
}

TEST_F(Withdrawals, AreFinalForModeratorsAndAuthors) {
  const Submitted submitted = Submit("hold me");
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  ASSERT_THAT(Withdraw(submitted), IsOk());
  for (const State to : {State::kApproved, State::kRejected, State::kSpam}) {
    EXPECT_THAT(Decide(submitted, to),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("WITHDRAWN")));
  }
  EXPECT_THAT(room_.moderation->Undo(room_.site, submitted.comment.id,
                                     std::nullopt, room_.moderator(), ""),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EditRequest edit = {.site = room_.site, .id = submitted.comment.id};
  edit.texts.body = "again";
  EXPECT_THAT(
      edits_.ByAuthor(edit, submitted.edit_token, site_),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("WITHDRAWN")));
  EXPECT_THAT(Appeal(submitted), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("WITHDRAWN")));
  EXPECT_EQ(Counts().withdrawn, 1);
}

TEST_F(Withdrawals, LetTheAuthorSayItAgainUnlessItWasRefused) {
  Submission submission = room_.CommentOf("the very same words");
  const Submission copy = submission;
  const Submitted first = Submit(std::move(submission));
  Submission repeated = copy;
  const Submitted second = Submit(std::move(repeated));
  ASSERT_EQ(second.comment.state, State::kRejected);
  // The repetition gives nothing back: the first still says it.
  ASSERT_THAT(Withdraw(second), IsOk());
  repeated = copy;
  ASSERT_EQ(Submit(std::move(repeated)).comment.state, State::kRejected);
  ASSERT_THAT(Withdraw(first), IsOk());
  repeated = copy;
  const Submitted again = Submit(std::move(repeated));
  EXPECT_EQ(again.comment.state, State::kApproved);
  ASSERT_THAT(Decide(again, State::kRejected), IsOk());
  ASSERT_THAT(Withdraw(again), IsOk());
  repeated = copy;
  EXPECT_EQ(Submit(std::move(repeated)).comment.state, State::kRejected);
}

TEST_F(Withdrawals, WinOrLoseARaceWithAModeratorWhole) {
  for (int i = 0; i < 20; ++i) {
    const Submitted submitted = Submit(absl::StrCat("hold me ", i));
    absl::StatusOr<StoredComment> withdrawn;
    absl::StatusOr<StoredComment> decided;
    std::thread author([&] { withdrawn = Withdraw(submitted); });
    std::thread moderator(
        [&] { decided = Decide(submitted, State::kApproved); });
    author.join();
    moderator.join();
    // Neither names a revision, so the author's word is the last.
    EXPECT_THAT(withdrawn, IsOk());
    EXPECT_THAT(
        decided.status().code(),
        AnyOf(absl::StatusCode::kOk, absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(Read(submitted).comment.state, State::kWithdrawn);
    EXPECT_EQ(Actions(submitted).size(), decided.ok() ? 2u : 1u);
  }
  const StateCounts counts = Counts();
  EXPECT_EQ(counts.approved + counts.held, 0);
  EXPECT_EQ(counts.withdrawn, 20);
  EXPECT_EQ(Counted(), 0);
}

TEST_F(Withdrawals, GoOnAtAFullRedis) {
  const Submitted submitted = Submit("a text");
  room_.Redis({"CONFIG", "SET", "maxmemory", "1"});
  const auto withdrawn = Withdraw(submitted);
  room_.Redis({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_THAT(withdrawn, IsOk());
}

}  // namespace
}  // namespace winnow
