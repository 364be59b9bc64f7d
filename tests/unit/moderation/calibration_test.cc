#include "service/moderation/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/history.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

StoredComment Screened(State verdict, double toxicity,
                       const std::string& language = "en") {
  StoredComment stored;
  stored.hidden.verdict.state = verdict;
  stored.hidden.verdict.language = language;
  stored.hidden.verdict.scores = {{"toxicity", toxicity}};
  stored.comment.state = verdict;
  return stored;
}

StoredComment Decided(StoredComment stored, State to,
                      const std::string& reason = "",
                      HistoryAction action = HistoryAction::kApproved) {
  HistoryRecord record;
  record.action = action;
  record.from = stored.comment.state;
  record.to = to;
  record.reason = reason;
  stored.comment.state = to;
  stored.hidden.last_decision = EncodeHistory(record);
  return stored;
}

Calibration Of(const std::vector<StoredComment>& comments,
               GroupedBy by = GroupedBy::kNothing,
               const std::string& score = "") {
  Calibration calibration;
  CalibrationRequest request;
  request.by = by;
  request.score = score;
  for (const StoredComment& stored : comments) {
    AddComment(stored, request, calibration);
  }
  return calibration;
}

BandCount BandOf(const Calibration& calibration, const std::string& score,
                 size_t band, const std::string& group = "") {
  const auto at = calibration.bands.find({score, group});
  return at == calibration.bands.end() ? BandCount() : at->second[band];
}

TEST(Calibration, LeavesOutWhatCameFromElsewhere) {
  StoredComment imported =
      Decided(Screened(State::kHeld, 0.9), State::kRejected);
  imported.comment.create_time =
      imported.comment.id.Time() - absl::Milliseconds(1);
  const Calibration calibration = Of({imported}, GroupedBy::kLanguage);
  EXPECT_EQ(calibration.total.comments, 0);
  EXPECT_TRUE(calibration.groups.empty());
  EXPECT_TRUE(calibration.bands.empty());
}

TEST(Calibration, ComparesAScoreWithWhatPeopleDecided) {
  std::mt19937 random(7);
  std::vector<StoredComment> comments;
  std::array<int, kBands> judged = {};
  std::array<int, kBands> refused = {};
  for (int i = 0; i < 1000; ++i) {
    const double score = static_cast<double>(random() % 1001) / 1000;
    const bool bad = random() % 1000 < 1000 * score;
    comments.push_back(Decided(Screened(State::kHeld, score),
                               bad ? State::kRejected : State::kApproved));
    const int band = score == 1 ? 9 : static_cast<int>(score * 10);
    ++judged[band];
    if (bad) ++refused[band];
  }
  const Calibration calibration = Of(comments);
  for (size_t band = 0; band < kBands; ++band) {
    const BandCount count = BandOf(calibration, "toxicity", band);
    EXPECT_EQ(count.judged, judged[band]);
    EXPECT_EQ(count.refused, refused[band]);
    EXPECT_EQ(count.held, judged[band]);
    EXPECT_NEAR(count.sum / judged[band], (band + 0.5) / 10, 0.02);
  }
}

TEST(Calibration, CountsWhatADecisionSaysOfAScoreOnly) {
  struct Row {
    const char* score;
    State to;
    const char* reason;
    int judged;
    int refused;
  };
  for (const Row& row : {
           Row{"toxicity", State::kApproved, "", 1, 0},
           Row{"toxicity", State::kRejected, "", 1, 1},
           Row{"toxicity", State::kRejected, "insult", 1, 1},
           Row{"toxicity", State::kRejected, "off_topic", 0, 0},
           Row{"toxicity", State::kSpam, "", 0, 0},
           Row{"spam", State::kApproved, "", 1, 0},
           Row{"spam", State::kSpam, "", 1, 1},
           Row{"spam", State::kRejected, "insult", 0, 0},
       }) {
    StoredComment stored = Screened(State::kHeld, 0.5);
    stored.hidden.verdict.scores = {{row.score, 0.55}};
    const auto count =
        BandOf(Of({Decided(stored, row.to, row.reason)}), row.score, 5);
    EXPECT_EQ(count.judged, row.judged) << row.score << " " << row.reason;
    EXPECT_EQ(count.refused, row.refused) << row.score << " " << row.reason;
  }
}

