// What authors ask a second look at.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/moderation/own_comments.h"
#include "tests/redis/moderation/own_comments_room.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Appeals : public OwnCommentsTest {};

TEST_F(Appeals, PutARefusedCommentBeforePeople) {
  const Submitted submitted = Submit("awful");
  ASSERT_EQ(submitted.comment.state, State::kRejected);
  const Submitted waiting = Submit("hold me");
  const std::string cursor = Latest();
  const auto status = Appeal(submitted, " It is\r\nabout the film ");
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->comment.state, State::kHeld);
  EXPECT_EQ(status->comment.public_reason, "");
  EXPECT_TRUE(status->appealed);
  EXPECT_EQ(status->appeal_end, absl::InfinitePast());
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kHeld));
  const StoredComment stored = Read(submitted);
  EXPECT_EQ(stored.hidden.appeal, "It is\nabout the film");
  EXPECT_EQ(stored.hidden.verdict.priority, kAppealPriority);
  EXPECT_EQ(stored.author.held, 1);
  EXPECT_EQ(stored.author.rejected, 0);
  EXPECT_EQ(Counts().held, 2);
  EXPECT_EQ(Counts().rejected, 0);
  EXPECT_THAT(Actions(submitted), ElementsAre(HistoryAction::kAppealed));
  // "hold me" waits at priority 10.
  const auto queue = room_.moderation->Search(
      room_.site, *CommentFilter::Parse(""), std::nullopt, 10);
  ASSERT_THAT(queue, IsOk());
  ASSERT_EQ(queue->comments.size(), 2u);
  EXPECT_EQ(queue->comments[0].comment.id, submitted.comment.id);
  EXPECT_EQ(queue->comments[1].comment.id, waiting.comment.id);
}

TEST_F(Appeals, AreMadeOnceAndDecidedForGood) {
  const Submitted submitted = Submit("hold me");
  ASSERT_THAT(Decide(submitted, State::kSpam), IsOk());
  ASSERT_THAT(Appeal(submitted), IsOk());
  EXPECT_THAT(Appeal(submitted),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  // What was decided before is not what an undo takes back now.
  EXPECT_THAT(
      room_.moderation->Undo(room_.site, submitted.comment.id, std::nullopt,
                             room_.moderator(), ""),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("appealed")));
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  EXPECT_THAT(Appeal(submitted), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("once")));
  EXPECT_EQ(Read(submitted).comment.state, State::kRejected);
  ASSERT_THAT(room_.moderation->Undo(room_.site, submitted.comment.id,
                                     std::nullopt, room_.moderator(), ""),
              IsOk());
  EXPECT_EQ(Read(submitted).comment.state, State::kHeld);
}

TEST_F(Appeals, AreForRefusedCommentsWithinTheWindow) {
  for (const char* body : {"fine", "hold me"}) {
    EXPECT_THAT(Appeal(Submit(body)),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("only rejected")));
  }
  const Submitted submitted = Submit("hold me again");
  clock_.ahead = absl::Hours(1);
  ASSERT_THAT(Decide(submitted, State::kRejected), IsOk());
  const absl::Time end =
      Read(submitted).comment.update_time + absl::Hours(7 * 24);
  EXPECT_EQ(own_.Status(room_.site, submitted.comment.id, submitted.edit_token)
                ->appeal_end,
            end);
  clock_.ahead = absl::Hours(7 * 24) + absl::Minutes(1);
  EXPECT_THAT(Appeal(submitted), StatusIs(absl::StatusCode::kFailedPrecondition,
                                          HasSubstr("has passed")));
  EXPECT_EQ(Counts().held, 1);
}

TEST_F(Appeals, ChangeNothingOnBadInput) {
  const Submitted submitted = Submit("awful");
  for (const std::string& text :
       {std::string(), std::string(" \n"), std::string("\xff"),
        std::string(2001, 'x'), std::string("a\0b", 3)}) {
    const auto refused = Appeal(submitted, text);
    ASSERT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(FieldViolationsOf(refused.status()).front().field, "text");
  }
  OwnRequest request = Of(submitted);
  request.revision = 9;
  EXPECT_THAT(own_.Appeal(request, "Why?", site_),
              StatusIs(absl::StatusCode::kAborted));
  request = Of(submitted);
  request.edit_token = "wrong";
  EXPECT_THAT(own_.Appeal(request, "Why?", site_),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(Read(submitted).comment.revision, 1);
  EXPECT_THAT(Appeal(submitted, std::string(2000, 'x')), IsOk());
}

TEST_F(Appeals, AreOnceForARequestId) {
  const Submitted submitted = Submit("awful");
  OwnRequest request = Of(submitted);
  request.request_id = "a-1";
  ASSERT_THAT(own_.Appeal(request, "Why?", site_), IsOk());
  const auto again = own_.Appeal(request, "Why?", site_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.revision, 2);
  EXPECT_THAT(own_.Appeal(request, "Why not?", site_),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(Appeals, WaitForAPersonWhateverThePolicySays) {
  const Submitted submitted = Submit("awful");
  ASSERT_THAT(Appeal(submitted), IsOk());
  EditRequest edit = {.site = room_.site, .id = submitted.comment.id};
  edit.texts.body = "a harmless text";
  const auto edited = edits_.ByAuthor(edit, submitted.edit_token, site_);
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kHeld);
  EXPECT_EQ(Read(submitted).hidden.verdict.priority, kAppealPriority);
  const auto rows = room_.moderation->Rescreen(room_.site, {Read(submitted)},
                                               false, "", room_.moderator());
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, IsEmpty());
}

TEST_F(Appeals, AreRefusedByAFullQueue) {
  const Submitted submitted = Submit("awful");
  room_.settings.held_max = 0;
  room_.Apply(TestPolicy());
  const auto refused = Appeal(submitted);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(RetryAfterOf(refused.status()).has_value());
  EXPECT_EQ(Read(submitted).comment.state, State::kRejected);
  EXPECT_EQ(Read(submitted).hidden.appeal_time, absl::InfinitePast());
}

TEST_F(Appeals, AndADecisionAtOnceAreBothWhole) {
  for (int i = 0; i < 20; ++i) {
    const Submitted submitted = Submit(absl::StrCat("awful ", i));
    absl::StatusOr<AuthorStatus> appealed;
    absl::StatusOr<StoredComment> decided;
    std::thread author([&] { appealed = Appeal(submitted); });
    std::thread moderator(
        [&] { decided = Decide(submitted, State::kApproved); });
    author.join();
    moderator.join();
    // Approved before, there is nothing to appeal against.
    EXPECT_THAT(decided, IsOk());
    EXPECT_EQ(Read(submitted).comment.state, State::kApproved);
    EXPECT_EQ(Actions(submitted).size(), appealed.ok() ? 2u : 1u);
  }
  EXPECT_EQ(Counts().approved, 20);
  EXPECT_EQ(Counts().held + Counts().rejected, 0);
  EXPECT_EQ(Counted(), 20);
}

}  // namespace
}  // namespace winnow
