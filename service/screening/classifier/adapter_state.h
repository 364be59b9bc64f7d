// What an adapter consists of, and its file, little-endian:
//
//   AdapterHeader      magic, versions, model, sizes, checksum
//   AdapterNumbers     scale, counts, biases, weights of marks
//   table              kAdapterBuckets × kAdapterHeads weights of two bytes
//   RememberedLesson   as many as the header says, oldest first
//
// All that fades is kept in units that grow: true = kept × scale, and fading is
// one multiplication of `scale`. So small weights fade as exactly as great
// ones, which rounding them each time would prevent.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_STATE_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_STATE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/lesson.h"
#include "service/screening/classifier/marks.h"

namespace winnow {

inline constexpr size_t kLessonsRemembered = 1024;
// One step of a weight in the table, times scale.
inline constexpr float kWeightUnit = 1.0F / 4096;
// Beyond this, scale is multiplied into what it scales and begins at 1 again.
inline constexpr double kScaleMin = 0.5;

struct AdapterNumbers {
  struct PerHeadNumbers {
    int64_t bad = 0;  // lessons seen, less those taken back
    int64_t good = 0;
    int64_t agreed = 0;    // of these lessons, with RememberedLesson::agreed
    float bad_weight = 0;  // the same, faded
    float good_weight = 0;
    float bias = 0;
    float unused = 0;
    std::array<float, kMarks> marks = {};
  };
  double scale = 1;
  int64_t time = 0;  // seconds since 1970 of the newest lesson; 0: none
  int64_t passed_over = 0;
  std::array<PerHeadNumbers, kAdapterHeads> heads = {};
};

// One without labels is what is left of a lesson that was taken back: by which
// key and when. Its `weight` is what that key took from another one.
struct RememberedLesson {
  std::array<uint8_t, Uuid::kBytes> about = {};
  uint64_t text_hash = 0;
  int64_t time = 0;  // seconds since 1970
  uint32_t author = 0;
  uint32_t teacher = 0;
  PerAdapterHead labels = {kNoLabel, kNoLabel};
  PerAdapterHead steps = {};  // how far it moved the weights
  float weight = 0;           // 1 when it was learned
  uint32_t agreed = 0;        // as in Lesson

  bool IsBad() const { return labels[0] >= 0.5F || labels[1] >= 0.5F; }
  bool IsTakenBack() const { return labels[0] < 0 && labels[1] < 0; }
};
static_assert(sizeof(RememberedLesson) == 64);

struct AdapterState : AdapterNumbers {
  std::string model_revision;
  // kAdapterHeads for each bucket.
  std::vector<int16_t> table;
  std::deque<RememberedLesson> lessons;  // oldest first
};

// Input: untrusted. Errors: InvalidArgument.
absl::StatusOr<AdapterState> ReadAdapterFile(absl::string_view bytes);

std::string WriteAdapterFile(const AdapterState& state);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_STATE_H_
