#include "service/store/redis/cluster_slot.h"

#include <array>

namespace winnow {
namespace {

constexpr uint16_t kPolynomial = 0x1021;

constexpr std::array<uint16_t, 256> MakeTable() {
  std::array<uint16_t, 256> table = {};
  for (size_t byte = 0; byte < table.size(); ++byte) {
    auto crc = static_cast<uint16_t>(byte << 8);
    for (int bit = 0; bit < 8; ++bit) {
      const bool high = (crc & 0x8000) != 0;
      crc = static_cast<uint16_t>(crc << 1);
      if (high) crc ^= kPolynomial;
    }
    table[byte] = crc;
  }
  return table;
}

constexpr std::array<uint16_t, 256> kTable = MakeTable();

absl::string_view HashTag(absl::string_view key) {
  const size_t open = key.find('{');
  if (open == absl::string_view::npos) return key;
  const size_t close = key.find('}', open + 1);
  // An empty tag is no tag: the whole key counts.
  if (close == absl::string_view::npos || close == open + 1) return key;
  return key.substr(open + 1, close - open - 1);
}

}  // namespace

uint16_t ClusterSlot(absl::string_view key) {
  uint16_t crc = 0;
  for (const char byte : HashTag(key)) {
    const auto index =
        static_cast<uint8_t>(crc >> 8 ^ static_cast<uint8_t>(byte));
    crc = static_cast<uint16_t>(crc << 8) ^ kTable[index];
  }
  return crc % kClusterSlots;
}

}  // namespace winnow
