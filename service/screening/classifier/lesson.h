// A Lesson is one thing that a person taught a site's adapter (adapter.h): what
// a text should have been called. Plain data; holds no text and no names, only
// hashes.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_LESSON_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_LESSON_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/heads.h"

namespace winnow {

// People's decisions tell two scores: what they file as spam, and what they
// reject as abuse. These are the first two of Head.
inline constexpr size_t kAdapterHeads = 2;
static_assert(kSpamHead < kAdapterHeads && kToxicityHead < kAdapterHeads);

// One number for each of them.
using PerAdapterHead = std::array<float, kAdapterHeads>;

// A head that a lesson says nothing about.
inline constexpr float kNoLabel = -1;

struct Lesson {
  Uuid about;              // the comment; of feedback an id of its own
  uint64_t text_hash = 0;  // keyed, of the text that was judged
  uint32_t author = 0;     // hash of a pseudonym; 0: nobody knows who wrote it
  uint32_t teacher = 0;    // hash of the key that decided
  absl::Time time;         // by Redis' clock
  // What the score should have been, 0–1, or kNoLabel. Without any label the
  // lesson only takes back what was learned about the same comment.
  PerAdapterHead labels = {kNoLabel, kNoLabel};
  // A bit for each head for which the adapter changed the verdict, or would
  // have, as the person then decided.
  uint32_t agreed = 0;

  // Whether it says that people refused the text.
  bool IsBad() const {
    return labels[kSpamHead] >= 0.5F || labels[kToxicityHead] >= 0.5F;
  }
};

// Of a longer text so many grams are learned from, spread over all of it.
inline constexpr size_t kLessonGramsMax = 2048;

// The table that an adapter has in place of words.
inline constexpr uint32_t kAdapterBuckets = 1 << 14;

// What an adapter learns from: no words, only where they would stand in its
// table, and what the model said. It can be kept where a text may not.
struct LessonText {
  std::vector<uint16_t> buckets;  // below kAdapterBuckets; may repeat
  std::vector<uint16_t> marks;    // below kMarks
  // Calibrated, 0–1; kNoLabel where the model abstained.
  PerAdapterHead probability = {kNoLabel, kNoLabel};
};

// Cost: linear, 1 µs for 300 bytes.
LessonText MakeLessonText(const FeatureSet& features,
                          const Assessment& assessment);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_LESSON_H_
