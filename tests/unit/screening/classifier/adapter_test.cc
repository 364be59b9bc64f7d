#include "service/screening/classifier/adapter.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "service/screening/classifier/adapter_slot.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

constexpr char kModel[] = "0123abcd";
constexpr float kUnsure = 0.5F;
constexpr uint32_t kStolenKey = 66;

// Words that everybody uses, so that comments differ and are alike.
constexpr const char* kCommon[] = {"the",    "council", "report",  "money",
                                   "bus",    "line",    "morning", "people",
                                   "year",   "city",    "read",    "school",
                                   "bridge", "plan",    "rain"};

Assessment Unsure(float probability = kUnsure) {
  Assessment assessment;
  assessment.probability.fill(probability);
  assessment.confidence.fill(1);
  return assessment;
}

FeatureSet FeaturesOf(const std::string& text) {
  FeatureSet features;
  const TextViews body(text);
  ExtractFeatures({body, "", "", {}}, /*with_places=*/false, features);
  return features;
}

// A school of people who teach an adapter one lesson after the other.
class School {
 public:
  // What the school's comments are like: common words and `mark`.
  static std::string Text(int n, const std::string& mark) {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      text += kCommon[static_cast<size_t>(n * 7 + i * (n % 5 + 1)) %
                      std::size(kCommon)];
      text += ' ';
    }
    return text + mark;
  }

  Lesson Next(float spam, uint32_t author, uint32_t teacher) {
    ++count_;
    Lesson lesson;
    std::memcpy(lesson.about.value.data(), &count_, sizeof count_);
    lesson.text_hash = static_cast<uint64_t>(count_);
    lesson.author = author;
    lesson.teacher = teacher;
    now_ += absl::Minutes(10);
    lesson.time = now_;
    lesson.labels[kSpamHead] = spam;
    return lesson;
  }

  Adapter::Outcome Teach(const std::string& mark, float spam, uint32_t author,
                         uint32_t teacher = 1) {
    const Lesson lesson = Next(spam, author, teacher);
    return adapter.Learn(
        lesson, MakeLessonText(FeaturesOf(Text(count_, mark)), Unsure()));
  }

  // Enough of both kinds, by many authors and three teachers.
  void TeachBoth(int of_each) {
    for (int i = 0; i < of_each; ++i) {
      const auto author = static_cast<uint32_t>(count_ + 1000);
      Teach("gold bullion", 1, author, author % 3 + 1);
      Teach("good argument", 0, author + 1, author % 3 + 1);
    }
  }

  float Shift(const std::string& text, float probability = kUnsure) const {
    return adapter.Shift(FeaturesOf(text), Unsure(probability))[kSpamHead];
  }

  void Wait(absl::Duration time) { now_ += time; }

  Adapter adapter{kModel};

 private:
  int count_ = 0;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
};

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
  EXPECT_EQ(school.adapter.state().lessons.size(), 1u);
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

TEST(Adapter, IsNotSteeredByOneAuthor) {
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

TEST(Adapter, IsNotSteeredByOneKeyAmongOthers) {
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

TEST(Adapter, LetsAStolenKeyTeachLittleInADay) {
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

TEST(Adapter, LetsTheOnlyModeratorOfASiteTeach) {
  School school;
  for (uint32_t i = 0; i < 1000; ++i) {
    const bool spam = i % 2 == 0;
    ASSERT_EQ(school.Teach(spam ? "gold bullion" : "good argument",
                           spam ? 1 : 0, i + 1, 1),
              Adapter::Outcome::kLearned);
  }
  EXPECT_TRUE(school.adapter.Votes(kSpamHead));
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
       }) {
    const auto read = Adapter::Parse(row.bytes, kModel);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument)
        << row.name;
  }
  EXPECT_FALSE(Adapter::Parse(good, "ffffffff").ok());
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
