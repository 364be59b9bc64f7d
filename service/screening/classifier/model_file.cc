#include "service/screening/classifier/model_file.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/features.h"

namespace winnow {
namespace {

static_assert(std::endian::native == std::endian::little,
              "model files are used as they lie in memory");

constexpr char kMagic[8] = {'W', 'I', 'N', 'N', 'O', 'W', 'M', 'F'};
constexpr uint32_t kFormat = 1;
constexpr size_t kAlignment = 64;

struct ModelHeader {
  char magic[8];
  uint64_t checksum;  // of all bytes behind it
  uint64_t file_bytes;
  uint32_t format;
  uint32_t feature_version;
  uint32_t numbers_bytes;
  uint32_t record_bytes;
  uint32_t buckets;
  uint32_t reserved[5];
};
static_assert(sizeof(ModelHeader) == 64);
constexpr size_t kChecksumEnd = 16;

size_t TableOffset(size_t record_bytes) {
  const size_t end = sizeof(ModelHeader) + sizeof(ModelNumbers) + record_bytes;
  return (end + kAlignment - 1) / kAlignment * kAlignment;
}

absl::Status Refuse(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(why, "; install the model again or train a new one"));
}

bool AreFinite(const PerHead& numbers) {
  for (const float number : numbers) {
    if (!std::isfinite(number)) return false;
  }
  return true;
}

bool IsCurve(const CalibrationCurve& curve) {
  for (size_t i = 0; i < kKnots; ++i) {
    const float p = curve.probability[i];
    if (!std::isfinite(curve.log_odds[i]) || !(p >= 0 && p <= 1)) return false;
    if (i > 0 && (curve.log_odds[i] <= curve.log_odds[i - 1] ||
                  p < curve.probability[i - 1])) {
      return false;
    }
  }
  return true;
}

bool IsSound(const ModelNumbers& numbers) {
  if (!AreFinite(numbers.scale) || !AreFinite(numbers.bias)) return false;
  for (const PerHead& mark : numbers.marks) {
    if (!AreFinite(mark)) return false;
  }
  for (const CalibrationCurve& curve : numbers.calibration) {
    if (!IsCurve(curve)) return false;
  }
  for (const LearnedLanguage& learned : numbers.languages) {
    // A name has an end.
    if (learned.language.back() != 0) return false;
  }
  return true;
}

}  // namespace

// Four lanes, since one multiplication waits for the one before.
uint64_t Checksum(absl::string_view bytes) {
  constexpr uint64_t kFactor = 0x9E3779B97F4A7C15u;
  uint64_t lanes[4] = {1, 2, 3, 4};
  size_t at = 0;
  for (; at + sizeof lanes <= bytes.size(); at += sizeof lanes) {
    uint64_t words[4];
    std::memcpy(words, bytes.data() + at, sizeof words);
    for (size_t i = 0; i < 4; ++i) {
      lanes[i] = (lanes[i] ^ words[i]) * kFactor;
      lanes[i] ^= lanes[i] >> 32;
    }
  }
  for (; at < bytes.size(); ++at) {
    lanes[0] = (lanes[0] ^ static_cast<uint8_t>(bytes[at])) * kFactor;
  }
  uint64_t sum = bytes.size();
  for (const uint64_t lane : lanes) {
    sum = (sum ^ lane) * kFactor;
    sum ^= sum >> 32;
  }
  return sum;
}

absl::StatusOr<ModelContents> ReadModelFile(absl::string_view bytes) {
  ModelHeader header;
  if (bytes.size() < sizeof header ||
      std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) {
    return Refuse("it is not a model of Winnow");
  }
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.format != kFormat || header.feature_version != kFeatureVersion ||
      header.numbers_bytes != sizeof(ModelNumbers)) {
    return Refuse(absl::StrCat(
        "it was made for another version of Winnow "
        "(format ",
        header.format, ", features ", header.feature_version, ")"));
  }
  if (bytes.size() != header.file_bytes) {
    return Refuse(absl::StrCat("it has ", bytes.size(), " bytes and says ",
                               header.file_bytes, ": it was cut short"));
  }
  if (bytes.size() > kModelBytesMax || header.record_bytes > kRecordBytesMax ||
      header.buckets < kBucketsMin ||
      TableOffset(header.record_bytes) + uint64_t{header.buckets} * kHeads !=
          bytes.size()) {
    return Refuse("its sizes do not fit together");
  }
  if (Checksum(bytes.substr(kChecksumEnd)) != header.checksum) {
    return Refuse("its checksum is wrong: it is damaged");
  }
  ModelContents contents;
  std::memcpy(&contents.numbers, bytes.data() + sizeof header,
              sizeof contents.numbers);
  if (!IsSound(contents.numbers)) return Refuse("its numbers make no sense");
  contents.record =
      bytes.substr(sizeof header + sizeof(ModelNumbers), header.record_bytes);
  contents.table = reinterpret_cast<const int8_t*>(
      bytes.data() + TableOffset(header.record_bytes));
  contents.buckets = header.buckets;
  contents.checksum = header.checksum;
  return contents;
}

absl::StatusOr<std::string> WriteModelFile(const ModelNumbers& numbers,
                                           absl::string_view record,
                                           const std::vector<int8_t>& table) {
  const size_t offset = TableOffset(record.size());
  if (offset + table.size() > kModelBytesMax ||
      record.size() > kRecordBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the model would have ", offset + table.size(), " bytes; at most ",
        kModelBytesMax, ": use fewer buckets"));
  }
  ModelHeader header = {};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.format = kFormat;
  header.feature_version = kFeatureVersion;
  header.numbers_bytes = sizeof(ModelNumbers);
  header.record_bytes = static_cast<uint32_t>(record.size());
  header.buckets = static_cast<uint32_t>(table.size() / kHeads);
  header.file_bytes = offset + table.size();
  std::string bytes(header.file_bytes, '\0');
  std::memcpy(bytes.data() + sizeof header, &numbers, sizeof numbers);
  std::memcpy(bytes.data() + sizeof header + sizeof numbers, record.data(),
              record.size());
  std::memcpy(bytes.data() + offset, table.data(), table.size());
  std::memcpy(bytes.data(), &header, sizeof header);
  header.checksum = Checksum(absl::string_view(bytes).substr(kChecksumEnd));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace winnow
