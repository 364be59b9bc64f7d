#include "service/screening/text/squeeze.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/screening/text/spelling.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// Single characters are joined from this many on: two are initials.
constexpr size_t kSinglesMin = 3;

// Bytes that may stand between two of them; more is another word.
constexpr size_t kGapBytesMax = 4;

using Ascii = Spelling::Ascii;

class Squeezer {
 public:
  Squeezer(absl::string_view text, OffsetMap& map) : text_(text), map_(map) {
    squeezed_.reserve(text.size());
  }

  std::string Run() {
    size_t at = 0;
    while (at < text_.size()) {
      if (text_[at] == ' ') {
        Copy(at, at + 1);
        ++at;
        continue;
      }
      const CodePoint c = CodePointAt(text_, at);
      if (!Spelling::IsWordCharacter(c.value) && !Spelling::IsSign(c.value)) {
        Copy(at, c.end);
        at = c.end;
      } else if (IsSingle(c)) {
        const size_t joined = JoinSingles(at);
        at = joined != at ? joined : ReadToken(at);
      } else {
        at = ReadToken(at);
      }
    }
    Flush();
    FlushEqual();
    return std::move(squeezed_);
  }

 private:
  // One character with a gap behind it, the last one of a run without.
  struct Single {
    size_t begin;
    size_t end;
    size_t next;  // where the gap ends
  };

  absl::string_view Gap(const Single& single) const {
    return text_.substr(single.end, single.next - single.end);
  }

  // Takes a run of single characters and returns its end, or `begin`.
  size_t JoinSingles(size_t begin) {
    singles_.clear();
    size_t at = begin;
    while (at < text_.size()) {
      const CodePoint c = CodePointAt(text_, at);
      if (!IsSingle(c)) break;
      size_t next = c.end;
      while (next < text_.size() && next - c.end <= kGapBytesMax) {
        const CodePoint gap = CodePointAt(text_, next);
        if (IsUnit(gap.value)) break;
        next = gap.end;
      }
      singles_.push_back({at, c.end, next});
      if (next - c.end > kGapBytesMax) break;
      at = next;
    }
    if (singles_.size() < kSinglesMin) return begin;

    const absl::string_view gap = GapWithin();
    for (size_t i = 0; i < singles_.size(); ++i) {
      const Single& single = singles_[i];
      const char32_t c = CodePointAt(text_, single.begin).value;
      const bool is_last = i + 1 == singles_.size();
      const bool is_joined = !is_last && Gap(single) == gap;
      // A sign or digit alone is itself: "e_a_r_n $ n_o_w".
      if (!Spelling::IsLetter(c) && !is_joined &&
          (i == 0 || Gap(singles_[i - 1]) != gap)) {
        Copy(single.begin, single.end);
      } else {
        Add(single.begin, single.end, c);
      }
      if (is_last) break;
      if (is_joined) {
        Remove(single.end, single.next);
      } else if (HasHyphen(Gap(single), gap)) {
        // "h a l f - b r e e d" is one word.
        Remove(single.end, single.end + gap.size());
        Copy(single.end + gap.size(), single.next - gap.size());
        Remove(single.next - gap.size(), single.next);
      } else {
        Copy(single.end, single.next);
      }
    }
    return singles_.back().end;
  }

  // Whether a character that begins here is all of its token.
  bool IsSingle(const CodePoint& c) const {
    return IsUnit(c.value) &&
           (c.end == text_.size() || !IsUnit(CodePointAt(text_, c.end).value));
  }

  static bool IsUnit(char32_t c) {
    return Spelling::IsWordCharacter(c) || c == '@' || c == '$';
  }

  // Whether a gap is a hyphen or an apostrophe between two gaps of the usual
  // kind.
  static bool HasHyphen(absl::string_view gap, absl::string_view usual) {
    return absl::ConsumePrefix(&gap, usual) &&
           absl::ConsumeSuffix(&gap, usual) && (gap == "-" || gap == "'");
  }

  static bool HasSpace(absl::string_view gap) {
    return gap.find_first_of(" \n\t") != absl::string_view::npos;
  }

  // The gap inside words: the commonest; of two the shorter; of two equally
  // short ones that which is no space.
  absl::string_view GapWithin() const {
    struct Candidate {
      absl::string_view gap;
      size_t uses;
    };
    std::array<Candidate, 4> candidates;
    size_t size = 0;
    for (size_t i = 0; i + 1 < singles_.size(); ++i) {
      const absl::string_view gap = Gap(singles_[i]);
      size_t k = 0;
      while (k < size && candidates[k].gap != gap) ++k;
      if (k == candidates.size()) continue;
      if (k == size) candidates[size++] = {gap, 0};
      ++candidates[k].uses;
    }
    const auto rank = [](const Candidate& c) {
      return std::tuple(-static_cast<ptrdiff_t>(c.uses), c.gap.size(),
                        HasSpace(c.gap));
    };
    return std::min_element(candidates.begin(),
                            candidates.begin() + static_cast<ptrdiff_t>(size),
                            [&rank](const Candidate& a, const Candidate& b) {
                              return rank(a) < rank(b);
                            })
        ->gap;
  }

