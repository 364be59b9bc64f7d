#include "service/screening/classifier/training/checkpoint.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/model_file.h"

namespace winnow {
namespace {

constexpr std::array<char, 8> kMagic = {'w', 'n', 'w', 't', 'r', 'a', 'i', '1'};
constexpr uint32_t kReplicasMax = 64;

struct Header {
  std::array<char, 8> magic;
  uint32_t epochs_done;
  uint32_t replicas;
  uint64_t floats_each;
  uint64_t fingerprint;
  uint64_t checksum;  // of all that is not above
};

template <typename T>
absl::string_view BytesOf(const T* items, size_t count) {
  return {reinterpret_cast<const char*>(items), count * sizeof(T)};
}

uint64_t Mix(uint64_t hash, absl::string_view bytes) {
  return (hash ^ Checksum(bytes)) * 0x9E3779B97F4A7C15u + bytes.size();
}

template <typename T>
uint64_t Mix(uint64_t hash, absl::Span<const T> items) {
  return Mix(hash, BytesOf(items.data(), items.size()));
}

uint64_t ChecksumOf(const TrainingState& state) {
  auto hash = static_cast<uint64_t>(state.epochs_done);
  for (const std::vector<float>& replica : state.replicas) {
    hash = Mix(hash, absl::MakeConstSpan(replica));
  }
  return hash;
}

}  // namespace

uint64_t FingerprintOf(const ExampleSet& examples,
                       absl::Span<const uint32_t> chosen,
                       const TrainingOptions& options) {
  uint64_t hash = kFeatureVersion;
  hash = Mix(hash, absl::StrCat(kTrainerVersion, " ", TrainerConstants()));
  hash = Mix(hash, absl::StrCat(options.seed, " ", options.buckets, " ",
                                options.epochs, " ", options.replicas, " ",
                                options.rate, " ", options.decay));
  hash = Mix(hash, chosen);
  for (const uint32_t i : chosen) {
    const Example example = examples.At(i);
    hash = Mix(hash, example.grams);
    hash = Mix(hash, example.author_grams);
    hash = Mix(hash, example.marks);
    hash = Mix(hash, BytesOf(&example.labels, 1));
    hash = Mix(hash, BytesOf(&example.weights, 1));
    hash = Mix(hash, BytesOf(&example.source, 1));
  }
  return hash;
}

absl::StatusOr<TrainingState> FindCheckpoint(const std::string& path,
                                             uint64_t fingerprint) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("there is no ", path));
  const auto damaged = [&path] {
    return absl::DataLossError(
        absl::StrCat(path, " is damaged: beginning anew"));
  };
  Header header;
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header) ||
      header.magic != kMagic) {
    return damaged();
  }
  if (header.fingerprint != fingerprint) {
    return absl::FailedPreconditionError(
        absl::StrCat(path,
                     " is of other rows or options, or of another "
                     "winnow-train: beginning anew"));
  }
  if (header.replicas == 0 || header.replicas > kReplicasMax) return damaged();
  // Before memory is asked for: the file may be cut short.
  std::error_code error;
  const uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error || bytes < sizeof header) return damaged();
  const uintmax_t floats = (bytes - sizeof header) / sizeof(float);
  if (header.floats_each != floats / header.replicas) return damaged();
  TrainingState state;
  state.epochs_done = static_cast<int>(header.epochs_done);
  for (uint32_t r = 0; r < header.replicas; ++r) {
    std::vector<float>& replica = state.replicas.emplace_back();
    replica.resize(header.floats_each);
    file.read(reinterpret_cast<char*>(replica.data()),
              static_cast<std::streamsize>(replica.size() * sizeof(float)));
  }
  if (!file || ChecksumOf(state) != header.checksum) return damaged();
  return state;
}

absl::Status KeepCheckpoint(const std::string& path, uint64_t fingerprint,
                            const TrainingState& state) {
  const Header header = {
      .magic = kMagic,
      .epochs_done = static_cast<uint32_t>(state.epochs_done),
      .replicas = static_cast<uint32_t>(state.replicas.size()),
      .floats_each = state.replicas.empty() ? 0 : state.replicas[0].size(),
      .fingerprint = fingerprint,
      .checksum = ChecksumOf(state)};
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(&header), sizeof header);
  for (const std::vector<float>& replica : state.replicas) {
    const absl::string_view bytes = BytesOf(replica.data(), replica.size());
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  file.close();
  if (file && std::rename(draft.c_str(), path.c_str()) == 0) {
    return absl::OkStatus();
  }
  std::remove(draft.c_str());
  return absl::UnavailableError(absl::StrCat(
      "cannot write ", path, ": check the directory and its free space"));
}

}  // namespace winnow
