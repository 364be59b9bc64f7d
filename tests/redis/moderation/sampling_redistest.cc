// Comments that people judge blind, and figures read from comments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/intake/sampling.h"
#include "service/moderation/blind.h"
#include "service/moderation/calibration.h"
#include "service/moderation/decision_export.h"
#include "service/moderation/edits.h"
#include "service/moderation/newest_comments.h"
#include "service/store/redis/redis_count_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::Contains;
using testing::Pair;

SiteSettings Drawing(double share) {
  SiteSettings settings;
  settings.sampled_share = share;
  return settings;
}

// "hold me" waits without a priority, which would tell blind ones from it.
Policy WithoutPriorities() {
  Policy policy = TestPolicy();
  for (Rule& rule : policy.rules) rule.priority = 0;
  return policy;
}

class Sampling : public testing::Test {
 protected:
  StoredComment Get(const Uuid& id) {
    auto stored = room_.moderation->Get(room_.site, id);
    EXPECT_THAT(stored, IsOk());
    return *std::move(stored);
  }

  absl::StatusOr<StoredComment> Decide(const Uuid& id, State to) {
    DecisionRequest request;
    request.site = room_.site;
    request.id = id;
    request.to = to;
    return room_.moderation->Decide(request, room_.moderator());
  }

  size_t Found(const std::string& filter) {
    const auto page = room_.moderation->Search(
        room_.site, *CommentFilter::Parse(filter), std::nullopt, 100);
    EXPECT_THAT(page, IsOk());
    return page->comments.size();
  }

  std::map<std::string, int64_t> People() {
    RedisCountStore store(*room_.redis);
    const int64_t today = DayOf(absl::Now(), absl::UTCTimeZone());
    const auto days = store.Read(room_.site, today - 1, 3);
    EXPECT_THAT(days, IsOk());
    std::map<std::string, int64_t> people;
    for (const CountedDay& day : *days) {
      people.insert(day.people.begin(), day.people.end());
    }
    return people;
  }

  // Draws everything that may be drawn.
  Newsroom room_{Drawing(1)};
};

TEST_F(Sampling, HoldsWhatThePolicyDecidedAndShowsNothingOfIt) {
  for (const char* body : {"a fine day", "awful"}) {
    const Uuid id = room_.Post(body);
    const StoredComment stored = Get(id);
    EXPECT_EQ(stored.comment.state, State::kHeld);
    EXPECT_EQ(stored.comment.public_reason, "");
    EXPECT_NE(stored.hidden.verdict.state, State::kHeld);
    EXPECT_TRUE(stored.hidden.verdict.sampled);
    ASSERT_TRUE(IsBlind(stored));
    const Verdict& shown = ShownVerdict(stored);
    EXPECT_EQ(shown.state, State::kHeld);
    EXPECT_EQ(shown.rule, "blind");
    EXPECT_TRUE(shown.signals.empty());
    EXPECT_TRUE(shown.scores.empty());
  }
  EXPECT_EQ(Found(""), 2u);
  EXPECT_EQ(Found("rule=blind"), 2u);
  EXPECT_EQ(Found("rule=default"), 0u);
  EXPECT_EQ(Found("rule=banned"), 0u);
  EXPECT_EQ(Found("reason=language"), 0u);
  EXPECT_EQ(Found("signal.listed_banned>0.1"), 0u);
  EXPECT_EQ(Found("signal.listed_banned<0.1"), 2u);
}

