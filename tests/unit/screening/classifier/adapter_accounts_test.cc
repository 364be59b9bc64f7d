// That no account steers an adapter, neither by teaching nor by taking back.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "service/screening/classifier/adapter.h"
#include "tests/unit/screening/classifier/school.h"

namespace winnow {
namespace {

constexpr uint32_t kStolenKey = 66;

TEST(AdapterAccounts, IsNotSteeredByOneAuthor) {
  School school;
  school.TeachBoth(100);
  const float before = school.Shift(School::Text(7, "gold bullion"));
  int passed_over = 0;
  // Somebody has 500 harmless comments about gold approved.
  for (int i = 0; i < 500; ++i) {
    passed_over += school.Teach("gold bullion", 0, 4242, 2) ==
                           Adapter::Outcome::kPassedOver
                       ? 1
                       : 0;
  }
  EXPECT_GE(passed_over, 490);
  EXPECT_GT(school.Shift(School::Text(7, "gold bullion")), before - 0.05F);
  EXPECT_TRUE(school.adapter.Votes(kSpamHead));
  // Nor does one author's comments give it a vote.
  School other;
  for (int i = 0; i < 500; ++i) other.Teach("gold bullion", 1, 4242);
  EXPECT_LE(other.adapter.state().heads[kSpamHead].bad, 10);
}

TEST(AdapterAccounts, IsNotSteeredByOneKeyAmongOthers) {
  School school;
  school.TeachBoth(100);
  ASSERT_GT(school.Shift(School::Text(7, "gold bullion")), 0.1F);
  // A stolen key approves hundreds of advertisements by as many authors.
  const auto share = [&school](uint32_t teacher) {
    float own = 0;
    float all = 0;
    for (const RememberedLesson& lesson : school.adapter.state().lessons) {
      all += lesson.weight;
      if (lesson.teacher == teacher) own += lesson.weight;
    }
    return own / all;
  };
  int learned = 0;
  for (uint32_t i = 0; i < 900; ++i) {
    const auto outcome =
        school.Teach("gold bullion", 0, 100'000 + i, kStolenKey);
    learned += outcome == Adapter::Outcome::kLearned ? 1 : 0;
    ASSERT_LE(share(kStolenKey), 0.76F);
  }
  // For a week, at several hundred decisions a day.
  EXPECT_LT(learned, 700);
  // As soon as others go on, so does what they teach.
  school.TeachBoth(30);
  EXPECT_GT(school.Shift(School::Text(7, "gold bullion")), 0);
}

TEST(AdapterAccounts, LetsAStolenKeyTeachLittleInADay) {
  School school;
  school.TeachBoth(20);
  int learned = 0;
  for (uint32_t i = 0; i < 5000; ++i) {
    Lesson lesson = school.Next(0, i + 1, kStolenKey);
    lesson.time = absl::FromUnixSeconds(1'800'000'000 + i);
    const auto outcome = school.adapter.Learn(
        lesson,
        MakeLessonText(FeaturesOf(School::Text(static_cast<int>(i), "gold")),
                       Unsure()));
    learned += outcome == Adapter::Outcome::kLearned ? 1 : 0;
  }
  EXPECT_EQ(learned, kLessonsOfKeyInDay);
}

// What one key can do to lessons of others in a day, deciding about each anew.
TEST(AdapterAccounts, LetsAStolenKeyOverruleOthersOnlyWithinItsAllowance) {
  struct Row {
    const char* name;
    float spam;        // what it says; kNoLabel: it undoes
    int64_t left_min;  // of 800 lessons of others
    int64_t learned;
  };
  for (const Row& row : {Row{"undoes", kNoLabel, 800 - kLessonsOfKeyInDay, 0},
                         Row{"flips", 0, 800 - kLessonsOfKeyInDay / 2,
                             kLessonsOfKeyInDay / 2}}) {
    SCOPED_TRACE(row.name);
    School school;
    std::vector<Lesson> taught;
    const LessonText text =
        MakeLessonText(FeaturesOf("gold bullion for sale"), Unsure());
    for (uint32_t i = 0; i < 800; ++i) {
      // Everybody's weight is enough that only the day's number is a bound.
      taught.push_back(school.Next(1, i + 1, i % 9 + 1));
      ASSERT_EQ(school.adapter.Learn(taught.back(), text),
                Adapter::Outcome::kLearned);
    }
    std::string before;
    for (const Lesson& lesson : taught) {
      const Adapter::Outcome outcome = school.adapter.Learn(
          school.Again(lesson, row.spam, kStolenKey), text);
      if (outcome != Adapter::Outcome::kPassedOver) continue;
      // It counts the refusal and changes nothing else.
      AdapterState state = school.adapter.state();
      state.passed_over = 0;
      if (before.empty()) before = WriteAdapterFile(state);
      ASSERT_EQ(WriteAdapterFile(state), before);
    }
    ASSERT_FALSE(before.empty());
    EXPECT_EQ(school.adapter.state().heads[kSpamHead].bad, row.left_min);
    EXPECT_EQ(school.adapter.state().heads[kSpamHead].good, row.learned);
    // A day later it may again: it is no other key.
    school.Wait(absl::Hours(25));
    EXPECT_NE(school.adapter.Learn(
                  school.Again(taught.back(), kNoLabel, kStolenKey), text),
              Adapter::Outcome::kPassedOver);
  }
}

TEST(AdapterAccounts, CountsWhatAKeyTookFromOthersAsItsOwnWeight) {
  School school;
  std::vector<Lesson> taught;
  const LessonText text =
      MakeLessonText(FeaturesOf("gold bullion for sale"), Unsure());
  // Others go on; the key takes back all that they teach, for weeks.
  int64_t taken = 0;
  for (uint32_t i = 0; i < 2000; ++i) {
    const Lesson lesson = school.Next(1, i + 1, i % 9 + 1);
    ASSERT_EQ(school.adapter.Learn(lesson, text), Adapter::Outcome::kLearned);
    taken += school.adapter.Learn(school.Again(lesson, kNoLabel, kStolenKey),
                                  text) == Adapter::Outcome::kTakenBack
                 ? 1
                 : 0;
  }
  EXPECT_LT(taken, 2000 * 3 / 4 + 100);
  EXPECT_GT(LessonsIn(school.adapter), 200);
}

TEST(AdapterAccounts, LetsAKeyTakeBackItsOwnLessonButOnce) {
  School school;
  school.TeachBoth(20);
  const auto others = [&school] {
    return school.adapter.state().heads[kSpamHead].bad_weight *
           static_cast<float>(school.adapter.state().scale);
  };
  const float before = others();
  const Lesson lesson = school.Next(0, 0, kStolenKey);
  const LessonText text = MakeLessonText(FeaturesOf("about gold"), Unsure());
  int learned = 0;
  for (int i = 0; i < 5000; ++i) {
    learned += school.adapter.Learn(lesson, text) == Adapter::Outcome::kLearned
                   ? 1
                   : 0;
    // At any time, also after its last.
    Lesson undone = lesson;
    undone.labels.fill(kNoLabel);
    ASSERT_EQ(school.adapter.Learn(undone, text), Adapter::Outcome::kTakenBack);
    ASSERT_EQ(school.adapter.state().heads[kSpamHead].good, 20);
  }
  EXPECT_EQ(learned, kLessonsOfKeyInDay);
  // Others' lessons faded by so many, as by any others.
  EXPECT_NEAR(others() / before,
              std::exp2(-kLessonsOfKeyInDay / kHalfLifeLessons), 0.02);
}

TEST(AdapterAccounts, LetsTheOnlyModeratorOfASiteTeach) {
  School school;
  for (uint32_t i = 0; i < 1000; ++i) {
    const bool spam = i % 2 == 0;
    ASSERT_EQ(school.Teach(spam ? "gold bullion" : "good argument",
                           spam ? 1 : 0, i + 1, 1),
              Adapter::Outcome::kLearned);
  }
  EXPECT_TRUE(school.adapter.Votes(kSpamHead));
}

}  // namespace
}  // namespace winnow
