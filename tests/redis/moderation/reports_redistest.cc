// Readers' reports: what they do to a comment, and what answers them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "tests/redis/moderation/reports_room.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(ReportsTest, AreKeptWithTheCommentNewestFirst) {
  const Submitted about = Submit("a remark");
  for (const char* reader : {"ann", "bob"}) {
    const auto replaced = Report(reader, about);
    ASSERT_THAT(replaced, IsOk());
    EXPECT_FALSE(*replaced);
  }
  const ReportSummary summary = Of(about);
  EXPECT_EQ(summary.count, 2);
  EXPECT_DOUBLE_EQ(summary.open_weight, 1.2);
  ASSERT_THAT(summary.newest, SizeIs(2));
  EXPECT_EQ(summary.newest[0].text, "It is bob's words");
  EXPECT_EQ(summary.newest[0].handle.size(), 8u);
  EXPECT_NE(summary.newest[0].handle, summary.newest[1].handle);
  EXPECT_EQ(summary.newest[0].outcome, ReportOutcome::kOpen);
  EXPECT_EQ(Read(about).comment.revision, 1);
  EXPECT_THAT(Listed(), SizeIs(2));
}

TEST_F(ReportsTest, OfOneReaderCountOnce) {
  const Submitted about = Submit("a remark");
  for (int i = 0; i < 8; ++i) {
    const auto replaced = Report("ann", about);
    ASSERT_THAT(replaced, IsOk());
    EXPECT_EQ(*replaced, i > 0);
  }
  EXPECT_EQ(Of(about).count, 1);
  EXPECT_DOUBLE_EQ(Of(about).open_weight, 0.6);
  EXPECT_THAT(Listed(), SizeIs(1));
  // The same household, and another one.
  ReportRequest request = By("", about);
  for (const auto& [address, replaced] :
       {std::pair<const char*, bool>{"203.0.113.9", false},
        {"203.0.113.9", true},
        {"203.0.113.10", false},
        {"2001:db9::1", false},
        {"2001:db9::2", true}}) {
    request.network_address = address;
    const auto filed = reports_.File(request);
    ASSERT_THAT(filed, IsOk()) << address;
    EXPECT_EQ(*filed, replaced) << address;
  }
}

TEST_F(ReportsTest, OfFiveNewReadersPutACommentBeforeModerators) {
  const Submitted about = Submit("a remark");
  const std::string cursor = Latest();
  for (int i = 0; i < 4; ++i) {
    ASSERT_THAT(Report(absl::StrCat("r", i), about), IsOk());
  }
  EXPECT_EQ(Queued(), 0);
  ASSERT_THAT(Report("last", about), IsOk());
  EXPECT_EQ(Queued(), 1);
  EXPECT_TRUE(Of(about).queued);
  EXPECT_EQ(Of(about).newest.front().effect, ReportEffect::kQueued);
  // It stays published.
  EXPECT_EQ(Read(about).comment.state, State::kApproved);
  EXPECT_THAT(EventsAfter(cursor), IsEmpty());
  const auto filter = CommentFilter::Parse("state=approved reported=yes");
  ASSERT_THAT(filter, IsOk());
  Submit("another remark");
  const auto page =
      room_.moderation->Search(room_.site, *filter, std::nullopt, 10);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->comments, SizeIs(1));
  EXPECT_EQ(page->comments[0].comment.id, about.comment.id);
}

TEST_F(ReportsTest, AnsweredOnesNeverBringTheCommentBack) {
  const Submitted about = Submit("a remark");
  ReportEnough(about);
  const auto approved = Decide(about, State::kApproved);
  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->comment.revision, 1);
  EXPECT_EQ(Queued(), 0);
  EXPECT_EQ(Of(about).open_weight, 0);
  EXPECT_EQ(Of(about).newest.front().outcome, ReportOutcome::kDismissed);
  EXPECT_THAT(Actions(about), ElementsAre(HistoryAction::kApproved));
  // The same readers once more.
  ReportEnough(about);
  EXPECT_EQ(Queued(), 0);
  EXPECT_EQ(Of(about).open_weight, 0);
  // Others may.
  ReportEnough(about, "other");
  EXPECT_EQ(Queued(), 1);
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  // So may the same about another text.
  EditRequest edit = {.site = room_.site, .id = about.comment.id};
  edit.texts.body = "quite another remark";
  ASSERT_THAT(edits_.ByModerator(edit, room_.moderator()), IsOk());
  ASSERT_THAT(Report("r0", about), IsOk());
  EXPECT_GT(Of(about).open_weight, 0);
}

