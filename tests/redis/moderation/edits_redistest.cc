#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/moderation/edits.h"
#include "service/moderation/marks.h"
#include "service/moderation/own_comments.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A clock that runs ahead of the real one, as far as the test says.
class LaterClock final : public Clock {
 public:
  absl::Time Now() override { return RealClock().Now() + ahead; }
  absl::Duration ahead;
};

class EditsTest : public testing::Test {
 protected:
  Submitted Submit(const std::string& body) {
    Submission submission = room_.CommentOf(body);
    auto submitted = room_.Submit(std::move(submission));
    EXPECT_THAT(submitted, IsOk());
    return submitted.ok() ? *std::move(submitted) : Submitted();
  }

  EditRequest To(const Submitted& submitted, const std::string& body) {
    EditRequest request;
    request.site = room_.site;
    request.id = submitted.comment.id;
    request.texts.body = body;
    return request;
  }

  absl::StatusOr<StoredComment> ByAuthor(const Submitted& submitted,
                                         const std::string& body) {
    return edits_.ByAuthor(To(submitted, body), submitted.edit_token, site_);
  }

  absl::StatusOr<StoredComment> Decide(const Submitted& submitted, State to) {
    DecisionRequest request;
    request.site = room_.site;
    request.id = submitted.comment.id;
    request.to = to;
    return room_.moderation->Decide(request, room_.moderator());
  }

  // What the feed says from the beginning, newest state only.
  std::vector<EventType> EventsAfter(const std::string& cursor) {
    std::vector<EventType> types;
    const auto page = room_.feed->After(room_.site, cursor, true, 100);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return types;
    for (const Event& event : page->events) types.push_back(event.type);
    return types;
  }

  std::string Latest() { return *room_.store->LatestCursor(room_.site); }

  StateCounts Counts() { return *room_.store->CountStates(room_.site); }

  Newsroom room_;
  LaterClock clock_;
  Edits edits_ = Edits(*room_.store, *room_.live, clock_);
  OwnComments own_ = OwnComments(*room_.store, *room_.live, clock_);
  Principal site_ = room_.moderator();
};

TEST_F(EditsTest, GoOutOnTheFeed) {
  const Submitted submitted = Submit("I like the old bridge");
  const std::string cursor = Latest();
  const auto edited = ByAuthor(submitted, "I like the new bridge");
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.body, "I like the new bridge");
  EXPECT_EQ(edited->comment.state, State::kApproved);
  EXPECT_TRUE(edited->comment.edited);
  EXPECT_EQ(edited->comment.revision, 2);
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kEdited));
  EXPECT_EQ(Counts().approved, 1);
}

TEST_F(EditsTest, AreHeldWhereThePolicyWouldNotApproveTheText) {
  for (const char* body : {"hold me please", "this is awful"}) {
    SCOPED_TRACE(body);
    const Submitted submitted = Submit(std::string("fine: ") + body[0]);
    ASSERT_EQ(submitted.comment.state, State::kApproved);
    const std::string cursor = Latest();
    const StateCounts before = Counts();
    const auto edited = ByAuthor(submitted, body);
    ASSERT_THAT(edited, IsOk());
    EXPECT_EQ(edited->comment.state, State::kHeld);
    EXPECT_FALSE(edited->hidden.verdict.signals.empty());
    EXPECT_THAT(EventsAfter(cursor),
                ElementsAre(EventType::kRetracted, EventType::kHeld));
    EXPECT_EQ(Counts().held, before.held + 1);
    EXPECT_EQ(Counts().approved, before.approved - 1);
    const auto record =
        room_.store->Read(room_.site, {submitted.comment.id}, true);
    EXPECT_EQ(record->front().author.approved, 0);
    EXPECT_EQ(record->front().author.held, 1);
  }
}

TEST_F(EditsTest, PublishAHeldCommentThatOnlyThePolicyHeld) {
  const Submitted submitted = Submit("hold me please");
  ASSERT_EQ(submitted.comment.state, State::kHeld);
  const std::string cursor = Latest();
  const auto edited = ByAuthor(submitted, "a better text");
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kApproved);
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kApproved));
  EXPECT_EQ(Counts().held, 0);
}

