// A moderator's words to the author of a refused comment: where they stay, and
// what takes them away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/redis/moderation/own_comments_room.h"

namespace winnow {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class Messages : public OwnCommentsTest {
 protected:
  absl::StatusOr<StoredComment> Reject(const Submitted& submitted,
                                       const std::string& message,
                                       const std::string& reason = "") {
    DecisionRequest request;
    request.site = room_.site;
    request.id = submitted.comment.id;
    request.to = State::kRejected;
    request.reason = reason;
    request.message = message;
    return room_.moderation->Decide(request, room_.moderator());
  }
  absl::StatusOr<StoredComment> Undo(const Submitted& submitted) {
    return room_.moderation->Undo(room_.site, submitted.comment.id,
                                  std::nullopt, room_.moderator());
  }
  std::string MessageOf(const Submitted& submitted) {
    return Read(submitted).comment.public_message;
  }
};

TEST_F(Messages, StandWithTheRefusalForSiteAndAuthor) {
  const Submitted submitted = Submit("about the bridge");
  ASSERT_THAT(Reject(submitted, "Please name your source.", "unsourced"),
              IsOk());
  const auto status =
      own_.Status(room_.site, submitted.comment.id, submitted.edit_token);
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->comment.public_reason, "unsourced");
  EXPECT_EQ(status->comment.public_message, "Please name your source.");
  const auto page = room_.feed->After(room_.site, "", true, 100);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events.back().type, EventType::kRejected);
  EXPECT_EQ(page->events.back().public_message, "Please name your source.");
}

TEST_F(Messages, AreInNoAuditRecord) {
  const Submitted submitted = Submit("about the bridge");
  ASSERT_THAT(Reject(submitted, "Please name your source."), IsOk());
  ASSERT_THAT(Undo(submitted), IsOk());
  const Reply records = room_.Redis({"XRANGE", "…audit", "-", "+"});
  ASSERT_GE(records.size(), 2u);
  for (const Reply& record : records.items()) {
    for (const Reply& field : record[1].items()) {
      EXPECT_THAT(std::string(field.text()), Not(HasSubstr("source")));
    }
  }
}

TEST_F(Messages, GoWithTheRefusalAndComeBackWithIt) {
  const Submitted submitted = Submit("about the bridge");
  ASSERT_THAT(Reject(submitted, "One"), IsOk());
  ASSERT_THAT(Decide(submitted, State::kApproved), IsOk());
  EXPECT_EQ(MessageOf(submitted), "");
  ASSERT_THAT(Decide(submitted, State::kSpam), IsOk());
  ASSERT_THAT(Undo(submitted), IsOk());
  EXPECT_EQ(MessageOf(submitted), "");
  const auto rejected = Undo(submitted);
  ASSERT_THAT(rejected, IsOk());
  EXPECT_EQ(rejected->comment.state, State::kRejected);
  EXPECT_EQ(rejected->comment.public_message, "One");
  const auto before = Undo(submitted);
  ASSERT_THAT(before, IsOk());
  EXPECT_EQ(before->comment.state, State::kApproved);
  EXPECT_EQ(before->comment.public_message, "");
  EXPECT_THAT(Fields("comment", submitted), Not(Contains("message")));
  EXPECT_THAT(Fields("private", submitted), Not(Contains("unsaid")));
}

TEST_F(Messages, MayBeSaidOfWhatIsRefusedAlready) {
  const Submitted submitted = Submit("awful words");
  ASSERT_EQ(submitted.comment.public_reason, "language");
  const auto told = Reject(submitted, "We publish no insults.");
  ASSERT_THAT(told, IsOk());
  EXPECT_EQ(told->comment.revision, 2);
  EXPECT_EQ(told->comment.public_reason, "language");
  // The same again changes nothing.
  const auto again = Reject(submitted, "We publish no insults.");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.revision, 2);
  ASSERT_THAT(Reject(submitted, ""), IsOk());
  EXPECT_EQ(MessageOf(submitted), "We publish no insults.");
  ASSERT_THAT(Reject(submitted, "Nor threats."), IsOk());
  EXPECT_EQ(MessageOf(submitted), "Nor threats.");
  ASSERT_THAT(Undo(submitted), IsOk());
  EXPECT_EQ(MessageOf(submitted), "We publish no insults.");
  const auto undone = Undo(submitted);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->comment.state, State::kRejected);
  EXPECT_EQ(undone->comment.public_message, "");
  EXPECT_EQ(Counts().rejected, 1);
}

TEST_F(Messages, GoWithAnAppealAndAWithdrawal) {
  const Submitted appealed = Submit("about the bridge");
  const Submitted withdrawn = Submit("about the river");
  for (const Submitted& submitted : {appealed, withdrawn}) {
    ASSERT_THAT(Reject(submitted, "One"), IsOk());
    ASSERT_THAT(Decide(submitted, State::kApproved), IsOk());
    ASSERT_THAT(Reject(submitted, "Two"), IsOk());
  }
  ASSERT_THAT(Appeal(appealed), IsOk());
  ASSERT_THAT(Withdraw(withdrawn), IsOk());
  for (const Submitted& submitted : {appealed, withdrawn}) {
    EXPECT_THAT(Fields("comment", submitted), Not(Contains("message")));
    EXPECT_THAT(Fields("private", submitted), Not(Contains("unsaid")));
  }
}

}  // namespace
}  // namespace winnow