TEST_F(ReportsTest, ARefusalAgreesWithThemAndAnUndoReopensThem) {
  const Submitted about = Submit("a remark");
  ReportEnough(about);
  ASSERT_THAT(Decide(about, State::kRejected), IsOk());
  EXPECT_EQ(Queued(), 0);
  EXPECT_EQ(Of(about).newest.front().outcome, ReportOutcome::kAgreed);
  EXPECT_NEAR(WeightOf("r0"), 2.5 / 3.5, 0.001);
  EXPECT_THAT(Report("late", about),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_THAT(Undo(about), IsOk());
  EXPECT_EQ(Queued(), 1);
  EXPECT_NEAR(Of(about).open_weight, 3, 0.001);
  EXPECT_EQ(Of(about).newest.front().outcome, ReportOutcome::kOpen);
  EXPECT_DOUBLE_EQ(WeightOf("r1"), 0.6);
}

TEST_F(ReportsTest, ADismissalIsNotTakenBackWithTheDecisionBefore) {
  const Submitted about = Submit("hold me, then a remark");
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  ReportEnough(about);
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  ASSERT_THAT(Undo(about), IsOk());
  EXPECT_EQ(Of(about).newest.front().outcome, ReportOutcome::kDismissed);
  EXPECT_EQ(Of(about).open_weight, 0);
}

TEST_F(ReportsTest, KnowAnAddressForAWeek) {
  const Submitted about = Submit("a remark");
  ReportRequest request = By("", about);
  request.network_address = "192.0.2.7";
  ASSERT_THAT(reports_.File(request), IsOk());
  ASSERT_THAT(Decide(about, State::kRejected), IsOk());
  const Reply keys = room_.Redis({"KEYS", "…reporter:*"});
  ASSERT_EQ(keys.size(), 1u);
  const int64_t seconds =
      room_.Redis({"TTL", std::string(keys[0].text())}).integer();
  EXPECT_GT(seconds, 0);
  EXPECT_LE(seconds, 7 * 24 * 3600);
}

TEST_F(ReportsTest, CountByTheReportersRecord) {
  for (int i = 0; i < 4; ++i) {
    const Submitted about = Submit(absl::StrCat("remark number ", i));
    ASSERT_THAT(Report("right", about), IsOk());
    ASSERT_THAT(Decide(about, State::kSpam), IsOk());
    const Submitted other = Submit(absl::StrCat("words number ", i));
    ASSERT_THAT(Report("wrong", other), IsOk());
    ASSERT_THAT(Decide(other, State::kApproved), IsOk());
  }
  EXPECT_DOUBLE_EQ(WeightOf("new"), 0.6);
  EXPECT_NEAR(WeightOf("right"), 5.5 / 6.5, 0.001);
  EXPECT_NEAR(WeightOf("wrong"), 1.5 / 6.5, 0.001);
}

TEST_F(ReportsTest, ARecordForgetsSlowlyAndExpires) {
  ASSERT_THAT(Report("ann", Submit("a remark")), IsOk());
  const Reply keys = room_.Redis({"ZRANGE", "…reports", "0", "-1"});
  const std::string record =
      absl::StrCat("…reporter:", keys[0].text().substr(16));
  room_.Redis({"HSET", record, "a", "40", "d", "10"});
  const Submitted about = Submit("another remark");
  ASSERT_THAT(Report("ann", about), IsOk());
  ASSERT_THAT(Decide(about, State::kRejected), IsOk());
  EXPECT_EQ(room_.Redis({"HGET", record, "a"}).text(), "20");
  EXPECT_EQ(room_.Redis({"HGET", record, "d"}).text(), "5");
  EXPECT_GT(room_.Redis({"TTL", record}).integer(), 364 * 24 * 3600);
}

TEST_F(ReportsTest, AreRefusedInOneSentence) {
  const Submitted about = Submit("a remark");
  ReportRequest request = By("ann", about);
  request.text = std::string(501, 'x');
  EXPECT_THAT(reports_.File(request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request = By("", about);
  EXPECT_THAT(reports_.File(request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* address : {"127.0.0.1", "10.0.0.1", "no address"}) {
    request.network_address = address;
    EXPECT_THAT(reports_.File(request),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  request = By(std::string(129, 'x'), about);
  EXPECT_THAT(reports_.File(request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request = By("ann", about);
  request.id = Uuid();
  EXPECT_THAT(reports_.File(request), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Report("ann", Submit("hold me")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ReportsTest, AreFiledOnceForARequestId) {
  const Submitted about = Submit("a remark");
  ReportRequest request = By("ann", about);
  request.request_id = "r-1";
  for (int i = 0; i < 3; ++i) {
    const auto replaced = reports_.File(request);
    ASSERT_THAT(replaced, IsOk());
    EXPECT_FALSE(*replaced);
  }
  request.text = "something else";
  EXPECT_THAT(reports_.File(request),
              StatusIs(absl::StatusCode::kAlreadyExists));
  // Also when the comment was refused meanwhile.
  request.text = "It is ann's words";
  ASSERT_THAT(Decide(about, State::kRejected), IsOk());
  EXPECT_THAT(reports_.File(request), IsOk());
}

TEST_F(ReportsTest, TooManyInAnHourWait) {
  std::vector<Submitted> comments;
  for (int i = 0; i < 22; ++i) {
    comments.push_back(Submit(absl::StrCat("remark number ", i)));
  }
  absl::Status last;
  int filed = 0;
  for (const Submitted& about : comments) {
    last = Report("ann", about).status();
    if (last.ok()) ++filed;
  }
  EXPECT_EQ(filed, 20);
  ASSERT_THAT(last, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_GT(RetryAfterOf(last).value_or(absl::ZeroDuration()),
            absl::ZeroDuration());
  // Many readers of one network, too.
  filed = 0;
  for (int i = 0; i < 22; ++i) {
    ReportRequest request = By(absl::StrCat("reader", i), comments[0]);
    request.network_address = absl::StrCat("203.0.113.", i);
    if (reports_.File(request).ok()) ++filed;
  }
  EXPECT_EQ(filed, 20);
  ReportRequest trusted = By("ann", comments[0]);
  trusted.trusted = true;
  EXPECT_THAT(reports_.File(trusted), IsOk());
}

TEST_F(ReportsTest, OnlyAHundredAreKeptOfAComment) {
  const Submitted about = Submit("a remark");
  for (int i = 0; i < 130; ++i) {
    ASSERT_THAT(Report(absl::StrCat("reader", i), about), IsOk());
  }
  EXPECT_EQ(Of(about).count, 130);
  EXPECT_NEAR(Of(about).open_weight, 60, 0.001);
  EXPECT_THAT(Of(about).newest, SizeIs(10));
  EXPECT_EQ(room_.Redis({"ZCARD", "…reports"}).integer(), 100);
  ASSERT_THAT(Decide(about, State::kApproved), IsOk());
  EXPECT_EQ(Of(about).open_weight, 0);
}

TEST_F(ReportsTest, GoWithACommentThatItsAuthorTakesBack) {
  const Submitted about = Submit("a remark");
  ReportEnough(about);
  ASSERT_THAT(Withdraw(about), IsOk());
  EXPECT_EQ(Queued(), 0);
  EXPECT_EQ(Of(about).count, 0);
  EXPECT_EQ(room_.Redis({"ZCARD", "…reports"}).integer(), 0);
  EXPECT_EQ(room_
                .Redis({"EXISTS",
                        absl::StrCat("…reports:", about.comment.id.Bytes())})
                .integer(),
            0);
}

}  // namespace
}  // namespace winnow