TEST_F(EditsTest, LeaveACommentHeldThatAPersonTookBack) {
  const Submitted submitted = Submit("a text");
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  ASSERT_THAT(Decide(submitted, State::kApproved), IsOk());
  ASSERT_THAT(ByAuthor(submitted, "hold me please"), IsOk());
  // From here on nobody but the policy holds it.
  const auto edited = ByAuthor(submitted, "another text");
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kApproved);

  const Submitted held = Submit("hold me please too");
  ASSERT_THAT(Decide(held, State::kApproved), IsOk());
  ASSERT_THAT(room_.moderation->Undo(room_.site, held.comment.id, std::nullopt,
                                     room_.moderator(), ""),
              IsOk());
  const auto left = ByAuthor(held, "something harmless");
  ASSERT_THAT(left, IsOk());
  EXPECT_EQ(left->comment.state, State::kHeld);
  EXPECT_EQ(left->comment.body, "something harmless");
  const auto again = ByAuthor(held, "something else");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.state, State::kHeld);
}

TEST_F(EditsTest, NeedTheAuthorsTokenAndAreTimed) {
  const Submitted one = Submit("one text");
  const Submitted other = Submit("another text");
  const auto stolen =
      edits_.ByAuthor(To(one, "mine now"), other.edit_token, site_);
  EXPECT_THAT(stolen, StatusIs(absl::StatusCode::kPermissionDenied));
  const auto status = own_.Status(room_.site, one.comment.id, one.edit_token);
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->edit_end, one.comment.id.Time() + absl::Minutes(5));
  clock_.ahead = absl::Minutes(5);
  EXPECT_THAT(
      ByAuthor(one, "too late"),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has passed")));
  EXPECT_EQ(own_.Status(room_.site, one.comment.id, one.edit_token)->edit_end,
            absl::InfinitePast());
  EXPECT_EQ(room_.store->Read(room_.site, {one.comment.id}, false)
                ->front()
                .comment.body,
            "one text");
}

