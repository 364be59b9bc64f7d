#include "service/screening/classifier/adapter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// How far one lesson moves the log-odds of its own text, by its error. Little
// enough that the few lessons an account may give do not overturn hundreds.
constexpr float kRate = 0.3F;
// What marks and bias weigh beside the grams, whose squares add up to one.
constexpr float kMarkValue = 0.06F;
constexpr float kBiasValue = 0.25F;
// The model is never so sure that people cannot tell it otherwise.
constexpr float kProbabilityMin = 0.001F;
constexpr absl::Duration kDay = absl::Hours(24);

float ToLogOdds(float probability) {
  const float p = std::clamp(probability, kProbabilityMin, 1 - kProbabilityMin);
  return std::log(p / (1 - p));
}

float ToProbability(float log_odds) { return 1 / (1 + std::exp(-log_odds)); }

bool IsWithin(absl::Duration age, const RememberedLesson& known,
              const Lesson& lesson) {
  return lesson.time - absl::FromUnixSeconds(known.time) < age;
}

// Adds to a weight of the table, which stops at what two bytes hold.
void AddTo(int16_t& weight, float steps) {
  constexpr float kMax = std::numeric_limits<int16_t>::max();
  const float sum = static_cast<float>(weight) + std::round(steps);
  weight = static_cast<int16_t>(std::clamp(sum, -kMax, kMax));
}

}  // namespace

LessonText MakeLessonText(const FeatureSet& features,
                          const Assessment& assessment) {
  LessonText text;
  const size_t grams = features.grams.size();
  const size_t kept = std::min(grams, kLessonGramsMax);
  text.buckets.reserve(kept);
  for (size_t i = 0; i < kept; ++i) {
    text.buckets.push_back(static_cast<uint16_t>(
        BucketOf(features.grams[i * grams / kept], kAdapterBuckets)));
  }
  text.marks = features.marks;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (assessment.Has(static_cast<Head>(h))) {
      text.probability[h] = assessment.probability[h];
    }
  }
  return text;
}

Adapter::Adapter(absl::string_view model_revision) {
  state_.model_revision = std::string(model_revision);
  state_.table.resize(size_t{kAdapterBuckets} * kAdapterHeads);
}

absl::StatusOr<Adapter> Adapter::Parse(absl::string_view bytes,
                                       absl::string_view model_revision) {
  auto state = ReadAdapterFile(bytes);
  if (!state.ok()) return state.status();
  if (state->model_revision != model_revision) {
    return absl::InvalidArgumentError(absl::StrCat(
        "it was taught beside another model than ", model_revision));
  }
  Adapter adapter(model_revision);
  adapter.state_ = *std::move(state);
  return adapter;
}

std::string Adapter::Serialize() const { return WriteAdapterFile(state_); }

bool Adapter::Votes(size_t head) const {
  const auto& seen = state_.heads[head];
  const auto scale = static_cast<float>(state_.scale);
  return seen.bad >= kVotesAfter && seen.good >= kVotesAfter &&
         std::min(seen.bad_weight, seen.good_weight) * scale >= kVotesWeightMin;
}

PerAdapterHead Adapter::Shift(const FeatureSet& features,
                              const Assessment& assessment) const {
  PerAdapterHead shift = {};
  std::array<bool, kAdapterHeads> votes;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    votes[h] = assessment.Has(static_cast<Head>(h)) && Votes(h);
  }
  if (!votes[0] && !votes[1]) return shift;
  std::array<int64_t, kAdapterHeads> sums = {};
  for (const uint32_t gram : features.grams) {
    const int16_t* weights =
        &state_.table[size_t{BucketOf(gram, kAdapterBuckets)} * kAdapterHeads];
    sums[0] += weights[0];
    sums[1] += weights[1];
  }
  const float gram_scale = GramScale(features.grams.size()) * kWeightUnit;
  const auto scale = static_cast<float>(state_.scale);
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (!votes[h]) continue;
    const auto& head = state_.heads[h];
    float marks = 0;
    for (const uint16_t mark : features.marks) marks += head.marks[mark];
    const float learned = (static_cast<float>(sums[h]) * gram_scale +
                           marks * kMarkValue + head.bias * kBiasValue) *
                          scale;
    const float before = assessment.probability[h];
    const float offset = ToLogOdds(before);
    const float moved =
        std::clamp(ToProbability(offset + learned) - ToProbability(offset),
                   -kAdapterShiftMax, kAdapterShiftMax);
    shift[h] = std::clamp(moved, -before, 1 - before);
  }
  return shift;
}

