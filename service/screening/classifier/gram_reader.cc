#include "service/screening/classifier/gram_reader.h"

#include <algorithm>

#include "service/screening/text/code_points.h"
#include "service/screening/text/words.h"
#include "unicode/uchar.h"

namespace winnow {
namespace {

constexpr uint64_t kWordSeed = 0x243F6A8885A308D3u;
constexpr uint64_t kPairSeed = 0x13198A2E03707344u;
constexpr uint64_t kSkipSeed = 0xA4093822299F31D0u;
constexpr uint64_t kPieceSeed = 0x082EFA98EC4E6C89u;
constexpr uint64_t kSignSeed = 0x452821E638D01377u;
constexpr uint64_t kFactor = 0x9E3779B97F4A7C15u;

constexpr size_t kPieceLettersMin = 2;
constexpr size_t kPieceLettersMax = 5;
// Three characters alone in a row are somebody spelling: f u c k.
constexpr size_t kSinglesMin = 3;

// A mention is one word, whoever is mentioned.
constexpr uint64_t kMentionHash = 0xBE5466CF34E90C6Cu;
// So is a link, for the words around it.
constexpr uint64_t kLinkHash = 0xC0AC29B7C97C50DDu;

uint64_t Mix(uint64_t hash, uint64_t next) {
  hash = (hash ^ next) * kFactor;
  return hash ^ (hash >> 29);
}

bool IsSpace(char32_t c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// Emoji and the like, which may say what words do not.
bool IsSign(char32_t c) {
  if (c < 0x203C) return false;
  const int8_t type = u_charType(static_cast<UChar32>(c));
  return type == U_OTHER_SYMBOL || type == U_MODIFIER_SYMBOL;
}

uint64_t HashOf(const Word& word, uint64_t seed) {
  uint64_t hash = seed;
  for (size_t i = 1; i <= word.size; ++i) hash = Mix(hash, word.letters[i]);
  return hash;
}

constexpr uint64_t kScopeSeeds[kScopeCount] = {
    0x3F84D5B5B5470917u, 0x9216D5D98979FB1Bu, 0xD1310BA698DFB5ACu};

// Calls `take(hash, letters)` for each piece of a word, the marks at its ends
// being letters too.
template <typename Take>
void ForEachPiece(const Word& word, uint64_t seed, Take take) {
  const size_t all = word.size + 2;
  for (size_t i = 0; i + 1 < all; ++i) {
    uint64_t hash = Mix(seed, word.letters[i]);
    const size_t end = std::min(all, i + kPieceLettersMax);
    for (size_t k = i + 1; k < end; ++k) {
      hash = Mix(hash, word.letters[k]);
      if (k + 1 - i >= kPieceLettersMin) take(hash, k + 1 - i);
    }
  }
}

Word ReadLetters(absl::string_view letters) {
  Word word;
  for (size_t at = 0; at < letters.size() && word.size < kWordLettersRead;) {
    const CodePoint c = CodePointAt(letters, at);
    word.letters[++word.size] = c.value;
    at = c.end;
  }
  CloseWord(word);
  return word;
}

}  // namespace

void GramReader::Begin(size_t bytes) {
  size_t slots = 64;
  while (slots < bytes) slots *= 2;
  seen_.assign(slots, 0);
}

void GramReader::NoteName(absl::string_view name) {
  WordReader words(name);
  absl::string_view text;
  for (size_t i = 0; i < name_words_.size() && words.Next(text);) {
    if (text.size() < 4) continue;
    Word word;
    for (const char32_t c : DecodeUtf8(text.substr(0, kWordLettersRead))) {
      if (word.size < kWordLettersRead) word.letters[++word.size] = c;
    }
    name_words_[i++] = HashOf(word, kWordSeed);
  }
}

bool GramReader::IsNew(uint64_t hash) {
  // Words are at most half as many as bytes, so a free slot is near.
  const auto key = static_cast<uint32_t>(hash >> 32) | 1;
  for (size_t at = hash & (seen_.size() - 1);;
       at = (at + 1) & (seen_.size() - 1)) {
    if (seen_[at] == key) return false;
    if (seen_[at] == 0) {
      seen_[at] = key;
      return true;
    }
  }
}

void GramReader::Add(uint64_t hash, const GramPlace& place) {
  grams_.push_back(static_cast<uint32_t>(hash >> 32));
  if (places_ != nullptr) places_->push_back(place);
}

void GramReader::AddPairs(uint64_t hash, ByteRange range) {
  if (before_ != 0) {
    Add(Mix(Mix(kPairSeed, before_), hash),
        {GramPlace::Kind::kPair, false, {before_range_.begin, range.end}});
  }
  if (before_that_ != 0) {
    Add(Mix(Mix(kSkipSeed, before_that_), hash),
        {GramPlace::Kind::kPair, false, {before_that_range_.begin, range.end}});
  }
  before_that_ = before_;
  before_that_range_ = before_range_;
  before_ = hash;
  before_range_ = range;
}

void GramReader::AddScoped(const Word& word, const GramPlace& place) {
  for (size_t i = 0; i < scopes_.size(); ++i) {
    if (scopes_[i] == 0) continue;
    --scopes_[i];
    Add(Mix(kScopeSeeds[i], word.hash), place);
  }
  if (OpenScopes(word, scopes_) == kScopeOfYou) ++counts_.addressee;
}

void GramReader::AddPieces(const Word& word, GramPlace place) {
  place.kind = GramPlace::Kind::kPiece;
  const size_t old = grams_.size();
  grams_.resize(old + (kPieceLettersMax - 1) * (word.size + 1));
  uint32_t* out = grams_.data() + old;
  ForEachPiece(word, kPieceSeed, [&out](uint64_t hash, size_t) {
    *out++ = static_cast<uint32_t>(hash >> 32);
  });
  grams_.resize(static_cast<size_t>(out - grams_.data()));
  if (places_ != nullptr) places_->resize(grams_.size(), place);
}

void GramReader::TakeWord(const Word& word, GramPlace place, bool with_pairs) {
  if (with_pairs) AddPairs(word.hash, place.range);
  if (!IsNew(word.hash)) return;
  ++counts_.words_new;
  for (const uint64_t name : name_words_) {
    if (name == word.hash) ++counts_.name_words_seen;
  }
  Add(word.hash, place);
  AddPieces(word, place);
}

void GramReader::TakeSign(char32_t sign, ByteRange range) {
  ++counts_.emoji;
  const uint64_t hash = Mix(kSignSeed, sign);
  AddPairs(hash, range);
  if (IsNew(hash)) Add(hash, {GramPlace::Kind::kSign, false, range});
}

void GramReader::EndWord(absl::string_view text, size_t end) {
  Word& word = word_;
  if (word.size == 0) return;
  CloseWord(word);
  word.hash = HashOf(word, kWordSeed);
  ++counts_.words;
  counts_.word_letters += word.size;
  const GramPlace place = {GramPlace::Kind::kWord, false, word.range};
  singles_ = word.size == 1 ? singles_ + 1 : 0;
  if (singles_ >= kSinglesMin) saw_disguise_ = true;
  const absl::string_view rest = text.substr(end);
  const absl::string_view written =
      text.substr(end - std::min<size_t>(end, 4), std::min<size_t>(end, 4));
  // Names of accounts have such a line inside.
  const bool goes_on = after_at_ && rest.substr(0, 1) == "_";
  if (after_at_) {
    if (!goes_on) AddPairs(kMentionHash, place.range);
  } else if (!in_link_ && rest.substr(0, 3) == "://") {
    in_link_ = true;
    AddPairs(kLinkHash, place.range);
  } else if (!in_link_ && word.size == 3 && rest.substr(0, 1) == "." &&
             written.substr(written.size() - 3) == "www") {
    in_link_ = true;
    AddPairs(kLinkHash, place.range);
  } else if (in_link_) {
    // Random identifiers say nothing; words of hosts and paths do.
    if (!LooksDisguised(word)) TakeWord(word, place, false);
  } else {
    if (LooksDisguised(word)) saw_disguise_ = true;
    AddScoped(word, place);
    TakeWord(word, place, true);
  }
  after_at_ = goes_on;
  word.size = 0;
}

void GramReader::Read(absl::string_view text, size_t offset) {
  const auto base = static_cast<uint32_t>(offset);
  before_ = before_that_ = 0;
  scopes_ = {};
  char32_t before = ' ';
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    CharacterKind kind = KindOf(c.value);
    // An apostrophe or a star inside a word is part of it: don't, f*ck.
    if (kind == CharacterKind::kOther && word_.size > 0 &&
        c.end < text.size() &&
        (c.value == '*' || c.value == '\'' || c.value == U'’')) {
      const char32_t next = CodePointAt(text, c.end).value;
      if (KindOf(next) == CharacterKind::kWord ||
          (c.value == '*' && next == '*')) {
        kind = CharacterKind::kWord;
      }
    }
    if (kind != CharacterKind::kOther) {
      const bool is_unspaced = kind == CharacterKind::kUnspaced;
      if (word_.size > 0 && is_unspaced != is_unspaced_) EndWord(text, at);
      is_unspaced_ = is_unspaced;
      if (word_.size < kWordLettersRead) {
        if (word_.size == 0) {
          word_.range.begin = base + static_cast<uint32_t>(at);
        }
        word_.letters[++word_.size] = c.value;
        word_.range.end = base + static_cast<uint32_t>(c.end);
      } else if (is_unspaced) {
        EndWord(text, at);
        continue;
      }
    } else {
      EndWord(text, at);
      if (IsSpace(c.value)) {
        in_link_ = false;
        after_at_ = false;
        if (c.value == '\n') {
          before_ = before_that_ = 0;
          scopes_ = {};
        }
      } else if (c.value == '@') {
        after_at_ = !in_link_ && KindOf(before) == CharacterKind::kOther;
      } else if (c.value == '.' || c.value == '!' || c.value == '?') {
        // Words of two sentences are no pair; a leet sign is no end.
        if (c.end < text.size() && IsSpace(text[c.end])) {
          before_ = before_that_ = 0;
          scopes_ = {};
        }
      }
      if (c.value == '$' || c.value == '@' || c.value == '!' ||
          c.value == '|') {
        const bool is_inside = c.end < text.size() &&
                               IsAsciiLetter(static_cast<uint8_t>(text[c.end]));
        saw_disguise_ = saw_disguise_ || is_inside;
      }
      if (IsSign(c.value)) {
        TakeSign(c.value, {base + static_cast<uint32_t>(at),
                           base + static_cast<uint32_t>(c.end)});
      }
    }
    before = c.value;
    at = c.end;
  }
  EndWord(text, text.size());
  in_link_ = false;
}

void GramReader::ReadSqueezed(const View& squeezed,
                              absl::string_view skeleton) {
  const absl::string_view text =
      squeezed.text().substr(0, kHeadBytesRead + kTailBytesRead);
  WordReader words(text);
  absl::string_view letters;
  while (words.Next(letters)) {
    if (letters.size() < 3) continue;
    const auto begin = static_cast<uint32_t>(letters.data() - text.data());
    const ByteRange range = {begin,
                             begin + static_cast<uint32_t>(letters.size())};
    const ByteRange former = squeezed.ToFormer(range);
    if (!LooksDisguised(
            skeleton.substr(former.begin, former.end - former.begin))) {
      continue;
    }
    Word word = ReadLetters(letters);
    word.hash = HashOf(word, kWordSeed);
    ++counts_.disguised;
    TakeWord(word, {GramPlace::Kind::kDisguised, true, range}, false);
  }
}

void ReadAuthor(absl::string_view text, uint64_t seed,
                std::vector<uint32_t>& grams) {
  WordReader words(text);
  absl::string_view letters;
  while (words.Next(letters)) {
    Word word = ReadLetters(letters);
    grams.push_back(
        static_cast<uint32_t>(Mix(HashOf(word, kWordSeed), seed) >> 32));
    ForEachPiece(word, Mix(seed, kPieceSeed),
                 [&grams](uint64_t hash, size_t letters_read) {
                   if (letters_read < 3) return;
                   grams.push_back(static_cast<uint32_t>(hash >> 32));
                 });
  }
}

}  // namespace winnow