TEST_F(Sampling, ShowsAllOnceAPersonHasDecidedAndCountsTheSample) {
  const Uuid right = room_.Post("awful one");
  const Uuid wrong = room_.Post("awful two");
  ASSERT_THAT(Decide(right, State::kRejected), IsOk());
  const auto approved = Decide(wrong, State::kApproved);
  ASSERT_THAT(approved, IsOk());
  EXPECT_FALSE(IsBlind(*approved));
  EXPECT_EQ(ShownVerdict(*approved).rule, "banned");
  EXPECT_THAT(People(), Contains(Pair("jsRbanned", 2)));
  EXPECT_THAT(People(), Contains(Pair("osRbanned", 1)));
  // Taken back, it waits again, and nobody forgets what was shown.
  ASSERT_THAT(room_.moderation->Undo(room_.site, wrong, {}, room_.moderator()),
              IsOk());
  EXPECT_FALSE(IsBlind(Get(wrong)));
  EXPECT_THAT(People(), Contains(Pair("jsRbanned", 1)));

  DecisionExport exported(*room_.store, room_.site, absl::InfinitePast(), {});
  int sampled = 0;
  while (!exported.done()) {
    const auto part = exported.Next();
    ASSERT_THAT(part, IsOk());
    for (const ExportedDecision& decision : *part) {
      EXPECT_TRUE(decision.sampled);
      ++sampled;
    }
  }
  EXPECT_EQ(sampled, 1);
}

TEST_F(Sampling, DrawsHeldOnesTooSoThatBeingBlindTellsNothing) {
  room_.Apply(WithoutPriorities());
  const StoredComment stored = Get(room_.Post("hold me"));
  EXPECT_EQ(stored.hidden.verdict.state, State::kHeld);
  EXPECT_TRUE(IsBlind(stored));
  const StoredComment approved = Get(room_.Post("a fine day"));
  EXPECT_EQ(stored.hidden.verdict.priority, approved.hidden.verdict.priority);
}

TEST_F(Sampling, LeavesOutWhatWouldHarmOrTell) {
  // Waits with a priority.
  EXPECT_FALSE(Get(room_.Post("hold me")).hidden.verdict.sampled);
  Submission staff = room_.CommentOf("a fine day, says the editor");
  staff.author_role = AuthorRole::kStaff;
  const auto said = room_.Submit(std::move(staff));
  ASSERT_THAT(said, IsOk());
  EXPECT_EQ(said->comment.state, State::kApproved);
  Submission once = room_.CommentOf("hold me twice");
  Submission twice = once;
  ASSERT_THAT(room_.Submit(std::move(once)), IsOk());
  const auto repeated = room_.Submit(std::move(twice));
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->comment.state, State::kRejected);
}

TEST_F(Sampling, IsNotUndoneByRescreeningOrAnAuthorsEdit) {
  Edits edits(*room_.store, *room_.live, RealClock());
  const auto submitted = room_.Submit(room_.CommentOf("a fine day"));
  ASSERT_THAT(submitted, IsOk());
  const Uuid id = submitted->comment.id;
  const auto rows = room_.moderation->Rescreen(room_.site, {Get(id)}, false, "",
                                               room_.moderator());
  ASSERT_THAT(rows, IsOk());
  EXPECT_TRUE(rows->empty());
  EditRequest edit = {.site = room_.site, .id = id};
  edit.texts.body = "another fine day";
  const auto edited =
      edits.ByAuthor(edit, submitted->edit_token, room_.moderator());
  ASSERT_THAT(edited, IsOk());
  EXPECT_EQ(edited->comment.state, State::kHeld);
  EXPECT_TRUE(IsBlind(*edited));
  EXPECT_EQ(edited->hidden.verdict.state, State::kApproved);
}

TEST(SamplingShare, DrawsAsManyAsItSaysAndTheSameAgain) {
  Newsroom room(Drawing(0.2));
  const auto live = room.live->Load(room.site, 0);
  ASSERT_THAT(live, IsOk());
  int drawn = 0;
  std::set<double> numbers;
  for (int i = 0; i < 10000; ++i) {
    const Uuid id = MakeUuidV7(RealClock(), SystemRandom());
    const double number = (*live)->keys->SampleNumber(id);
    EXPECT_EQ(number, (*live)->keys->SampleNumber(id));
    EXPECT_GE(number, 0);
    EXPECT_LT(number, 1);
    numbers.insert(number);
    if (number < 0.2) ++drawn;
  }
  EXPECT_EQ(numbers.size(), 10000u);
  // Five standard deviations.
  EXPECT_NEAR(drawn, 2000, 200);
}

