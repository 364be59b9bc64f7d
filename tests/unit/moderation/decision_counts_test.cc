#include "service/moderation/decision_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/volumes.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr int64_t kDay = 20786;  // 2026-11-29

absl::Time Midnight() { return DayStart(kDay, absl::UTCTimeZone()); }

// A comment of 10:00 that a rule has held.
StoredComment Held() {
  StoredComment stored;
  const uint64_t ms = absl::ToUnixMillis(Midnight() + absl::Hours(10));
  std::string bytes(16, '\0');
  for (int i = 0; i < 6; ++i) {
    bytes[i] = static_cast<char>(ms >> (8 * (5 - i)) & 0xFF);
  }
  stored.comment.id = *UuidFromBytes(bytes);
  stored.comment.create_time = stored.comment.id.Time();
  stored.hidden.verdict.state = State::kHeld;
  stored.hidden.verdict.rule = "suspect";
  return stored;
}

HistoryRecord Record(HistoryAction action, State from, State to,
                     absl::Duration after = absl::Hours(13)) {
  HistoryRecord record;
  record.time = Midnight() + after;
  record.key_id = "abc";
  record.action = action;
  record.from = from;
  record.to = to;
  return record;
}

std::map<std::string, int64_t> Summed(const std::vector<DayCount>& counts) {
  std::map<std::string, int64_t> summed;
  for (const DayCount& count : counts) {
    summed[absl::StrCat(count.day, " ", count.field)] += count.by;
  }
  std::erase_if(summed, [](const auto& entry) { return entry.second == 0; });
  return summed;
}

TEST(DecisionCounts, AreOfTheDecisionItsMakerTheWaitAndTheRule) {
  const auto record = Record(HistoryAction::kApproved, State::kHeld,
                             State::kApproved, absl::Hours(25));
  EXPECT_THAT(
      Summed(CountsOfDecision(Held(), record, {}, absl::UTCTimeZone())),
      UnorderedElementsAre(
          Pair("p20787 A", 1), Pair("p20787 mabcA", 1),
          Pair(absl::StrCat("p20787 w", WaitClassOf(absl::Hours(15))), 1),
          // The day on which it came.
          Pair("p20786 jhHsuspect", 1), Pair("p20786 ohHsuspect", 1)));
}

TEST(DecisionCounts, JudgeNoRuleByWhatCameFromElsewhere) {
  StoredComment stored = Held();
  stored.comment.create_time -= absl::Hours(24 * 365);
  const auto record =
      Record(HistoryAction::kRejected, State::kHeld, State::kRejected);
  EXPECT_THAT(
      Summed(CountsOfDecision(stored, record, {}, absl::UTCTimeZone())),
      UnorderedElementsAre(
          Pair("p20786 R", 1), Pair("p20786 mabcR", 1),
          Pair(absl::StrCat("p20786 w", WaitClassOf(absl::Hours(3))), 1)));
}

TEST(JudgedAs, PassesOverADismissalAsAnUndoDoes) {
  const auto approved =
      Record(HistoryAction::kApproved, State::kHeld, State::kApproved);
  const auto dismissed =
      Record(HistoryAction::kApproved, State::kApproved, State::kApproved);
  const auto undone =
      Record(HistoryAction::kUndone, State::kApproved, State::kHeld);
  EXPECT_EQ(JudgedAs({approved, dismissed}), State::kApproved);
  EXPECT_EQ(JudgedAs({approved, dismissed, undone}), std::nullopt);
}

TEST(DecisionCounts, KeepWhatWasFoundByComplaintsApart) {
  StoredComment stored = Held();
  stored.hidden.verdict.state = State::kApproved;
  stored.hidden.verdict.rule = "default";
  stored.hidden.verdict.shadow_rules = {"new-rule"};
  const auto record =
      Record(HistoryAction::kMarkedSpam, State::kApproved, State::kSpam);
  EXPECT_THAT(Summed(CountsOfDecision(stored, record, {}, absl::UTCTimeZone())),
              UnorderedElementsAre(Pair("p20786 S", 1), Pair("p20786 mabcS", 1),
                                   Pair("p20786 jcAdefault", 1),
                                   Pair("p20786 ocAdefault", 1)));
}