TEST(Calibration, LeavesOutWhatNobodyJudgedOrSomebodyComplainedOf) {
  StoredComment sampled = Screened(State::kApproved, 0.1);
  sampled.hidden.verdict.sampled = true;
  sampled.comment.state = State::kHeld;
  const Calibration calibration = Of({
      Screened(State::kHeld, 0.9),
      Screened(State::kApproved, 0.1),
      Decided(Screened(State::kApproved, 0.2), State::kRejected),
      Decided(Screened(State::kHeld, 0.9), State::kApproved, "",
              HistoryAction::kRescreened),
      Decided(sampled, State::kRejected),
      Decided(Screened(State::kHeld, 0.9), State::kApproved),
  });
  EXPECT_EQ(calibration.total.comments, 6);
  EXPECT_EQ(calibration.total.held, 3);
  EXPECT_EQ(calibration.total.held_judged, 1);
  EXPECT_EQ(calibration.total.held_approved, 1);
  EXPECT_EQ(calibration.total.sampled, 1);
  EXPECT_EQ(calibration.total.sampled_wrong, 1);
  EXPECT_EQ(BandOf(calibration, "toxicity", 9).judged, 1);
  EXPECT_EQ(BandOf(calibration, "toxicity", 2).judged, 0);
  EXPECT_EQ(BandOf(calibration, "toxicity", 1).refused, 1);
}

TEST(Calibration, ComparesGroups) {
  const Calibration calibration =
      Of({Screened(State::kHeld, 0.9, "de"),
          Decided(Screened(State::kHeld, 0.9, "de"), State::kApproved),
          Screened(State::kApproved, 0.1, "en"),
          Screened(State::kApproved, 0.1, "")},
         GroupedBy::kLanguage);
  ASSERT_EQ(calibration.groups.size(), 3u);
  EXPECT_EQ(calibration.groups.at("de").held, 2);
  EXPECT_EQ(calibration.groups.at("de").held_approved, 1);
  EXPECT_EQ(calibration.groups.at("en").held, 0);
  EXPECT_EQ(calibration.groups.at("und").comments, 1);
  EXPECT_EQ(BandOf(calibration, "toxicity", 9, "de").judged, 1);
}

TEST(Calibration, KeepsToOneScoreAndSurvivesAnyNumber) {
  StoredComment stored = Screened(State::kHeld, 1.5);
  stored.hidden.verdict.scores["spam"] = -0.5;
  const auto decided = Decided(stored, State::kApproved);
  EXPECT_EQ(BandOf(Of({decided}), "toxicity", 9).judged, 1);
  EXPECT_EQ(BandOf(Of({decided}), "spam", 0).judged, 1);
  EXPECT_EQ(Of({decided}, GroupedBy::kNothing, "spam").bands.size(), 1u);
}

TEST(Calibration, GroupsBySectionAuthorAndWords) {
  StoredComment stored;
  stored.thread.section = "sport";
  stored.comment.body = "Muslim women and MUSLIMS, black shoes";
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kSection), ElementsAre("sport"));
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kAuthor), ElementsAre("known"));
  stored.hidden.verdict.signals = {{.name = "author_new", .strength = 1}};
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kAuthor), ElementsAre("new"));
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kIdentityTerm),
              ElementsAre("gender: women", "origin: african or black",
                          "religion: muslim"));
  stored.comment.body = "the mandarin in Manchester";
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kIdentityTerm), IsEmpty());
  stored.comment.body.clear();
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kIdentityTerm), IsEmpty());
  stored.comment.body = "Jüdinnen? JÜDISCHE Frauen\xFF";
  EXPECT_THAT(GroupsOf(stored, GroupedBy::kIdentityTerm),
              ElementsAre("gender: women", "religion: jewish"));
}

}  // namespace
}  // namespace winnow
