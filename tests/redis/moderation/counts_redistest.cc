// The counts by day against a naive recount of what was done, on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/comment/day_count.h"
#include "service/moderation/edits.h"
#include "service/moderation/own_comments.h"
#include "service/store/redis/redis_count_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Pair;

using Counts = std::map<std::string, int64_t>;  // "p20786 A" → count

// Days begin at 11:00 UTC, or at 10:00 in their winter.
SiteSettings FarAway() {
  SiteSettings settings;
  EXPECT_TRUE(absl::LoadTimeZone("Pacific/Auckland", &settings.time_zone));
  return settings;
}

class DayCountsTest : public testing::Test {
 protected:
  struct Done {
    State from;
    State to;
    absl::Time time;
    std::string key;
  };
  // What the test did to a comment, by itself.
  struct Told {
    Submitted submitted;
    State verdict = State::kHeld;
    std::string rule;
    std::vector<Done> decisions;  // that stand
    size_t undoable = 0;          // of them, since its appeal
    absl::Time appealed = absl::InfinitePast();
  };

  DayCountsTest() {
    // Times are kept to the millisecond.
    clock_.Set(absl::FromUnixMillis(absl::ToUnixMillis(absl::Now())));
  }

  Told Post(Submission submission) {
    auto submitted = room_.Submit(std::move(submission));
    EXPECT_THAT(submitted, IsOk());
    Told told;
    told.submitted = *std::move(submitted);
    const auto stored =
        room_.moderation->Get(room_.site, told.submitted.comment.id);
    EXPECT_THAT(stored, IsOk());
    told.verdict = stored->hidden.verdict.state;
    told.rule = stored->hidden.verdict.rule;
    return told;
  }

  Principal Person(int number) {
    Principal who = room_.moderator();
    who.key_id = absl::StrCat("key", number);
    return who;
  }

  State StateNow(const Told& told) {
    return room_.moderation->Get(room_.site, told.submitted.comment.id)
        ->comment.state;
  }

  std::string Day(absl::Time time, const char* kind) {
    return absl::StrCat(kind, DayOf(time, room_.settings.time_zone));
  }

  // Everything that is counted from yesterday on.
  Counts Kept() {
    RedisCountStore store(*room_.redis);
    const int64_t first = DayOf(absl::Now(), room_.settings.time_zone) - 1;
    const auto days = store.Read(room_.site, first, 60);
    EXPECT_THAT(days, IsOk());
    Counts kept;
    for (size_t i = 0; days.ok() && i < days->size(); ++i) {
      const int64_t day = first + static_cast<int64_t>(i);
      for (const auto& [field, count] : (*days)[i].verdicts) {
        kept[absl::StrCat("v", day, " ", field)] = count;
      }
      for (const auto& [field, count] : (*days)[i].people) {
        kept[absl::StrCat("p", day, " ", field)] = count;
      }
    }
    return kept;
  }

  void AddExpected(const Told& told, Counts& counts) {
    const auto letter = [](State state) {
      return std::string(1, static_cast<char>(state));
    };
    const absl::Time arrival = told.submitted.comment.id.Time();
    ++counts[absl::StrCat(Day(arrival, "v"), " ", letter(told.verdict),
                          told.rule)];
    for (const Done& done : told.decisions) {
      const std::string day = Day(done.time, "p");
      ++counts[absl::StrCat(day, " ", letter(done.to))];
      ++counts[absl::StrCat(day, " m", done.key, letter(done.to))];
      if (done.from != State::kHeld) continue;
      const absl::Time since = told.appealed <= done.time
                                   ? std::max(arrival, told.appealed)
                                   : arrival;
      const double waited = absl::ToDoubleSeconds(done.time - since);
      ++counts[absl::StrCat(
          day, " w", static_cast<int>(std::floor(8 * std::log2(1 + waited))))];
    }
    if (told.decisions.empty()) return;
    const std::string basis =
        absl::StrCat(told.verdict == State::kHeld ? "h" : "c",
                     letter(told.verdict), told.rule);
    const bool approved = told.decisions.back().to == State::kApproved;
    ++counts[absl::StrCat(Day(arrival, "p"), " j", basis)];
    if (approved != (told.verdict == State::kApproved)) {
      ++counts[absl::StrCat(Day(arrival, "p"), " o", basis)];
    }
  }

  Newsroom room_{FarAway()};
  FakeClock clock_;
  Moderation moderation_{*room_.store, *room_.live, clock_, SystemRandom()};
};

