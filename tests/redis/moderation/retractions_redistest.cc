// What readers' reports take down, until a moderator has looked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/moderation/reports_room.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Retractions : public ReportsTest {
 protected:
  Retractions() { room_.settings.report_retract_at = 6; }
};

TEST_F(Retractions, TakeACommentDownUntilItIsReviewed) {
  const Submitted about = Submit("a remark");
  ReportEnough(about);
  const std::string cursor = Latest();
  EXPECT_EQ(Queued(), 1);
  ReportEnough(about, "s");
  const StoredComment held = Read(about);
  EXPECT_EQ(held.comment.state, State::kHeld);
  EXPECT_EQ(held.comment.revision, 2);
  EXPECT_EQ(held.hidden.verdict.priority, kReportPriority);
  EXPECT_TRUE(held.reports.retracted);
  EXPECT_EQ(Queued(), 0);
  EXPECT_EQ(Counts().held, 1);
  EXPECT_EQ(Counts().approved, 0);
  EXPECT_EQ(held.author.held, 1);
  EXPECT_THAT(EventsAfter(cursor),
              ElementsAre(EventType::kRetracted, EventType::kHeld));
  // A person has to look: neither policy nor author nor undo publish it.
  const auto rescreened = room_.moderation->Rescreen(room_.site, {held}, false,
                                                     "", room_.moderator());
  ASSERT_THAT(rescreened, IsOk());
  EXPECT_THAT(*rescreened, IsEmpty());
  EditRequest edit = {.site = room_.site, .id = about.comment.id};
  edit.texts.body = "a mild remark";
  ASSERT_THAT(edits_.ByAuthor(edit, about.edit_token, site_), IsOk());
  EXPECT_EQ(Read(about).comment.state, State::kHeld);
  EXPECT_THAT(Undo(about), StatusIs(absl::StatusCode::kFailedPrecondition));

  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  EXPECT_EQ(Of(about).newest.front().outcome, ReportOutcome::kDismissed);
  EXPECT_FALSE(Of(about).retracted);
  ASSERT_THAT(Undo(about), IsOk());
  EXPECT_TRUE(Of(about).retracted);
  EXPECT_EQ(Read(about).comment.state, State::kHeld);
}

TEST_F(Retractions, NeedThreeReadersWhateverTheSum) {
  room_.settings.report_retract_at = 0.5;
  const Submitted about = Submit("a remark");
  for (const char* reader : {"r1", "r2", "r1"}) {
    ASSERT_THAT(Report(reader, about), IsOk());
    EXPECT_EQ(Read(about).comment.state, State::kApproved);
    EXPECT_EQ(Queued(), 1) << "moderators see it";
  }
  ASSERT_THAT(Report("r3", about), IsOk());
  EXPECT_EQ(Read(about).comment.state, State::kHeld);
}

TEST_F(Retractions, CountNoReaderWhomAModeratorHasAnswered) {
  room_.settings.report_retract_at = 0.5;
  const Submitted about = Submit("a remark");
  ASSERT_THAT(Report("r1", about), IsOk());
  ASSERT_THAT(Report("r2", about), IsOk());
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  ASSERT_THAT(Report("r3", about), IsOk());
  ASSERT_THAT(Report("r4", about), IsOk());
  EXPECT_EQ(Read(about).comment.state, State::kApproved);
  ASSERT_THAT(Report("r5", about), IsOk());
  EXPECT_EQ(Read(about).comment.state, State::kHeld);
}

TEST_F(Retractions, AreNotUndoneByTakingBackAnEarlierApproval) {
  const Submitted about = Submit("hold me, then a remark");
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  ReportEnough(about);
  ReportEnough(about, "s");
  ASSERT_EQ(Read(about).comment.state, State::kHeld);
  EXPECT_THAT(Undo(about), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(Retractions, OfManyReadersAtOnceHappenOnce) {
  constexpr int kComments = 4;
  constexpr int kReaders = 8;
  std::vector<Submitted> comments;
  for (int i = 0; i < kComments; ++i) {
    comments.push_back(Submit(absl::StrCat("remark number ", i)));
  }
  const std::string cursor = Latest();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int r = 0; r < kReaders; ++r) {
    readers.emplace_back([this, r, &comments, &wrong] {
      for (const Submitted& about : comments) {
        for (int i = 0; i < 4; ++i) {
          const auto filed = Report(absl::StrCat("r", r, "-", i), about);
          // Refused once it is down; nothing else may happen.
          if (!filed.ok() && !absl::IsFailedPrecondition(filed.status())) {
            ++wrong;
          }
        }
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
  int retracted = 0;
  for (const EventType type : EventsAfter(cursor)) {
    if (type == EventType::kRetracted) ++retracted;
  }
  EXPECT_EQ(retracted, kComments);
  for (const Submitted& about : comments) {
    const StoredComment stored = Read(about);
    EXPECT_EQ(stored.comment.state, State::kHeld);
    EXPECT_EQ(stored.comment.revision, 2);
    EXPECT_EQ(stored.reports.count, 10);
    EXPECT_NEAR(stored.reports.open_weight, 6, 0.001);
  }
  EXPECT_EQ(Counts().held, kComments);
  EXPECT_EQ(Queued(), 0);
}

class FullQueue : public Retractions {
 protected:
  FullQueue() { room_.settings.held_max = 1; }
};

TEST_F(FullQueue, TakesNothingDown) {
  Submit("hold me");
  const Submitted about = Submit("a remark");
  ReportEnough(about);
  ReportEnough(about, "s");
  EXPECT_EQ(Read(about).comment.state, State::kApproved);
  EXPECT_EQ(Queued(), 1);
}

}  // namespace
}  // namespace winnow
