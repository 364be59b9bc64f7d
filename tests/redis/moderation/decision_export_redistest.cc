#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "service/moderation/decision_export.h"
#include "tests/redis/newsroom.h"

namespace winnow {
namespace {

class DecisionExportTest : public testing::Test {
 protected:
  void Decide(const Uuid& id, State to, const std::string& reason = "") {
    const auto decided = room_.moderation->Decide({.site = room_.site,
                                                   .id = id,
                                                   .to = to,
                                                   .revision = std::nullopt,
                                                   .reason = reason,
                                                   .batch = ""},
                                                  room_.moderator());
    ASSERT_TRUE(decided.ok()) << decided.status();
  }

  std::vector<ExportedDecision> All(absl::Time since = absl::InfinitePast()) {
    DecisionExport rows(*room_.store, room_.site, since, std::nullopt);
    std::vector<ExportedDecision> all;
    while (!rows.done()) {
      auto next = rows.Next();
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok()) break;
      for (ExportedDecision& one : *next) all.push_back(std::move(one));
    }
    return all;
  }

  Newsroom room_;
};

TEST_F(DecisionExportTest, HasWhatPeopleDecidedAndNotWhoItWas) {
  const auto sent = room_.Submit(room_.CommentOf(
      "Mail me at secret@example.org or +44 20 7946 0958, your Reader"));
  ASSERT_TRUE(sent.ok());
  Decide(sent->comment.id, State::kSpam);
  Decide(room_.Post("you fool"), State::kRejected, "insult");
  const Uuid undone = room_.Post("hold me now");
  Decide(undone, State::kApproved);
  ASSERT_TRUE(room_.moderation
                  ->Undo(room_.site, undone, std::nullopt, room_.moderator())
                  .ok());
  room_.Post("nobody decided about this");

  const auto all = All();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].state, State::kRejected);
  EXPECT_EQ(all[0].reason, "insult");
  EXPECT_EQ(all[1].state, State::kSpam);
  EXPECT_EQ(all[1].text, "Mail me at [email] or [phone], your [name]");
  EXPECT_EQ(all[1].verdict, State::kApproved);
  EXPECT_EQ(all[1].rule, "default");
  EXPECT_LE(all[1].day, absl::Now());
  EXPECT_GT(all[1].day + absl::Hours(24), absl::Now());
  EXPECT_TRUE(All(absl::Now() + absl::Hours(1)).empty());
}

TEST_F(DecisionExportTest, BlanksTheNameOfWhomACommentAnswers) {
  const Uuid parent = room_.Post("the bus is late");
  Submission answer = room_.CommentOf("reader 0 is right, it is");
  answer.parent = parent.ToString();
  const auto sent = room_.Submit(std::move(answer));
  ASSERT_TRUE(sent.ok()) << sent.status();
  Decide(sent->comment.id, State::kSpam);
  const auto all = All();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].text, "[name] is right, it is");
}

TEST_F(DecisionExportTest, GoesOnBehindAnyRow) {
  for (int i = 0; i < 230; ++i) {
    Decide(room_.Post("comment number " + std::to_string(i)),
           i % 2 == 0 ? State::kSpam : State::kRejected);
  }
  const auto all = All();
  ASSERT_EQ(all.size(), 230u);
  for (const size_t at : {size_t{0}, size_t{114}, size_t{115}, size_t{229}}) {
    DecisionExport rows(
        *room_.store, room_.site, absl::InfinitePast(),
        DecisionExport::Start{.state = all[at].state, .place = all[at].place});
    size_t rest = 0;
    while (!rows.done()) {
      const auto next = rows.Next();
      ASSERT_TRUE(next.ok());
      if (rest == 0 && !next->empty()) {
        EXPECT_EQ(next->front().text, all[at + 1].text);
      }
      rest += next->size();
    }
    EXPECT_EQ(rest, all.size() - at - 1);
  }
}

// A page of texts that are made to cost time would keep a worker for long.
TEST_F(DecisionExportTest, EndsATurnAfterSomeText) {
  const std::string body(DecisionExport::kTurnBytes / 2 + 1, 'x');
  for (int i = 0; i < 5; ++i) {
    Decide(room_.Post(body + std::to_string(i)), State::kSpam);
  }
  DecisionExport rows(*room_.store, room_.site, absl::InfinitePast(),
                      std::nullopt);
  std::vector<size_t> turns;
  while (!rows.done()) {
    const auto next = rows.Next();
    ASSERT_TRUE(next.ok()) << next.status();
    if (!next->empty()) turns.push_back(next->size());
  }
  EXPECT_EQ(turns, (std::vector<size_t>{2, 2, 1}));
}

}  // namespace
}  // namespace winnow