TEST(SamplingShare, DrawsNothingByDefaultNorIntoAFullQueue) {
  Newsroom usual;
  EXPECT_FALSE(usual.moderation->Get(usual.site, usual.Post("a fine day"))
                   ->hidden.verdict.sampled);
  SiteSettings settings = Drawing(1);
  settings.held_max = 1;
  Newsroom room(settings);
  const Uuid held = room.Post("a fine day");
  const Uuid second = room.Post("another fine day");
  EXPECT_EQ(room.moderation->Get(room.site, held)->comment.state, State::kHeld);
  const auto stored = room.moderation->Get(room.site, second);
  EXPECT_EQ(stored->comment.state, State::kApproved);
  EXPECT_FALSE(stored->hidden.verdict.sampled);
  const Uuid third = room.Post("awful");
  EXPECT_EQ(room.moderation->Get(room.site, third)->comment.public_reason,
            "language");
}

class NewestCommentsTest : public testing::Test {
 protected:
  std::vector<Uuid> Read(absl::Time start, absl::Time end) {
    NewestComments comments(*room_.store, room_.site, start, end);
    std::vector<Uuid> ids;
    while (true) {
      auto next = comments.Next();
      EXPECT_THAT(next, IsOk());
      if (!next.ok() || !*next) return ids;
      ids.push_back((*next)->comment.id);
    }
  }

  Newsroom room_;
};

TEST_F(NewestCommentsTest, AreAllOfATimeWhateverBecameOfThem) {
  std::vector<Uuid> posted;
  std::vector<absl::Time> times;
  for (int i = 0; i < 330; ++i) {
    const char* bodies[] = {"hold me", "awful", "a fine day"};
    posted.push_back(room_.Post(absl::StrCat(bodies[i % 3], " ", i)));
    times.push_back(
        room_.moderation->Get(room_.site, posted.back())->comment.create_time);
  }
  for (const auto& [first, last] :
       std::vector<std::pair<size_t, size_t>>{{0, 329}, {100, 299}, {5, 5}}) {
    std::multiset<std::string> wanted;
    for (size_t i = 0; i < posted.size(); ++i) {
      if (times[i] >= times[first] && times[i] < times[last]) {
        wanted.insert(posted[i].ToString());
      }
    }
    std::multiset<std::string> found;
    absl::Time before = absl::InfiniteFuture();
    for (const Uuid& id : Read(times[first], times[last])) {
      found.insert(id.ToString());
      const auto stored = room_.moderation->Get(room_.site, id);
      if (stored->comment.state == State::kHeld) continue;
      EXPECT_LE(stored->comment.create_time, before);
      before = stored->comment.create_time;
    }
    EXPECT_EQ(found, wanted);
  }
}

TEST_F(NewestCommentsTest, AreWhatCalibrationIsReadFrom) {
  for (int i = 0; i < 150; ++i) {
    const Uuid id = room_.Post(
        absl::StrCat(i % 3 == 0 ? "hold me" : "a fine day", " women ", i));
    if (i % 6 != 0) continue;
    DecisionRequest request;
    request.site = room_.site;
    request.id = id;
    request.to = i % 12 == 0 ? State::kApproved : State::kRejected;
    ASSERT_THAT(room_.moderation->Decide(request, room_.moderator()), IsOk());
  }
  const auto read =
      ReadCalibration(*room_.store, {.site = room_.site,
                                     .start = absl::Now() - absl::Hours(1),
                                     .end = absl::Now() + absl::Hours(1),
                                     .by = GroupedBy::kIdentityTerm,
                                     .score = ""});
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->examined, 150);
  EXPECT_TRUE(read->complete);
  const GroupCount& women = read->groups.at("gender: women");
  EXPECT_EQ(women.comments, 150);
  EXPECT_EQ(women.held, 50);
  EXPECT_EQ(women.held_judged, 25);
  EXPECT_EQ(women.held_approved, 13);
}

}  // namespace
}  // namespace winnow