float Adapter::LogOdds(const LessonText& text, size_t head) const {
  int64_t sum = 0;
  for (const uint16_t bucket : text.buckets) {
    sum += state_.table[size_t{bucket} * kAdapterHeads + head];
  }
  float marks = 0;
  for (const uint16_t mark : text.marks) {
    marks += state_.heads[head].marks[mark];
  }
  const float learned =
      static_cast<float>(sum) * GramScale(text.buckets.size()) * kWeightUnit +
      marks * kMarkValue + state_.heads[head].bias * kBiasValue;
  return ToLogOdds(text.probability[head]) +
         learned * static_cast<float>(state_.scale);
}

void Adapter::Add(const LessonText& text, size_t head, float step) {
  const float steps = step * GramScale(text.buckets.size()) / kWeightUnit;
  for (const uint16_t bucket : text.buckets) {
    AddTo(state_.table[size_t{bucket} * kAdapterHeads + head], steps);
  }
  auto& numbers = state_.heads[head];
  for (const uint16_t mark : text.marks) {
    numbers.marks[mark] += step * kMarkValue;
  }
  numbers.bias += step * kBiasValue;
}

void Adapter::FadeBy(double factor) {
  state_.scale *= factor;
  if (state_.scale >= kScaleMin) return;
  const auto scale = static_cast<float>(state_.scale);
  for (int16_t& weight : state_.table) {
    weight =
        static_cast<int16_t>(std::lround(static_cast<float>(weight) * scale));
  }
  for (auto& head : state_.heads) {
    for (float& mark : head.marks) mark *= scale;
    head.bias *= scale;
    head.bad_weight *= scale;
    head.good_weight *= scale;
  }
  for (RememberedLesson& lesson : state_.lessons) {
    for (float& step : lesson.steps) step *= scale;
    lesson.weight *= scale;
  }
  state_.scale = 1;
}

void Adapter::Fade(absl::Time now) {
  const int64_t seconds = absl::ToUnixSeconds(now);
  if (seconds <= state_.time) return;
  if (state_.time > 0) {
    FadeBy(std::exp2(-static_cast<double>(seconds - state_.time) /
                     absl::ToDoubleSeconds(kHalfLifeTime)));
  }
  state_.time = seconds;
}

bool Adapter::TakeBack(const Lesson& lesson, const LessonText& text) {
  const auto at = std::find_if(
      state_.lessons.begin(), state_.lessons.end(), [&lesson](const auto& one) {
        return !one.IsTakenBack() && one.about == lesson.about.value;
      });
  if (at == state_.lessons.end()) return true;
  const bool is_own = at->teacher == lesson.teacher;
  const bool is_free = is_own && IsWithin(kDay, *at, lesson);
  if (!is_free && !KeyMay(lesson)) return false;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    auto& head = state_.heads[h];
    if ((at->agreed >> h & 1) != 0) {
      head.agreed = std::max(int64_t{0}, head.agreed - 1);
    }
    if (at->labels[h] < 0) continue;
    const bool bad = at->labels[h] >= 0.5F;
    int64_t& seen = bad ? head.bad : head.good;
    float& weight = bad ? head.bad_weight : head.good_weight;
    seen = std::max(int64_t{0}, seen - 1);
    weight = std::max(0.0F, weight - at->weight);
    // A text that was changed since cannot tell which weights it moved; they
    // fade.
    if (at->text_hash == lesson.text_hash && text.probability[h] >= 0) {
      Add(text, h, -at->steps[h]);
    }
  }
  RememberedLesson left;
  left.teacher = lesson.teacher;
  if (is_free) {
    left.time = at->time;
    *at = left;
    return true;
  }
  left.time = std::max(int64_t{0}, absl::ToUnixSeconds(lesson.time));
  if (!is_own) left.weight = at->weight;
  state_.lessons.erase(at);
  state_.lessons.push_back(left);
  return true;
}