TEST_F(EditsTest, ChangeNothingOnBadInput) {
  const Submitted submitted = Submit("a text");
  const auto empty = ByAuthor(submitted, " \n ");
  ASSERT_THAT(empty, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(FieldViolationsOf(empty.status()).front().field, "body");
  EXPECT_THAT(ByAuthor(submitted, "\xff"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EditRequest stale = To(submitted, "another text");
  stale.revision = 7;
  EXPECT_THAT(edits_.ByAuthor(stale, submitted.edit_token, site_),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  EXPECT_THAT(ByAuthor(submitted, "another text"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  const auto now = room_.store->Read(room_.site, {submitted.comment.id}, false);
  EXPECT_EQ(now->front().comment.body, "a text");
  EXPECT_EQ(now->front().comment.revision, 2);
}

TEST_F(EditsTest, AreDoneOnceForARequestId) {
  const Submitted submitted = Submit("a text");
  EditRequest first = To(submitted, "another text");
  first.texts.request_id = "edit-1";
  ASSERT_THAT(edits_.ByAuthor(first, submitted.edit_token, site_), IsOk());
  ASSERT_THAT(ByAuthor(submitted, "a third text"), IsOk());
  const auto again = edits_.ByAuthor(first, submitted.edit_token, site_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.body, "a third text");
  EditRequest other = To(submitted, "a fourth text");
  other.texts.request_id = "edit-1";
  EXPECT_THAT(edits_.ByAuthor(other, submitted.edit_token, site_),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(EditsTest, AreRepeatedSafelyThoughTheCommentHasChanged) {
  const Submitted submitted = Submit("a text");
  EditRequest request = To(submitted, "another text");
  request.texts.request_id = "edit-1";
  request.revision = 1;
  ASSERT_THAT(edits_.ByAuthor(request, submitted.edit_token, site_), IsOk());
  EXPECT_THAT(edits_.ByAuthor(request, submitted.edit_token, site_), IsOk());
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  clock_.ahead = absl::Hours(1);
  const auto late = edits_.ByAuthor(request, submitted.edit_token, site_);
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->comment.state, State::kRejected);
  EXPECT_EQ(late->comment.revision, 3);
}

TEST_F(EditsTest, FromATextWithoutWordsLeaveItsNewTextSayable) {
  const Submitted submitted = Submit("?!");
  ASSERT_THAT(ByAuthor(submitted, "Thanks for the recipe!"), IsOk());
  EXPECT_EQ(Submit("Thanks for the recipe!").comment.state, State::kApproved);
  ASSERT_THAT(ByAuthor(submitted, "Thanks for the recipes!"), IsOk());
}

TEST_F(EditsTest, DoNotAddToTheCopiesOfAText) {
  const std::string text =
      "the council has decided today that the old bridge will be closed";
  Submit(text);
  const Submitted copy = Submit(text + " soon");
  for (const char* end : {".", "!", "?"}) {
    ASSERT_THAT(ByAuthor(copy, text + " soon" + end), IsOk());
  }
  const auto next =
      room_.store->Read(room_.site, {Submit(text + " again").comment.id}, true);
  for (const Signal& signal : next->front().hidden.verdict.signals) {
    if (signal.name == "near_duplicate") {
      EXPECT_EQ(signal.reason, "2 earlier copies");
    }
  }
}

TEST_F(EditsTest, KeepTheEvidenceOfTheSubmission) {
  Submission submission = room_.CommentOf("a text");
  submission.seconds_spent = 0.1;
  const auto submitted = room_.Submit(std::move(submission));
  ASSERT_THAT(submitted, IsOk());
  ASSERT_EQ(submitted->comment.state, State::kHeld);
  const auto edited = ByAuthor(*submitted, "a text.");
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kHeld);
  EXPECT_EQ(edited->hidden.verdict.rule, "too-fast");
}

TEST_F(EditsTest, ByModeratorsCanTakeANameAway) {
  room_.settings.name_required = false;
  const Submitted submitted = Submit("a text");
  EditRequest request;
  request.site = room_.site;
  request.id = submitted.comment.id;
  request.texts.display_name = "";
  const auto edited = edits_.ByModerator(request, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.display_name, "");
}

TEST_F(EditsTest, AreNotOfferedInAClosedThread) {
  const Submitted submitted = Submit("a text");
  const auto stored =
      room_.store->Read(room_.site, {submitted.comment.id}, true);
  room_.Redis({"HSET",
               absl::StrCat("…thread:", stored->front().hidden.thread_key),
               "mode", "c"});
  const auto status =
      own_.Status(room_.site, submitted.comment.id, submitted.edit_token);
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->edit_end, absl::InfinitePast());
  EXPECT_THAT(ByAuthor(submitted, "another text"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(EditsTest, BackToAnEarlierTextAreNoRepetition) {
  const Submitted submitted = Submit("a text");
  ASSERT_THAT(ByAuthor(submitted, "another text"), IsOk());
  const auto back = ByAuthor(submitted, "a text");
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->comment.state, State::kApproved);
}

TEST_F(EditsTest, ByModeratorsAreNotScreened) {
  const Submitted submitted = Submit("a text");
  EditRequest request = To(submitted, "hold me please");
  request.texts.display_name = "N. N.";
  const std::string cursor = Latest();
  const auto edited = edits_.ByModerator(request, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kApproved);
  EXPECT_EQ(edited->comment.body, "hold me please");
  EXPECT_EQ(edited->comment.display_name, "N. N.");
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kEdited));
  const auto history =
      room_.moderation->History(room_.site, submitted.comment.id);
  ASSERT_THAT(history, IsOk());
  ASSERT_EQ(history->size(), 1u);
  EXPECT_EQ(history->front().action, HistoryAction::kEdited);
  EXPECT_EQ(history->front().key_id, "mod1");
}

TEST_F(EditsTest, ByModeratorsTakeMarksOffTheTextTheyChange) {
  const Submitted submitted = Submit("please hold me");
  EditRequest request = To(submitted, "nothing to see");
  const auto edited = edits_.ByModerator(request, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kHeld);
  ASSERT_FALSE(edited->hidden.verdict.signals.empty());
  for (const Signal& signal : edited->hidden.verdict.signals) {
    EXPECT_THAT(signal.spans, IsEmpty()) << signal.name;
  }
}

TEST_F(EditsTest, ByTheAuthorEndAPickAndByAModeratorDoNot) {
  const Submitted submitted = Submit("a text");
  Marks marks(*room_.store, *room_.live, clock_);
  ASSERT_THAT(marks.Feature({.site = room_.site, .id = submitted.comment.id},
                            true, room_.moderator()),
              IsOk());
  const auto mended =
      edits_.ByModerator(To(submitted, "a text."), room_.moderator());
  ASSERT_THAT(mended, IsOk());
  EXPECT_TRUE(mended->comment.featured);
  const auto edited = ByAuthor(submitted, "another text");
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kApproved);
  EXPECT_FALSE(edited->comment.featured);
}

TEST_F(EditsTest, EndWhatAnUndoCanTakeBack) {
  const Submitted submitted = Submit("hold me please");
  ASSERT_THAT(Decide(submitted, State::kApproved), IsOk());
  ASSERT_THAT(ByAuthor(submitted, "hold me, please!"), IsOk());
  EXPECT_THAT(
      room_.moderation->Undo(room_.site, submitted.comment.id, std::nullopt,
                             room_.moderator(), ""),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("edited")));
}

}  // namespace
}  // namespace winnow
