#include "service/screening/text/sketch.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "service/screening/text/words.h"

namespace winnow {
namespace {

constexpr size_t kValuesPerBand = 3;
static_assert(kSketchBands * kValuesPerBand <= kSketchValues);

__extension__ using Wide = unsigned __int128;

// Multiply and fold: the mixing step of wyhash, one multiplication.
uint64_t Mix(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// splitmix64 (Vigna): expands the key into the constants of the permutations.
uint64_t NextConstant(uint64_t& state) {
  state += 0x9E3779B97F4A7C15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// The key, spread over all bits whatever its bits are.
struct Secret {
  explicit Secret(const SketchKey& key) {
    uint64_t state = key.seed0;
    start = NextConstant(state);
    state ^= key.seed1;
    factor = NextConstant(state) | 1;
  }

  uint64_t start;
  uint64_t factor;
};

uint64_t HashWord(absl::string_view word, const Secret& secret) {
  uint64_t hash = secret.start ^ word.size();
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= word.size(); i += sizeof(uint64_t)) {
    hash = Mix(hash ^ NumberOf(word.substr(i)), secret.factor);
  }
  return Mix(hash ^ NumberOf(word.substr(i)), secret.factor);
}

// 32 permutations of the 32-bit numbers, x → a·x + b with odd a, and the least
// image of all shingles under each.
struct Permutations {
  alignas(32) uint32_t factors[kSketchValues];
  alignas(32) uint32_t terms[kSketchValues];
  alignas(32) uint32_t least[kSketchValues];
};

// A simple loop that compilers turn into vector code. Plain x86-64 has no
// multiplication of 32-bit vectors, so it exists twice.
__attribute__((always_inline)) inline void AddAll(const uint32_t* shingles,
                                                  size_t count,
                                                  Permutations& p) {
  for (size_t k = 0; k < count; ++k) {
    const uint32_t shingle = shingles[k];
    for (size_t i = 0; i < kSketchValues; ++i) {
      const uint32_t image = shingle * p.factors[i] + p.terms[i];
      p.least[i] = std::min(p.least[i], image);
    }
  }
}

void AddPlain(const uint32_t* shingles, size_t count, Permutations& p) {
  AddAll(shingles, count, p);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void AddAvx2(const uint32_t* shingles,
                                             size_t count, Permutations& p) {
  AddAll(shingles, count, p);
}
#endif

auto ChooseAdd() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return AddAvx2;
#endif
  return AddPlain;
}

// Collects shingles and takes them into the minima a few at a time.
class MinHashes {
 public:
  explicit MinHashes(const Secret& secret) {
    uint64_t state = secret.start;
    for (size_t i = 0; i < kSketchValues; ++i) {
      const uint64_t constant = NextConstant(state);
      permutations_.factors[i] = static_cast<uint32_t>(constant) | 1;
      permutations_.terms[i] = static_cast<uint32_t>(constant >> 32);
      permutations_.least[i] = std::numeric_limits<uint32_t>::max();
    }
  }

  void Add(uint32_t shingle) {
    waiting_[count_++] = shingle;
    if (count_ == waiting_.size()) Flush();
  }

  // Returns the minima of all that was added.
  const uint32_t* Finish() {
    Flush();
    return permutations_.least;
  }

 private:
  void Flush() {
    static const auto add = ChooseAdd();
    add(waiting_.data(), count_, permutations_);
    count_ = 0;
  }

  Permutations permutations_;
  std::array<uint32_t, 64> waiting_;
  size_t count_ = 0;
};

// Of one hash of the whole text, so that equal texts agree in every value and
// others in hardly any.
Sketch WholeSketch(uint64_t whole) {
  Sketch sketch;
  sketch.bands.fill(whole);
  sketch.bands_used = 1;
  uint64_t state = whole;
  for (uint8_t& value : sketch.values) {
    value = static_cast<uint8_t>(NextConstant(state));
  }
  return sketch;
}

}  // namespace

Sketch MakeSketch(absl::string_view folded, const SketchKey& key) {
  const Secret secret(key);
  MinHashes hashes(secret);
  WordReader words(folded.substr(0, kSketchBytesMax));
  absl::string_view word;
  uint64_t before_last = 0;
  uint64_t last = 0;
  uint64_t whole = secret.start;
  size_t count = 0;
  while (words.Next(word)) {
    const uint64_t hash = HashWord(word, secret);
    whole = Mix(whole ^ hash, secret.factor);
    if (++count >= 3) {
      // Rotations keep the order of the words in the sum.
      const uint64_t trigram = (before_last << 42 | before_last >> 22) ^
                               (last << 21 | last >> 43) ^ hash;
      hashes.Add(static_cast<uint32_t>(Mix(trigram, secret.factor)));
    }
    before_last = last;
    last = hash;
  }
  if (count == 0) return {};
  if (count < kSketchWordsMin) return WholeSketch(whole);

  const uint32_t* least = hashes.Finish();
  Sketch sketch;
  sketch.bands_used = kSketchBands;
  // The band's number keeps equal values of different bands apart.
  for (size_t band = 0; band < kSketchBands; ++band) {
    sketch.bands[band] = secret.start + band;
  }
  for (size_t i = 0; i < kSketchValues; ++i) {
    const uint64_t mixed = Mix(least[i] ^ secret.start, secret.factor);
    sketch.values[i] = static_cast<uint8_t>(mixed >> 32);
    const size_t band = i / kValuesPerBand;
    if (band < kSketchBands) {
      sketch.bands[band] = Mix(sketch.bands[band] ^ mixed, secret.factor);
    }
  }
  return sketch;
}

double Agreement(absl::string_view a, absl::string_view b) {
  if (a.size() != kSketchValues || b.size() != kSketchValues) return 0;
  int equal = 0;
  for (size_t i = 0; i < kSketchValues; ++i) equal += a[i] == b[i] ? 1 : 0;
  return static_cast<double>(equal) / kSketchValues;
}

double Agreement(const Sketch& a, const Sketch& b) {
  if (!a.usable() || !b.usable()) return 0;
  const auto text = [](const Sketch& sketch) {
    return absl::string_view(
        reinterpret_cast<const char*>(sketch.values.data()),
        sketch.values.size());
  };
  return Agreement(text(a), text(b));
}

}  // namespace winnow
