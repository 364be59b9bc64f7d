// What tests of adapters teach with.

#ifndef WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SCHOOL_H_
#define WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SCHOOL_H_

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>

#include "service/screening/classifier/adapter.h"
#include "service/screening/classifier/model_file.h"
#include "service/screening/text/views.h"

namespace winnow {

inline constexpr char kModel[] = "0123abcd";
inline constexpr float kUnsure = 0.5F;

// Words that everybody uses, so that comments differ and are alike.
inline constexpr const char* kCommon[] = {
    "the",  "council", "report", "money", "bus",
    "line", "morning", "people", "year",  "city",
    "read", "school",  "bridge", "plan",  "rain"};

inline Assessment Unsure(float probability = kUnsure) {
  Assessment assessment;
  assessment.probability.fill(probability);
  assessment.confidence.fill(1);
  return assessment;
}

inline FeatureSet FeaturesOf(const std::string& text) {
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

  // Somebody's decision about a comment that was decided before.
  Lesson Again(const Lesson& earlier, float spam, uint32_t teacher) const {
    Lesson lesson = earlier;
    lesson.labels[kSpamHead] = spam;
    lesson.teacher = teacher;
    lesson.time = now_;
    return lesson;
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

// Those that still count.
inline int64_t LessonsIn(const Adapter& adapter) {
  const auto& all = adapter.state().lessons;
  return std::count_if(all.begin(), all.end(), [](const RememberedLesson& one) {
    return !one.IsTakenBack();
  });
}

// The file of an adapter as a Winnow wrote it that reads other features.
inline std::string WithFeatureVersion(std::string file, uint32_t version) {
  constexpr size_t kChecksumAt = 8;
  constexpr size_t kFeatureVersionAt = 20;
  std::memcpy(file.data() + kFeatureVersionAt, &version, sizeof version);
  const uint64_t checksum =
      Checksum(absl::string_view(file).substr(kChecksumAt + sizeof checksum));
  std::memcpy(file.data() + kChecksumAt, &checksum, sizeof checksum);
  return file;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_SCREENING_CLASSIFIER_SCHOOL_H_
