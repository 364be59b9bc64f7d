#include "service/screening/classifier/adapter_state.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/model_file.h"

namespace winnow {
namespace {

static_assert(std::endian::native == std::endian::little,
              "adapters are kept as they lie in memory");
static_assert(std::is_trivially_copyable_v<AdapterNumbers>);
static_assert(std::is_trivially_copyable_v<RememberedLesson>);

constexpr char kMagic[8] = {'W', 'I', 'N', 'N', 'O', 'W', 'A', 'D'};
constexpr uint32_t kFormat = 1;
constexpr size_t kTableBytes =
    sizeof(int16_t) * kAdapterBuckets * kAdapterHeads;
// Far more than anybody decides; sums of two still fit.
constexpr int64_t kCountMax = int64_t{1} << 53;
// Far more than weights and steps become; their sums stay finite.
constexpr float kWeightMax = 1e6F;

struct AdapterHeader {
  char magic[8];
  uint64_t checksum;  // of all bytes behind it
  uint32_t format;
  uint32_t feature_version;
  char model_revision[8];
  uint32_t lessons;
  uint32_t reserved[7];
};
static_assert(sizeof(AdapterHeader) == 64);
constexpr size_t kChecksumEnd = 16;
constexpr size_t kTableOffset = sizeof(AdapterHeader) + sizeof(AdapterNumbers);
constexpr size_t kLessonsOffset = kTableOffset + kTableBytes;

bool IsWeight(float weight) { return std::abs(weight) <= kWeightMax; }

bool IsCount(int64_t count) { return count >= 0 && count <= kCountMax; }

bool IsSound(const AdapterNumbers& numbers) {
  if (!(numbers.scale >= kScaleMin && numbers.scale <= 1) ||
      !IsCount(numbers.time) || !IsCount(numbers.passed_over)) {
    return false;
  }
  for (const auto& head : numbers.heads) {
    if (!IsCount(head.bad) || !IsCount(head.good) || !IsCount(head.agreed) ||
        !IsWeight(head.bad_weight) || head.bad_weight < 0 ||
        !IsWeight(head.good_weight) || head.good_weight < 0 ||
        !IsWeight(head.bias)) {
      return false;
    }
    for (const float mark : head.marks) {
      if (!IsWeight(mark)) return false;
    }
  }
  return true;
}

bool IsSound(const RememberedLesson& lesson) {
  if (!IsCount(lesson.time) || !IsWeight(lesson.weight) || lesson.weight < 0 ||
      lesson.agreed >> kAdapterHeads != 0) {
    return false;
  }
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (!IsWeight(lesson.steps[h]) || !(lesson.labels[h] >= kNoLabel) ||
        lesson.labels[h] > 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

absl::StatusOr<AdapterState> ReadAdapterFile(absl::string_view bytes) {
  AdapterHeader header;
  if (bytes.size() < kLessonsOffset ||
      std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) {
    return absl::InvalidArgumentError("it is not an adapter of Winnow");
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.format != kFormat) {
    return absl::InvalidArgumentError(
        "it was made for another version of Winnow");
  }
  if (header.feature_version != kFeatureVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "it was learned from features of version ", header.feature_version,
        ", and this Winnow reads version ", kFeatureVersion));
  }
  if (header.lessons > kLessonsRemembered ||
      bytes.size() !=
          kLessonsOffset + header.lessons * sizeof(RememberedLesson)) {
    return absl::InvalidArgumentError("its sizes do not fit together");
  }
  if (Checksum(bytes.substr(kChecksumEnd)) != header.checksum) {
    return absl::InvalidArgumentError("its checksum is wrong: it is damaged");
  }
  AdapterState state;
  state.model_revision.assign(header.model_revision,
                              sizeof header.model_revision);
  std::memcpy(static_cast<AdapterNumbers*>(&state),
              bytes.data() + sizeof header, sizeof(AdapterNumbers));
  bool is_sound = IsSound(state);
  state.table.resize(kTableBytes / sizeof(int16_t));
  std::memcpy(state.table.data(), bytes.data() + kTableOffset, kTableBytes);
  for (size_t i = 0; i < header.lessons && is_sound; ++i) {
    RememberedLesson lesson;
    std::memcpy(&lesson, bytes.data() + kLessonsOffset + i * sizeof lesson,
                sizeof lesson);
    is_sound = IsSound(lesson);
    state.lessons.push_back(lesson);
  }
  if (!is_sound) {
    return absl::InvalidArgumentError("its numbers make no sense");
  }
  return state;
}

std::string WriteAdapterFile(const AdapterState& state) {
  AdapterHeader header = {};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.format = kFormat;
  header.feature_version = kFeatureVersion;
  state.model_revision.copy(header.model_revision,
                            sizeof header.model_revision);
  header.lessons = static_cast<uint32_t>(state.lessons.size());
  std::string bytes(
      kLessonsOffset + state.lessons.size() * sizeof(RememberedLesson), '\0');
  std::memcpy(bytes.data() + sizeof header,
              static_cast<const AdapterNumbers*>(&state),
              sizeof(AdapterNumbers));
  std::memcpy(bytes.data() + kTableOffset, state.table.data(), kTableBytes);
  char* at = bytes.data() + kLessonsOffset;
  for (const RememberedLesson& lesson : state.lessons) {
    std::memcpy(at, &lesson, sizeof lesson);
    at += sizeof lesson;
  }
  std::memcpy(bytes.data(), &header, sizeof header);
  header.checksum = Checksum(absl::string_view(bytes).substr(kChecksumEnd));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace winnow