TEST_F(DayCountsTest, AreWhatANaiveRecountFindsWhateverPeopleDo) {
  OwnComments own(*room_.store, *room_.live, clock_);
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto one_of = [&random](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  std::vector<Told> comments;
  for (int i = 0; i < 30; ++i) {
    const char* bodies[] = {"hold me", "awful", "a fine day"};
    comments.push_back(
        Post(room_.CommentOf(absl::StrCat(bodies[i % 3], " ", i))));
  }
  Counts expected;
  int undone = 0;
  int appealed = 0;
  for (int step = 0; step < 400; ++step) {
    clock_.Advance(absl::Milliseconds(one_of(7'200'000)));
    Told& told = comments[one_of(30)];
    const Uuid id = told.submitted.comment.id;
    const State before = StateNow(told);
    const Principal who = Person(one_of(3));
    const int what = one_of(10);
    if (what < 6) {
      const State to = std::vector<State>{State::kApproved, State::kRejected,
                                          State::kSpam}[one_of(3)];
      DecisionRequest request;
      request.site = room_.site;
      request.id = id;
      request.to = to;
      ASSERT_THAT(moderation_.Decide(request, who), IsOk());
      if (to == before) continue;
      told.decisions.push_back({before, to, clock_.Now(), who.key_id});
      ++told.undoable;
    } else if (what < 9) {
      const auto taken = moderation_.Undo(room_.site, id, {}, who);
      ASSERT_EQ(taken.ok(), told.undoable > 0) << taken.status();
      if (!taken.ok()) continue;
      const std::string day = Day(clock_.Now(), "p");
      ++expected[absl::StrCat(day, " u")];
      ++expected[absl::StrCat(day, " m", told.decisions.back().key, "u")];
      told.decisions.pop_back();
      --told.undoable;
      ++undone;
    } else {
      const auto status = own.Appeal({.site = room_.site,
                                      .id = id,
                                      .edit_token = told.submitted.edit_token},
                                     "please", room_.moderator());
      if (!status.ok()) continue;
      told.appealed = clock_.Now();
      told.undoable = 0;
      ++appealed;
    }
  }
  EXPECT_GT(undone, 20);
  EXPECT_GT(appealed, 0);
  for (const Told& told : comments) AddExpected(told, expected);
  EXPECT_EQ(Kept(), expected);
}

TEST_F(DayCountsTest, CountAnEditsVerdictForItsRuleOnly) {
  Edits edits(*room_.store, *room_.live, RealClock());
  Told told = Post(room_.CommentOf("a fine day"));
  EditRequest edit = {.site = room_.site, .id = told.submitted.comment.id};
  edit.texts.body = "hold me";
  const auto edited =
      edits.ByAuthor(edit, told.submitted.edit_token, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  ASSERT_EQ(edited->comment.state, State::kHeld);
  const std::string day = Day(told.submitted.comment.id.Time(), "v");
  EXPECT_THAT(Kept(), ElementsAre(Pair(day + " Adefault", 1),
                                  Pair(day + " eHsuspect", 1)));

  DecisionRequest request;
  request.site = room_.site;
  request.id = told.submitted.comment.id;
  request.to = State::kRejected;
  ASSERT_THAT(moderation_.Decide(request, Person(1)), IsOk());
  const std::string people = Day(told.submitted.comment.id.Time(), "p");
  EXPECT_THAT(Kept(), IsSupersetOf({Pair(people + " jhHsuspect", int64_t{1})}));
  EXPECT_EQ(Kept().count(people + " ohHsuspect"), 0u);
}

TEST_F(DayCountsTest, CountACommentOnceHoweverOftenItIsSent) {
  Submission submission = room_.CommentOf("a fine day");
  submission.request_id = "once";
  Submission again = submission;
  const Told told = Post(std::move(submission));
  const auto replayed = room_.Submit(std::move(again));
  ASSERT_THAT(replayed, IsOk());
  EXPECT_TRUE(replayed->replayed);
  const std::string day = Day(told.submitted.comment.id.Time(), "v");
  EXPECT_THAT(Kept(), ElementsAre(Pair(day + " Adefault", 1)));
}

TEST_F(DayCountsTest, ChangeNothingWithADecisionThatCameTooLate) {
  const Told told = Post(room_.CommentOf("hold me"));
  DecisionRequest request;
  request.site = room_.site;
  request.id = told.submitted.comment.id;
  request.to = State::kApproved;
  request.revision = 7;
  EXPECT_FALSE(moderation_.Decide(request, Person(1)).ok());
  const std::string day = Day(told.submitted.comment.id.Time(), "v");
  EXPECT_THAT(Kept(), ElementsAre(Pair(day + " Hsuspect", 1)));
}

TEST_F(DayCountsTest, AreKeptForTheTimeThatCanBeAskedFor) {
  const Told told = Post(room_.CommentOf("hold me"));
  const std::string key =
      absl::StrCat("…count:", Day(told.submitted.comment.id.Time(), "v"));
  const int64_t seconds = room_.Redis({"TTL", key}).integer();
  EXPECT_GT(seconds, 799 * 24 * 3600);
  EXPECT_LE(seconds, 800 * 24 * 3600);
}

}  // namespace
}  // namespace winnow
