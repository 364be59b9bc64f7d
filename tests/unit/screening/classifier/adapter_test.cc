#include "service/screening/classifier/adapter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/screening/classifier/adapter_slot.h"
#include "tests/unit/screening/classifier/school.h"

namespace winnow {
namespace {

TEST(Adapter, ChangesNothingBeforeItHasSeenFiftyOfEachKind) {
  School school;
  school.TeachBoth(49);
  EXPECT_FALSE(school.adapter.Votes(kSpamHead));
  EXPECT_EQ(school.Shift("gold bullion"), 0);
  school.TeachBoth(1);
  EXPECT_TRUE(school.adapter.Votes(kSpamHead));
  EXPECT_NE(school.Shift("gold bullion"), 0);
  // Nobody said a word about abuse.
  EXPECT_FALSE(school.adapter.Votes(kToxicityHead));
}

TEST(Adapter, DoesNotVoteForKindsOfWhichOneWasHardlySeen) {
  School school;
  for (uint32_t i = 0; i < 400; ++i) {
    school.Teach("gold bullion", i < 10 ? 1 : 0, i + 1, i % 3 + 1);
  }
  EXPECT_FALSE(school.adapter.Votes(kSpamHead));
}

TEST(Adapter, LearnsWordsThatTellOneKindFromTheOther) {
  School school;
  school.TeachBoth(100);

  EXPECT_GT(school.Shift(School::Text(7, "gold bullion")), 0.1F);
  EXPECT_LT(school.Shift(School::Text(7, "good argument")), -0.1F);
  EXPECT_LT(std::abs(school.Shift(School::Text(8, "quite another"))), 0.1F);
}

TEST(Adapter, MovesAScoreByAtMostAFifth) {
  School school;
  school.TeachBoth(300);
  for (const float probability : {0.0F, 0.001F, 0.3F, 0.5F, 0.9F, 1.0F}) {
    for (const char* text : {"gold bullion", "good argument", "", "x"}) {
      const float shift = school.Shift(text, probability);
      EXPECT_LE(std::abs(shift), kAdapterShiftMax);
      EXPECT_GE(probability + shift, 0.0F);
      EXPECT_LE(probability + shift, 1);
    }
  }
  EXPECT_FLOAT_EQ(school.Shift("gold bullion"), kAdapterShiftMax);
}

TEST(Adapter, KeepsOutWhereTheModelAbstains) {
  School school;
  school.TeachBoth(100);
  Assessment unknown = Unsure();
  unknown.confidence.fill(0);
  EXPECT_EQ(school.adapter.Shift(FeaturesOf("gold bullion"), unknown),
            PerAdapterHead{});
  const Lesson lesson = school.Next(1, 5, 1);
  EXPECT_EQ(school.adapter.Learn(
                lesson, MakeLessonText(FeaturesOf("gold bullion"), unknown)),
            Adapter::Outcome::kTakenBack);
}

TEST(Adapter, KeepsItsBalanceWhenNearlyEverythingIsApproved) {
  School school;
  for (uint32_t i = 0; i < 1000; ++i) {
    const bool spam = i % 10 == 0;
    school.Teach(spam ? "gold bullion" : "good argument", spam ? 1 : 0, i + 1,
                 i % 7 + 1);
  }
  EXPECT_TRUE(school.adapter.Votes(kSpamHead));
  EXPECT_GT(school.Shift(School::Text(7, "gold bullion")), 0.1F);
  EXPECT_GT(school.Shift(School::Text(7, "something new")), -0.15F);
}

TEST(Adapter, ForgetsInTime) {
  School school;
  school.TeachBoth(100);
  const auto weight = [&school] {
    return school.adapter.state().heads[kSpamHead].bad_weight *
           static_cast<float>(school.adapter.state().scale);
  };
  const float before = weight();
  school.Wait(kHalfLifeTime);
  school.Teach("good argument", 0, 9);
  EXPECT_NEAR(weight(), before / 2, before * 0.01F);
  school.Wait(10 * kHalfLifeTime);
  school.Teach("good argument", 0, 10);
  EXPECT_FALSE(school.adapter.Votes(kSpamHead));
  EXPECT_EQ(school.Shift("gold bullion"), 0);
}

TEST(Adapter, HalvesEverythingByTheLessonsOfOneHalfLife) {
  School school;
  school.Teach("gold bullion", 1, 1);
  for (uint32_t i = 0; i < kHalfLifeLessons; ++i) {
    school.Teach("good argument", 0, i + 10, i % 9 + 2);
  }
  EXPECT_NEAR(school.adapter.state().heads[kSpamHead].bad_weight *
                  static_cast<float>(school.adapter.state().scale),
              0.5F * 0.92F, 0.03F);  // and three and a half days
}

TEST(Adapter, TakesALessonBackExactly) {
  School school;
  school.TeachBoth(60);
  const Lesson lesson = school.Next(1, 77, 1);
  const LessonText text =
      MakeLessonText(FeaturesOf("all about gold"), Unsure());
  const float before = school.Shift("all about gold");
  ASSERT_EQ(school.adapter.Learn(lesson, text), Adapter::Outcome::kLearned);
  const float taught = school.Shift("all about gold");
  EXPECT_GT(taught, before);
  Lesson undone = lesson;
  undone.labels = {kNoLabel, kNoLabel};
  EXPECT_EQ(school.adapter.Learn(undone, text), Adapter::Outcome::kTakenBack);
  EXPECT_NEAR(school.Shift("all about gold"), before, 0.003F);
  EXPECT_EQ(school.adapter.state().heads[kSpamHead].bad, 60);
}

TEST(Adapter, LearnsOnlyTheNewestDecisionAboutAComment) {
  School school;
  Lesson lesson = school.Next(1, 77, 1);
  const LessonText text = MakeLessonText(FeaturesOf("about gold"), Unsure());
  school.adapter.Learn(lesson, text);
  lesson.labels[kSpamHead] = 0;
  school.adapter.Learn(lesson, text);
  EXPECT_EQ(school.adapter.state().heads[kSpamHead].bad, 0);
  EXPECT_EQ(school.adapter.state().heads[kSpamHead].good, 1);
  EXPECT_EQ(LessonsIn(school.adapter), 1);
}

TEST(Adapter, LeavesTheWeightsWhenTheTextIsAnotherByNow) {
  School school;
  Lesson lesson = school.Next(1, 77, 1);
  school.adapter.Learn(lesson,
                       MakeLessonText(FeaturesOf("about gold"), Unsure()));
  const auto table = school.adapter.state().table;
  lesson.labels = {kNoLabel, kNoLabel};
  lesson.text_hash = 0;
  school.adapter.Learn(lesson, LessonText());
  EXPECT_EQ(school.adapter.state().table, table);
  EXPECT_EQ(school.adapter.state().heads[kSpamHead].bad, 0);
}

TEST(Adapter, CountsEachCommentOnceThatPeopleDecidedAsItHad) {
  School school;
  const LessonText text = MakeLessonText(FeaturesOf("about gold"), Unsure());
  const auto agreed = [&school] {
    return school.adapter.state().heads[kSpamHead].agreed;
  };
  Lesson lesson = school.Next(1, 1, 1);
  lesson.agreed = 1U << kSpamHead;
  for (const uint32_t teacher : {1u, 1u, 2u}) {
    lesson.teacher = teacher;
    school.adapter.Learn(lesson, text);
    EXPECT_EQ(agreed(), 1);
  }
  Lesson other = school.Next(1, 2, 1);
  other.agreed = 1U << kSpamHead;
  school.adapter.Learn(other, text);
  EXPECT_EQ(agreed(), 2);
  // Somebody decides otherwise, somebody undoes.
  lesson.agreed = 0;
  lesson.labels[kSpamHead] = 0;
  school.adapter.Learn(lesson, text);
  EXPECT_EQ(agreed(), 1);
  other.labels.fill(kNoLabel);
  school.adapter.Learn(other, text);
  EXPECT_EQ(agreed(), 0);
}

TEST(Adapter, IsBoundedHoweverMuchItIsTaught) {
  School school;
  for (uint32_t i = 0; i < 3000; ++i) {
    school.Teach("gold bullion", i % 2 == 0 ? 1 : 0, i + 1, i % 50 + 1);
  }
  EXPECT_EQ(school.adapter.state().lessons.size(), kLessonsRemembered);
  EXPECT_LT(school.adapter.Serialize().size(), 150'000u);
}

TEST(Adapter, IsTheSameAfterItWasStored) {
  School school;
  school.TeachBoth(80);
  const std::string bytes = school.adapter.Serialize();
  auto read = Adapter::Parse(bytes, kModel);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Serialize(), bytes);
  EXPECT_EQ(read->Shift(FeaturesOf("gold bullion"), Unsure()),
            school.adapter.Shift(FeaturesOf("gold bullion"), Unsure()));
  // It goes on learning alike.
  const Lesson lesson = school.Next(1, 5, 1);
  const LessonText text = MakeLessonText(FeaturesOf("more gold"), Unsure());
  read->Learn(lesson, text);
  school.adapter.Learn(lesson, text);
  EXPECT_EQ(read->Serialize(), school.adapter.Serialize());
}

TEST(Adapter, RefusesWhatIsDamagedOrOfAnotherModel) {
  School school;
  school.TeachBoth(10);
  const std::string good = school.adapter.Serialize();
  struct Row {
    const char* name;
    std::string bytes;
  };
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
  for (const Row& row : std::vector<Row>{
           {"empty", ""},
           {"text", "WINNOWAD"},
           {"cut short", good.substr(0, good.size() - 1)},
           {"longer", good + "x"},
           {"one bit", flipped},
           {"other features", WithFeatureVersion(good, kFeatureVersion + 1)},
       }) {
    const auto read = Adapter::Parse(row.bytes, kModel);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument)
        << row.name;
  }
  EXPECT_FALSE(Adapter::Parse(good, "ffffffff").ok());
  EXPECT_TRUE(
      Adapter::Parse(WithFeatureVersion(good, kFeatureVersion), kModel).ok());
}

TEST(AdapterSlot, ForgetsAnAdapterThatIsOff) {
  AdapterSlot slot;
  EXPECT_EQ(slot.Get().adapter, nullptr);
  slot.Put(std::make_shared<const Adapter>(kModel));
  EXPECT_EQ(slot.Get().adapter, nullptr);
  slot.SetMode(AdapterMode::kOn);
  slot.Put(std::make_shared<const Adapter>(kModel));
  EXPECT_NE(slot.Get().adapter, nullptr);
  EXPECT_EQ(slot.Get().mode, AdapterMode::kOn);
  slot.SetMode(AdapterMode::kOff);
  EXPECT_EQ(slot.Get().adapter, nullptr);
}

}  // namespace
}  // namespace winnow
