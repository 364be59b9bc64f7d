// Where a word of an ASCII text may be another than it seems: the first look of
// Spellings, which passes over most of every text. A piece of the text at a
// time, sixteen characters at once. For one thread.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_ODD_PLACES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_ODD_PLACES_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace winnow {

class OddPlaces {
 public:
  static constexpr size_t kPieceBytes = 64;

  // Input: as the reader wrote it, with its capitals.
  explicit OddPlaces(absl::string_view ascii) : text_(ascii) {}

  // Looks at the piece of the text that begins at `begin`; the functions below
  // count from there.
  // Cost: 0.05 µs.
  void Look(size_t begin);

  // Returns the next place at or behind `i` that something is said of, or
  // kPieceBytes.
  size_t Next(size_t i) const;

  // Whether a letter stands twice here, a letter beside a digit or a sign, an I
  // that may be an l, an l among capitals that may be an I, or, with nothing
  // beside it, a character that may be a word: 1, 4, @ and l.
  bool IsOdd(size_t i) const { return (found_[i] & kOdd) != 0; }

  // Whether a letter, a digit, @ or $ stands here alone.
  bool IsSingle(size_t i) const { return (found_[i] & kSingle) != 0; }

 private:
  static constexpr uint8_t kOdd = 1;
  static constexpr uint8_t kSingle = 2;

  const absl::string_view text_;
  alignas(16) std::array<uint8_t, kPieceBytes> found_ = {};
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_ODD_PLACES_H_