  // Takes letters, digits and signs that stand together and returns their end.
  size_t ReadToken(size_t begin) {
    size_t end = begin;
    bool has_letter = false;
    while (end < text_.size()) {
      const auto byte = static_cast<uint8_t>(text_[end]);
      if (byte >= 0x80) return ReadForeignToken(begin);
      if (Spelling::kAscii[byte] == Ascii::kOther) break;
      has_letter = has_letter || Spelling::kAscii[byte] == Ascii::kLower;
      ++end;
    }
    const bool is_word_alone =  // "te voy @ matar", "1 know"
        end == begin + 1 && absl::StrContains("14@", text_[begin]);
    if (!has_letter && !is_word_alone) {
      Copy(begin, end);
      return end;
    }
    size_t last = end;
    while (IsEndOfSentence(text_[last - 1])) --last;
    AddAscii(begin, last);
    if (end > last) Copy(last, end);
    return end;
  }

  // The same for tokens that are not ASCII.
  size_t ReadForeignToken(size_t begin) {
    size_t end = begin;
    size_t last = begin;
    bool has_letter = false;
    while (end < text_.size()) {
      const CodePoint c = CodePointAt(text_, end);
      if (!Spelling::IsSign(c.value) && !Spelling::IsWordCharacter(c.value))
        break;
      has_letter = has_letter || Spelling::IsLetter(c.value);
      end = c.end;
      if (!IsEndOfSentence(text_[end - 1])) last = end;
    }
    if (!has_letter) last = begin;
    for (size_t at = begin; at < last;) {
      const CodePoint c = CodePointAt(text_, at);
      Add(at, c.end, c.value);
      at = c.end;
    }
    if (end > last) Copy(last, end);
    return end;
  }

  // Behind a word these are none of its letters.
  static bool IsEndOfSentence(char c) { return c == '!' || c == '|'; }

  // Add() for the characters of an ASCII token, all at once.
  void AddAscii(size_t begin, size_t end) {
    Flush();
    for (size_t at = begin; at < end;) {
      const char read = Spelling::kTokenReadAs[static_cast<uint8_t>(text_[at])];
      size_t next = at + 1;
      if (read >= 'a') {
        while (next < end &&
               Spelling::kTokenReadAs[static_cast<uint8_t>(text_[next])] ==
                   read) {
          ++next;
        }
      }
      squeezed_.push_back(read);
      Append(next - at, 1);
      at = next;
    }
  }

  // A character of a word; it vanishes in an equal one before it.
  void Add(size_t begin, size_t end, char32_t c) {
    const char32_t read = Spelling::ReadAs(c);
    if (read == last_ && Spelling::IsLetter(read)) {
      element_end_ = end;
      return;
    }
    Flush();
    element_begin_ = begin;
    element_end_ = end;
    last_ = read;
  }

  void Copy(size_t begin, size_t end) {
    Flush();
    Append(end - begin, end - begin);
    squeezed_.append(text_.data() + begin, end - begin);
  }

  // A gap between two equal letters is part of what becomes one letter; a gap
  // between others is gone, and nobody's.
  void Remove(size_t begin, size_t end) {
    removed_begin_ = begin;
    removed_end_ = end;
  }

  void Flush() {
    if (last_ != 0) {
      uint8_t bytes[U8_MAX_LENGTH];
      uint32_t length = 0;
      U8_APPEND_UNSAFE(bytes, length, last_);
      Append(element_end_ - element_begin_, length);
      squeezed_.append(reinterpret_cast<const char*>(bytes), length);
      last_ = 0;
    }
    if (removed_end_ > element_end_) Append(removed_end_ - removed_begin_, 0);
    removed_begin_ = removed_end_ = 0;
  }

  // Says what became of the next bytes of the text.
  void Append(size_t original, size_t squeezed) {
    if (original == squeezed) {
      equal_ += original;
      return;
    }
    FlushEqual();
    map_.AppendChange(static_cast<uint32_t>(original),
                      static_cast<uint32_t>(squeezed));
  }

  void FlushEqual() {
    map_.AppendEqual(static_cast<uint32_t>(equal_));
    equal_ = 0;
  }

  const absl::string_view text_;
  OffsetMap& map_;
  std::string squeezed_;
  std::vector<Single> singles_;
  // The letter read last and all of the text that it stands for.
  char32_t last_ = 0;
  size_t element_begin_ = 0;
  size_t element_end_ = 0;
  // A gap behind it.
  size_t removed_begin_ = 0;
  size_t removed_end_ = 0;
  // Bytes that stayed as many, not yet told to the map.
  size_t equal_ = 0;
};

}  // namespace

std::string Squeeze(absl::string_view skeleton, OffsetMap& map) {
  return Squeezer(skeleton, map).Run();
}

bool StandsForLetter(char32_t sign, char32_t letter) {
  if (sign == '1' || sign == '!' || sign == '|') {
    return letter == 'i' || letter == 'l';
  }
  return !Spelling::IsLetter(sign) && Spelling::IsLetter(letter) &&
         Spelling::ReadAs(sign) == letter;
}

}  // namespace winnow
