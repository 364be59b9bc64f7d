#include "service/screening/classifier/model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow {
namespace {

// So many weights of a byte fit into 16 bits, whatever they are.
constexpr size_t kSumsBeforeCarry = 256;
// The table is larger than a cache: its lines are asked for ahead.
constexpr size_t kLookAhead = 24;

// Eight numbers in one register; both of our compilers know these.
using Bytes = int8_t __attribute__((vector_size(kHeads)));
using Shorts = int16_t __attribute__((vector_size(2 * kHeads)));

// Adds the weights of all grams for all heads at once.
void SumWeights(const int8_t* table, uint32_t buckets,
                const std::vector<uint32_t>& grams, int32_t (&sums)[kHeads]) {
  std::fill(std::begin(sums), std::end(sums), 0);
  const auto line = [&](size_t i) {
    return table + size_t{BucketOf(grams[i], buckets)} * kHeads;
  };
  const size_t all = grams.size();
  for (size_t i = 0; i < std::min(all, kLookAhead); ++i) {
    __builtin_prefetch(line(i));
  }
  for (size_t begin = 0; begin < all; begin += kSumsBeforeCarry) {
    const size_t end = std::min(all, begin + kSumsBeforeCarry);
    Shorts sum = {};
    for (size_t i = begin; i < end; ++i) {
      if (i + kLookAhead < all) __builtin_prefetch(line(i + kLookAhead));
      Bytes weights;
      std::memcpy(&weights, line(i), sizeof weights);
      sum += __builtin_convertvector(weights, Shorts);
    }
    for (size_t h = 0; h < kHeads; ++h) sums[h] += sum[h];
  }
}

}  // namespace

float GramScale(size_t grams) {
  // A text of two words should not decide by one of them.
  constexpr size_t kGramsMin = 24;
  return 1 / std::sqrt(static_cast<float>(std::max(grams, kGramsMin)));
}

absl::StatusOr<std::unique_ptr<const Model>> Model::Open(
    const std::string& path) {
  const auto failed = [&path](int error) {
    return absl::ErrnoToStatus(
        error, absl::StrCat("the model ", path, " cannot be read"));
  };
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed(errno);
  const absl::Cleanup closing = [file] { close(file); };
  struct stat status;
  if (fstat(file, &status) != 0) return failed(errno);
  const auto bytes = static_cast<size_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || bytes == 0 || bytes > kModelBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the model ", path, " is no file of 1 to ", kModelBytesMax, " bytes"));
  }
  std::unique_ptr<Model> model(new Model());
  void* const mapped =
      mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (mapped == MAP_FAILED) return failed(errno);
  model->mapped_ = mapped;
  model->mapped_bytes_ = bytes;
  const absl::Status adopted =
      model->Adopt({static_cast<const char*>(mapped), bytes});
  if (!adopted.ok()) {
    return absl::Status(adopted.code(),
                        absl::StrCat("the model ", path,
                                     " cannot be used: ", adopted.message()));
  }
  return std::unique_ptr<const Model>(std::move(model));
}

absl::StatusOr<std::unique_ptr<const Model>> Model::Parse(std::string bytes) {
  std::unique_ptr<Model> model(new Model());
  model->owned_ = std::move(bytes);
  const absl::Status adopted = model->Adopt(model->owned_);
  if (!adopted.ok()) return adopted;
  return std::unique_ptr<const Model>(std::move(model));
}

absl::Status Model::Adopt(absl::string_view bytes) {
  const absl::StatusOr<ModelContents> contents = ReadModelFile(bytes);
  if (!contents.ok()) return contents.status();
  numbers_ = contents->numbers;
  table_ = contents->table;
  buckets_ = contents->buckets;
  record_ = contents->record;
  revision_ = absl::StrFormat("%08x", contents->checksum >> 32);
  return absl::OkStatus();
}

Model::~Model() {
  if (mapped_ != nullptr) munmap(mapped_, mapped_bytes_);
}

PerHead Model::LogOdds(const FeatureSet& features) const {
  PerHead odds = numbers_.bias;
  int32_t sums[kHeads];
  SumWeights(table_, buckets_, features.grams, sums);
  const float scale = GramScale(features.grams.size());
  for (size_t h = 0; h < kHeads; ++h) {
    odds[h] += static_cast<float>(sums[h]) * numbers_.scale[h] * scale;
  }
  for (const uint16_t mark : features.marks) {
    const PerHead& weights = numbers_.marks[mark];
    for (size_t h = 0; h < kHeads; ++h) odds[h] += weights[h];
  }
  if (!features.author_grams.empty()) {
    SumWeights(table_, buckets_, features.author_grams, sums);
    odds[kSpamHead] += static_cast<float>(sums[kSpamHead]) *
                       numbers_.scale[kSpamHead] *
                       GramScale(features.author_grams.size());
  }
  return odds;
}

PerHead Model::Calibrate(const PerHead& log_odds) const {
  PerHead probabilities;
  for (size_t h = 0; h < kHeads; ++h) {
    const CalibrationCurve& curve = numbers_.calibration[h];
    const auto above = std::upper_bound(curve.log_odds.begin(),
                                        curve.log_odds.end(), log_odds[h]);
    const auto i = static_cast<size_t>(above - curve.log_odds.begin());
    if (i == 0 || i == kKnots) {
      probabilities[h] = curve.probability[i == 0 ? 0 : kKnots - 1];
      continue;
    }
    const float x0 = curve.log_odds[i - 1];
    const float y0 = curve.probability[i - 1];
    probabilities[h] = y0 + (curve.probability[i] - y0) * (log_odds[h] - x0) /
                                (curve.log_odds[i] - x0);
  }
  return probabilities;
}

float Model::GramWeight(uint32_t gram, Head head, size_t grams) const {
  const size_t at = size_t{BucketOf(gram, buckets_)} * kHeads + head;
  return static_cast<float>(table_[at]) * numbers_.scale[head] *
         GramScale(grams);
}

float Model::MarkWeight(uint16_t mark, Head head) const {
  return numbers_.marks[mark][head];
}

bool Model::Knows(absl::string_view language, Head head) const {
  for (const LearnedLanguage& learned : numbers_.languages) {
    if (language == learned.language.data()) {
      return (learned.heads >> head & 1) != 0;
    }
  }
  return false;
}

}  // namespace winnow
