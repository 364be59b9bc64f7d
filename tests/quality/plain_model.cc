#include "tests/quality/plain_model.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>
#include <random>

namespace winnow {
namespace {

constexpr uint32_t kBuckets = 1u << 21;
constexpr int kEpochs = 4;
constexpr float kRate = 0.5F;

// FNV-1a, then the top bits.
uint32_t Hash(uint64_t seed, const std::string& text, size_t begin,
              size_t end) {
  uint64_t hash = 14695981039346656037u ^ seed;
  for (size_t i = begin; i < end; ++i) {
    hash = (hash ^ static_cast<uint8_t>(text[i])) * 1099511628211u;
  }
  hash ^= hash >> 29;
  return static_cast<uint32_t>((hash * 0x9E3779B97F4A7C15u) >> 43);
}

bool IsWordByte(char c) {
  return std::isalnum(static_cast<uint8_t>(c)) || (c & 0x80) != 0;
}

std::vector<uint32_t> Grams(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(std::tolower(static_cast<uint8_t>(c)));
  }
  std::vector<uint32_t> grams;
  std::string padded;
  std::string before;
  for (size_t at = 0; at < text.size();) {
    while (at < text.size() && !IsWordByte(text[at])) ++at;
    const size_t begin = at;
    while (at < text.size() && IsWordByte(text[at])) ++at;
    if (at == begin) break;
    const std::string word = text.substr(begin, at - begin);
    grams.push_back(Hash(1, word, 0, word.size()));
    if (!before.empty()) {
      const std::string pair = before + " " + word;
      grams.push_back(Hash(2, pair, 0, pair.size()));
    }
    padded = " " + word + " ";
    for (size_t n = 2; n <= 5; ++n) {
      for (size_t i = 0; i + n <= padded.size(); ++i) {
        grams.push_back(Hash(3, padded, i, i + n));
      }
    }
    before = word;
  }
  std::sort(grams.begin(), grams.end());
  return grams;
}

}  // namespace

PlainModel::Row PlainModel::Read(const std::string& text) const {
  const std::vector<uint32_t> grams = Grams(text);
  Row row;
  float squares = 0;
  for (size_t i = 0; i < grams.size();) {
    size_t end = i;
    while (end < grams.size() && grams[end] == grams[i]) ++end;
    const float value = (1 + std::log(static_cast<float>(end - i))) *
                        inverse_frequency_[grams[i]];
    row.push_back({grams[i], value});
    squares += value * value;
    i = end;
  }
  for (auto& [bucket, value] : row) value /= std::sqrt(squares);
  return row;
}

PlainModel::PlainModel(const std::vector<const std::string*>& texts,
                       const std::vector<bool>& positive)
    : inverse_frequency_(kBuckets, 0), weights_(kBuckets, 0) {
  std::vector<float> count(kBuckets, 0);
  for (const std::string* text : texts) {
    std::vector<uint32_t> grams = Grams(*text);
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    for (const uint32_t gram : grams) ++count[gram];
  }
  const auto all = static_cast<float>(texts.size());
  for (size_t i = 0; i < kBuckets; ++i) {
    inverse_frequency_[i] = std::log((1 + all) / (1 + count[i])) + 1;
  }
  std::vector<Row> rows;
  for (const std::string* text : texts) rows.push_back(Read(*text));
  std::vector<float> squares(kBuckets, 1e-3F);
  float bias_square = 1;
  std::vector<size_t> order(texts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::mt19937_64 random(1);
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    std::shuffle(order.begin(), order.end(), random);
    for (const size_t i : order) {
      const Row& row = rows[i];
      float odds = bias_;
      for (const auto& [bucket, value] : row) odds += weights_[bucket] * value;
      const float error = 1 / (1 + std::exp(-odds)) - (positive[i] ? 1 : 0);
      bias_square += error * error;
      bias_ -= kRate * error / std::sqrt(bias_square);
      for (const auto& [bucket, value] : row) {
        const float slope = error * value + 1e-6F * weights_[bucket];
        squares[bucket] += slope * slope;
        weights_[bucket] -= kRate * slope / std::sqrt(squares[bucket]);
      }
    }
  }
}

float PlainModel::Score(const std::string& text) const {
  float odds = bias_;
  for (const auto& [bucket, value] : Read(text)) {
    odds += weights_[bucket] * value;
  }
  return 1 / (1 + std::exp(-odds));
}

}  // namespace winnow
