// An adapter is read back from Redis, where it may be damaged: reading it must
// refuse or give something that scores and learns. The checksum would keep
// every change out, so the first byte says whether the bytes behind it become
// numbers and lessons of a file that is whole.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "service/screening/classifier/adapter.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

constexpr char kModel[] = "0123abcd";

void Use(const std::string& file) {
  auto adapter = Adapter::Parse(file, kModel);
  if (!adapter.ok()) return;
  const TextViews body("You f.o.o.l, see http://a.example 😀");
  FeatureSet features;
  ExtractFeatures({body, "name", "", {}}, /*with_places=*/false, features);
  Assessment assessment;
  assessment.probability.fill(0.4F);
  assessment.confidence.fill(1);
  for (const float shift : adapter->Shift(features, assessment)) {
    if (!(shift >= -kAdapterShiftMax && shift <= kAdapterShiftMax)) {
      std::abort();
    }
  }
  Lesson lesson;
  lesson.time = absl::FromUnixSeconds(1'800'000'000);
  lesson.labels = {1, 0};
  lesson.agreed = 3;
  adapter->Learn(lesson, MakeLessonText(features, assessment));
  static_cast<void>(adapter->Serialize());
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace winnow;
  if (size == 0) return 0;
  if (bytes[0] % 2 == 0) {
    Use(std::string(bytes + 1, bytes + size));
    return 0;
  }
  ++bytes;
  --size;
  AdapterState state = Adapter(kModel).state();
  AdapterNumbers& numbers = state;
  const size_t of_numbers = std::min(size, sizeof numbers);
  std::memcpy(&numbers, bytes, of_numbers);
  for (size_t at = of_numbers; at + sizeof(RememberedLesson) <= size;
       at += sizeof(RememberedLesson)) {
    RememberedLesson lesson;
    std::memcpy(&lesson, bytes + at, sizeof lesson);
    state.lessons.push_back(lesson);
  }
  for (size_t i = 0; i < state.table.size() && size > 0; ++i) {
    state.table[i] = static_cast<int16_t>(bytes[i % size] * 257);
  }
  Use(WriteAdapterFile(state));
  return 0;
}