TEST(DecisionCounts, TellWhatPeopleSaidWhereARuleInShadowHeld) {
  StoredComment stored = Held();
  stored.hidden.verdict.shadow_rules = {"new-rule"};
  auto counts = Summed(CountsOfDecision(
      stored, Record(HistoryAction::kApproved, State::kHeld, State::kApproved),
      {}, absl::UTCTimeZone()));
  EXPECT_EQ(counts["p20786 xanew-rule"], 1);
  counts = Summed(CountsOfDecision(
      stored, Record(HistoryAction::kRejected, State::kHeld, State::kRejected),
      {}, absl::UTCTimeZone()));
  EXPECT_EQ(counts["p20786 xrnew-rule"], 1);
}

TEST(DecisionCounts, MoveAJudgementWhenSomebodyDecidesAgain) {
  const auto record =
      Record(HistoryAction::kRejected, State::kApproved, State::kRejected);
  const auto counts = Summed(
      CountsOfDecision(Held(), record, State::kApproved, absl::UTCTimeZone()));
  EXPECT_THAT(counts,
              UnorderedElementsAre(Pair("p20786 R", 1), Pair("p20786 mabcR", 1),
                                   Pair("p20786 ohHsuspect", -1)));
}

TEST(DecisionCounts, AreTheSameTheOtherWayRoundWhenADecisionIsTakenBack) {
  const StoredComment stored = Held();
  const auto record =
      Record(HistoryAction::kApproved, State::kHeld, State::kApproved);
  std::vector<DayCount> all =
      CountsOfDecision(stored, record, {}, absl::UTCTimeZone());
  const auto undone = CountsOfUndo(stored, record, Midnight() + absl::Hours(72),
                                   {}, absl::UTCTimeZone());
  all.insert(all.end(), undone.begin(), undone.end());
  EXPECT_THAT(Summed(all), UnorderedElementsAre(Pair("p20789 u", 1),
                                                Pair("p20789 mabcu", 1)));
}

TEST(DecisionCounts, CountNoRescreeningAsAPersons) {
  const auto record =
      Record(HistoryAction::kRescreened, State::kHeld, State::kApproved);
  EXPECT_THAT(CountsOfDecision(Held(), record, {}, absl::UTCTimeZone()),
              IsEmpty());
  EXPECT_THAT(CountsOfUndo(Held(), record, Midnight() + absl::Hours(20), {},
                           absl::UTCTimeZone()),
              IsEmpty());
}

TEST(DecisionCounts, LetAnAppealedCommentWaitSinceItsAppeal) {
  StoredComment stored = Held();
  stored.hidden.appeal_time = Midnight() + absl::Hours(12);
  const auto record =
      Record(HistoryAction::kApproved, State::kHeld, State::kApproved);
  EXPECT_EQ(Summed(CountsOfDecision(stored, record, State::kRejected,
                                    absl::UTCTimeZone()))
                .count(absl::StrCat("p20786 w", WaitClassOf(absl::Hours(1)))),
            1u);
}

