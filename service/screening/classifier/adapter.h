// An Adapter is what one site's moderators have taught beside the model: online
// logistic regression on the model's own hashed features. It starts from what
// the model says and learns the rest, so that an adapter that knows nothing
// changes nothing, and it moves a score by at most kAdapterShiftMax.
//
// Bounded: 64 KB of weights and the last kLessonsRemembered lessons, from which
// a lesson can be taken back exactly. Older lessons fade: everything halves
// with every kHalfLifeLessons learned and every kHalfLifeTime that passes.
// Kinds of unequal number are balanced: of the rarer one each lesson counts
// more, at most kBalanceMax times. A head votes once it has seen kVotesAfter
// lessons of each kind, and while enough of each has not faded.
//
// No account steers it:
//   - a comment is one lesson, its newest: deciding again and undoing take back
//     what was learned before;
//   - of one author at most kLessonsOfAuthor lessons of each kind (refused,
//     not refused) are remembered, and no more are learned until one leaves;
//   - one key teaches and takes back at most kLessonsOfKeyInDay lessons in 24
//     hours (overruling another key is one of each), and while other keys teach
//     (kOthersTeach of weight in the last kOthersTeachTime) none that would
//     give it more than three quarters of the weight remembered, unless it has
//     less than kKeyWeightFree. What it took from others is weight of its own.
//     Beyond that it changes nothing. To take back its own lesson of the last
//     24 hours is free: that lesson goes on counting, so each is taken back but
//     once.
//
// Deterministic: the same lessons in the same order give the same bytes. A
// value; copying costs 130 KB. Threads: const methods by all at once.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/screening/classifier/adapter_state.h"
#include "service/screening/classifier/lesson.h"

namespace winnow {

inline constexpr float kAdapterShiftMax = 0.2F;
inline constexpr int64_t kVotesAfter = 50;
// Of each kind, after fading: what was seen long ago gives no vote.
inline constexpr float kVotesWeightMin = 10;
inline constexpr double kHalfLifeLessons = 500;
inline constexpr absl::Duration kHalfLifeTime = absl::Hours(30 * 24);
inline constexpr float kBalanceMax = 4;
inline constexpr int kLessonsOfAuthor = 3;
inline constexpr int kLessonsOfKeyInDay = 200;
inline constexpr float kKeyWeightFree = 100;
inline constexpr float kOthersTeach = 50;
inline constexpr absl::Duration kOthersTeachTime = absl::Hours(7 * 24);

class Adapter {
 public:
  // One that knows nothing. `model_revision` as Model::revision() has it.
  explicit Adapter(absl::string_view model_revision);

  // Reads what Serialize() wrote. Input: untrusted.
  // Errors: InvalidArgument for damaged bytes, and for an adapter of another
  // version or another model, each saying which.
  static absl::StatusOr<Adapter> Parse(absl::string_view bytes,
                                       absl::string_view model_revision);
  std::string Serialize() const;

  enum class Outcome {
    kLearned,
    kTakenBack,   // a lesson without labels; something was known, or not
    kPassedOver,  // one account would teach too much
  };
  // Learns from a text, or takes back what was learned from it.
  Outcome Learn(const Lesson& lesson, const LessonText& text);

  // Counts a decision that nothing can be learned from.
  void PassOver() { ++state_.passed_over; }

  // By how much it moves each score, −kAdapterShiftMax to kAdapterShiftMax: 0
  // where it does not vote or the model abstains.
  // Cost: 0.8 µs for 300 bytes, 0 while no head votes; nothing allocated.
  PerAdapterHead Shift(const FeatureSet& features,
                       const Assessment& assessment) const;

  bool Votes(size_t head) const;
  // What one gram adds to a head's log-odds, in a text of so many grams.
  float GramWeight(uint32_t gram, size_t head, size_t grams) const;
  float MarkWeight(uint16_t mark, size_t head) const;

  // Counts, and the lessons it remembers.
  const AdapterState& state() const { return state_; }

 private:
  float LogOdds(const LessonText& text, size_t head) const;
  // Whether its key has something left of what one key may do.
  bool KeyMay(const Lesson& lesson) const;
  bool AuthorMay(const Lesson& lesson) const;
  void Fade(absl::Time now);
  void FadeBy(double factor);
  // Takes back what is known of the same comment; false: it may not.
  bool TakeBack(const Lesson& lesson, const LessonText& text);
  void Add(const LessonText& text, size_t head, float step);

  AdapterState state_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_H_