bool Adapter::AuthorMay(const Lesson& lesson) const {
  if (lesson.author == 0) return true;
  return std::count_if(state_.lessons.begin(), state_.lessons.end(),
                       [&lesson](const RememberedLesson& known) {
                         return known.author == lesson.author &&
                                known.IsBad() == lesson.IsBad();
                       }) < kLessonsOfAuthor;
}

bool Adapter::KeyMay(const Lesson& lesson) const {
  int of_key_today = 0;
  float of_key = 0;
  float of_others = 0;
  float of_others_lately = 0;
  for (const RememberedLesson& known : state_.lessons) {
    const bool is_own = known.teacher == lesson.teacher;
    if (is_own && IsWithin(kDay, known, lesson)) ++of_key_today;
    (is_own ? of_key : of_others) += known.weight;
    // Who takes back all that others teach is not alone.
    if ((!is_own || known.IsTakenBack()) &&
        IsWithin(kOthersTeachTime, known, lesson)) {
      of_others_lately += known.weight;
    }
  }
  if (of_key_today >= kLessonsOfKeyInDay) return false;
  const auto scale = static_cast<float>(state_.scale);
  if (of_others_lately * scale < kOthersTeach) return true;
  return of_key * scale + 1 <= std::max(kKeyWeightFree, 3 * of_others * scale);
}

Adapter::Outcome Adapter::Learn(const Lesson& lesson, const LessonText& text) {
  Fade(lesson.time);
  if (!TakeBack(lesson, text)) {
    PassOver();
    return Outcome::kPassedOver;
  }
  RememberedLesson known;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    // What the model abstains from the adapter cannot correct.
    if (lesson.labels[h] < 0 || text.probability[h] < 0) continue;
    known.labels[h] = std::min(lesson.labels[h], 1.0F);
  }
  if (known.IsTakenBack()) return Outcome::kTakenBack;
  if (!KeyMay(lesson) || !AuthorMay(lesson)) {
    PassOver();
    return Outcome::kPassedOver;
  }
  FadeBy(std::exp2(-1 / kHalfLifeLessons));
  const auto scale = static_cast<float>(state_.scale);
  known.weight = 1 / scale;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (known.labels[h] < 0) continue;
    auto& head = state_.heads[h];
    const bool bad = known.labels[h] >= 0.5F;
    ++(bad ? head.bad : head.good);
    float& weight = bad ? head.bad_weight : head.good_weight;
    weight += known.weight;
    const float balance = std::min(
        kBalanceMax, (head.bad_weight + head.good_weight) / (2 * weight));
    const float error = known.labels[h] - ToProbability(LogOdds(text, h));
    known.steps[h] = kRate * balance * error / scale;
    Add(text, h, known.steps[h]);
  }
  known.about = lesson.about.value;
  known.text_hash = lesson.text_hash;
  known.time = std::max(int64_t{0}, absl::ToUnixSeconds(lesson.time));
  known.author = lesson.author;
  known.teacher = lesson.teacher;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if ((lesson.agreed >> h & 1) == 0) continue;
    known.agreed |= 1U << h;
    ++state_.heads[h].agreed;
  }
  state_.lessons.push_back(known);
  if (state_.lessons.size() > kLessonsRemembered) state_.lessons.pop_front();
  return Outcome::kLearned;
}

float Adapter::GramWeight(uint32_t gram, size_t head, size_t grams) const {
  const size_t at = size_t{BucketOf(gram, kAdapterBuckets)} * kAdapterHeads;
  return static_cast<float>(state_.table[at + head]) * GramScale(grams) *
         kWeightUnit * static_cast<float>(state_.scale);
}

float Adapter::MarkWeight(uint16_t mark, size_t head) const {
  return state_.heads[head].marks[mark] * kMarkValue *
         static_cast<float>(state_.scale);
}

}  // namespace winnow