TEST(DecisionCounts, AskTheHistoryWhatPeopleSay) {
  const auto approved =
      Record(HistoryAction::kApproved, State::kHeld, State::kApproved);
  const auto rejected =
      Record(HistoryAction::kRejected, State::kApproved, State::kRejected);
  const auto undone =
      Record(HistoryAction::kUndone, State::kRejected, State::kApproved);
  const auto appealed =
      Record(HistoryAction::kAppealed, State::kRejected, State::kHeld);
  const auto edited =
      Record(HistoryAction::kAuthorEdited, State::kApproved, State::kApproved);
  const auto corrected =
      Record(HistoryAction::kEdited, State::kApproved, State::kApproved);
  const auto rescreened =
      Record(HistoryAction::kRescreened, State::kHeld, State::kApproved);
  EXPECT_EQ(JudgedAs({}), std::nullopt);
  EXPECT_EQ(JudgedAs({approved}), State::kApproved);
  EXPECT_EQ(JudgedAs({approved, rejected}), State::kRejected);
  EXPECT_EQ(JudgedAs({approved, rejected, undone}), State::kApproved);
  EXPECT_EQ(JudgedAs({approved, rejected, undone, undone}), std::nullopt);
  EXPECT_EQ(JudgedAs({undone, undone}), std::nullopt);
  EXPECT_EQ(JudgedAs({approved, rejected, appealed}), State::kRejected);
  EXPECT_EQ(JudgedAs({approved, edited}), std::nullopt);
  EXPECT_EQ(JudgedAs({approved, corrected}), State::kApproved);
  EXPECT_EQ(JudgedAs({rescreened}), std::nullopt);
  // Words to an author, and reports that were wrong.
  const auto told =
      Record(HistoryAction::kRejected, State::kRejected, State::kRejected);
  const auto dismissed =
      Record(HistoryAction::kApproved, State::kApproved, State::kApproved);
  EXPECT_EQ(JudgedAs({told}), std::nullopt);
  EXPECT_EQ(JudgedAs({approved, dismissed}), State::kApproved);
  EXPECT_EQ(JudgedAs({approved, rejected, told, undone}), State::kRejected);
  EXPECT_EQ(JudgedAs({dismissed}), std::nullopt);
  EXPECT_THAT(
      CountsOfDecision(Held(), told, State::kRejected, absl::UTCTimeZone()),
      IsEmpty());
  EXPECT_THAT(CountsOfUndo(Held(), told, told.time, State::kRejected,
                           absl::UTCTimeZone()),
              IsEmpty());
}

TEST(Volumes, AddUpWhatIsKnownAndPassOverTheRest) {
  CountedDay day;
  day.verdicts = {{"Adefault", 5}, {"Hsuspect", 2},  {"Hfault", 1},
                  {"Slinks", 3},   {"eAdefault", 7}, {"", 9}};
  day.people = {{"A", 2},          {"R", 1},     {"u", 4},   {"mabcA", 2},
                {"mabcR", 1},      {"mxyzu", 1}, {"w40", 3}, {"wide", 8},
                {"jhHsuspect", 2}, {"", 1},      {"m", 1},   {"Z", 5}};
  Volume volume;
  AddDay(day, volume);
  AddDay(day, volume);
  EXPECT_EQ(volume.submitted(), 22);
  EXPECT_EQ(volume.screened[State::kHeld], 6);
  EXPECT_EQ(volume.decisions.standing(), 6);
  EXPECT_EQ(volume.decisions.undone, 8);
  EXPECT_EQ(volume.by_key.size(), 2u);
  EXPECT_EQ(volume.by_key["abc"].approved, 4);
  EXPECT_EQ(volume.by_key["xyz"].undone, 2);
  EXPECT_THAT(volume.waits, ElementsAre(Pair(40, 6)));
}

TEST(Volumes, TellTheWaitWithinWhichAShareCame) {
  EXPECT_EQ(WaitWithin(0.5, {}), std::nullopt);
  EXPECT_EQ(WaitWithin(0.5, {{3, 1}}), WaitOfClass(3));
  const std::map<int, int64_t> waits = {{0, 5}, {10, 4}, {20, 1}};
  EXPECT_EQ(WaitWithin(0.5, waits), WaitOfClass(0));
  EXPECT_EQ(WaitWithin(0.51, waits), WaitOfClass(10));
  EXPECT_EQ(WaitWithin(0.9, waits), WaitOfClass(10));
  EXPECT_EQ(WaitWithin(1, waits), WaitOfClass(20));
}

}  // namespace
}  // namespace winnow
