#include "service/screening/filters/term_matcher.h"

#include <hs/hs.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/screening/text/read_alike.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

constexpr size_t kSpacesMax = 16;

constexpr size_t kAnchorBytesEnough = 3;

// The longest run of letters and digits: of "i'll" the ll, which says little.
size_t LongestRun(absl::string_view word) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : word) {
    const bool is_letter = static_cast<uint8_t>(c) >= 0x80 ||
                           absl::ascii_isalnum(static_cast<uint8_t>(c));
    run = is_letter ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Anchors in one database: the time to compile one grows faster than that.
// 60,000 take 1.6 s at once and 1.1 s in three parts.
constexpr size_t kAnchorsTogether = 20000;

// How much `*` stands for: the longest words that people form are shorter, and
// a text without any boundary must not be walked over from every match.
constexpr size_t kPrefixedBytesMax = 64;

// Anchors looked at in one scan before the text counts as an attack: several
// times what 64 KB of the commonest word need, and 5 ms of work.
constexpr int kAnchorsMax = 200000;

// Scratch space is large and tied to the databases it was made for, so there
// is one for a thread, and it remembers the matchers it is large enough for.
class ThreadScratch {
 public:
  ThreadScratch() = default;
  ThreadScratch(const ThreadScratch&) = delete;
  ThreadScratch& operator=(const ThreadScratch&) = delete;
  ~ThreadScratch() { hs_free_scratch(scratch_); }

  // Null when there is no memory for it.
  template <typename Databases>
  hs_scratch_t* For(const Databases& databases, uint64_t serial) {
    if (fits_.contains(serial)) return scratch_;
    for (const auto& database : databases) {
      if (hs_alloc_scratch(database.get(), &scratch_) != HS_SUCCESS) {
        return nullptr;
      }
    }
    // Policies come and go; what was forgotten is only asked for again.
    if (fits_.size() >= 1024) fits_.clear();
    fits_.insert(serial);
    return scratch_;
  }

 private:
  hs_scratch_t* scratch_ = nullptr;
  absl::flat_hash_set<uint64_t> fits_;
};

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

size_t SkipSpaces(absl::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && end - begin < kSpacesMax &&
         absl::ascii_isspace(text[end])) {
    ++end;
  }
  return end;
}

size_t SkipSpacesBack(absl::string_view text, size_t end) {
  size_t begin = end;
  while (begin > 0 && end - begin < kSpacesMax &&
         absl::ascii_isspace(text[begin - 1])) {
    --begin;
  }
  return begin;
}

// Both walk over the code points of one word, at most kPrefixedBytesMax of
// them.

size_t WordEnd(absl::string_view text, size_t end) {
  const size_t last = std::min(text.size(), end + kPrefixedBytesMax);
  while (end < last &&
         (IsContinuation(text[end]) || !IsWordBoundary(text, end)))
    ++end;
  return end;
}

size_t WordBegin(absl::string_view text, size_t begin) {
  const size_t first =
      begin > kPrefixedBytesMax ? begin - kPrefixedBytesMax : 0;
  while (begin > first) {
    --begin;
    if (!IsContinuation(text[begin]) && IsWordBoundary(text, begin)) break;
  }
  return begin;
}

// Words of one letter, as they are squeezed; the last ones are в, к, и and я.
constexpr absl::string_view kShortWords[] = {"a", "c", "e", "i", "o", "s", "u",
                                             "w", "y", "z", "b", "k", "ᴎ", "ᴙ"};

bool IsBehindShortWord(absl::string_view text, size_t begin) {
  return std::any_of(std::begin(kShortWords), std::end(kShortWords),
                     [&](absl::string_view word) {
                       return absl::EndsWith(text.substr(0, begin), word) &&
                              IsWordBoundary(text, begin - word.size());
                     });
}

bool IsBeforeShortWord(absl::string_view text, size_t end) {
  return std::any_of(std::begin(kShortWords), std::end(kShortWords),
                     [&](absl::string_view word) {
                       return absl::StartsWith(text.substr(end), word) &&
                              IsWordBoundary(text, end + word.size());
                     });
}

}  // namespace

TermMatcher::TermMatcher(Mode mode)
    : mode_(mode), serial_([] {
        static std::atomic<uint64_t> last = 0;
        return ++last;
      }()) {}

void TermMatcher::DatabaseDeleter::operator()(hs_database* database) const {
  hs_free_database(database);
}

absl::StatusOr<std::unique_ptr<const TermMatcher>> TermMatcher::Make(
    absl::Span<const std::string> terms, Mode mode) {
  auto matcher = std::unique_ptr<TermMatcher>(new TermMatcher(mode));
  std::vector<Phrase> phrases;
  absl::flat_hash_map<std::string, int> uses;
  for (size_t i = 0; i < terms.size(); ++i) {
    std::vector<Word> words = Split(terms[i], mode);
    if (words.empty()) continue;
    for (const Word& word : words) ++uses[word.text];
    phrases.push_back({.term = i, .words = std::move(words), .anchor = 0});
  }

  absl::flat_hash_map<std::string, size_t> ids;
  std::vector<std::string> anchors;
  for (Phrase& phrase : phrases) {
    // The word that fewest terms have, and of those the longest; but none of
    // one or two bytes beside a longer one, for these are found everywhere.
    const auto rank = [&uses](const Word& word) {
      return std::tuple(-static_cast<int>(std::min(LongestRun(word.text),
                                                   kAnchorBytesEnough)),
                        uses[word.text], -static_cast<int>(word.text.size()));
    };
    const auto rarest = std::min_element(
        phrase.words.begin(), phrase.words.end(),
        [&rank](const Word& a, const Word& b) { return rank(a) < rank(b); });
    phrase.anchor = static_cast<size_t>(rarest - phrase.words.begin());
    const auto [id, is_new] = ids.emplace(rarest->text, anchors.size());
    if (is_new) {
      anchors.push_back(rarest->text);
      matcher->phrases_.emplace_back();
      matcher->anchor_bytes_.push_back(
          static_cast<uint32_t>(rarest->text.size()));
    }
    matcher->phrases_[id->second].push_back(std::move(phrase));
  }
  for (size_t i = 0; i < anchors.size(); i += kAnchorsTogether) {
    absl::Status compiled = matcher->Compile(
        absl::MakeConstSpan(anchors).subspan(i, kAnchorsTogether), i);
    if (!compiled.ok()) return compiled;
  }
  return matcher;
}

absl::Status TermMatcher::Compile(absl::Span<const std::string> anchors,
                                  size_t first_id) {
  std::vector<const char*> texts;
  std::vector<size_t> sizes;
  std::vector<unsigned> numbers;
  for (const std::string& anchor : anchors) {
    numbers.push_back(static_cast<unsigned>(first_id + texts.size()));
    texts.push_back(anchor.data());
    sizes.push_back(anchor.size());
  }
  const std::vector<unsigned> flags(anchors.size(), 0);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t result =
      hs_compile_lit_multi(texts.data(), flags.data(), numbers.data(),
                           sizes.data(), static_cast<unsigned>(anchors.size()),
                           HS_MODE_BLOCK, nullptr, &database, &error);
  hs_free_compile_error(error);
  if (result != HS_SUCCESS) {
    return absl::ResourceExhaustedError("the word lists cannot be compiled");
  }
  databases_.emplace_back(database);
  return absl::OkStatus();
}

std::vector<TermMatcher::Word> TermMatcher::Split(absl::string_view term,
                                                  Mode mode) {
  std::vector<Word> words;
  const std::string folded =
      mode == Mode::kSqueezed ? std::string(term) : Fold(term);
  if (mode == Mode::kAnywhere) {
    const absl::string_view all = absl::StripAsciiWhitespace(folded);
    if (!all.empty()) words.push_back({std::string(all), false});
    return words;
  }
  for (absl::string_view word : absl::StrSplit(
           folded, absl::ByAnyChar(" \t\n\r\f\v"), absl::SkipEmpty())) {
    const bool is_prefix = word.size() > 1 && absl::ConsumeSuffix(&word, "*");
    words.push_back({std::string(word), is_prefix});
  }
  return words;
}

bool TermMatcher::MayBegin(absl::string_view text, size_t anchor,
                           size_t anchor_end) const {
  return mode_ != Mode::kWords ||
         IsWordBoundary(text, anchor_end - anchor_bytes_[anchor]);
}

bool TermMatcher::Matches(absl::string_view text, const Phrase& phrase,
                          size_t anchor_end, ByteRange& range) const {
  size_t begin = anchor_end - phrase.words[phrase.anchor].text.size();
  for (size_t i = phrase.anchor; i-- > 0;) {
    const Word& word = phrase.words[i];
    const size_t space = SkipSpacesBack(text, begin);
    if (space == begin || space < word.text.size()) return false;
    begin = word.is_prefix ? WordBegin(text, space) : space - word.text.size();
    if (text.substr(begin, word.text.size()) != word.text) return false;
  }
  size_t end = anchor_end;
  if (phrase.words[phrase.anchor].is_prefix) end = WordEnd(text, end);
  for (size_t i = phrase.anchor + 1; i < phrase.words.size(); ++i) {
    const Word& word = phrase.words[i];
    const size_t space = SkipSpaces(text, end);
    if (space == end || text.substr(space, word.text.size()) != word.text) {
      return false;
    }
    end = space + word.text.size();
    if (word.is_prefix) end = WordEnd(text, end);
  }
  range = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  if (mode_ == Mode::kAnywhere) return true;
  const bool is_squeezed = mode_ == Mode::kSqueezed;
  return (IsWordBoundary(text, begin) ||
          (is_squeezed && IsBehindShortWord(text, begin))) &&
         (IsWordBoundary(text, end) ||
          (is_squeezed && IsBeforeShortWord(text, end)));
}

bool TermMatcher::GoesOn(absl::string_view text, const Phrase& phrase,
                         size_t anchor_end) const {
  const size_t anchor_begin =
      anchor_end - phrase.words[phrase.anchor].text.size();
  if (!IsWordBoundary(text, anchor_begin)) return false;
  size_t end = anchor_end;
  for (size_t i = phrase.anchor;; ++i) {
    if (phrase.words[i].is_prefix) end = WordEnd(text, end);
    if (i + 1 == phrase.words.size()) break;
    const size_t next = SkipSpaces(text, end);
    if (next == end) return false;
    size_t eaten = 0;
    if (!GoesOnWith(Forwards(text.substr(next)),
                    Forwards(phrase.words[i + 1].text), eaten)) {
      return false;
    }
    end = next + eaten;
  }
  size_t begin = anchor_begin;
  for (size_t i = phrase.anchor; i-- > 0;) {
    const Word& word = phrase.words[i];
    const size_t space = SkipSpacesBack(text, begin);
    if (space == begin) return false;
    // What stands behind the beginning of such a word is not known.
    if (word.is_prefix) return true;
    size_t eaten = 0;
    if (!GoesOnWith(Backwards(text.substr(0, space)), Backwards(word.text),
                    eaten)) {
      return false;
    }
    begin = space - eaten;
  }
  return true;
}

void TermMatcher::VisitRarestWords(
    absl::FunctionRef<void(absl::string_view, bool)> visit) const {
  for (const std::vector<Phrase>& phrases : phrases_) {
    for (const Phrase& phrase : phrases) {
      const Word& word = phrase.words[phrase.anchor];
      visit(word.text, word.is_prefix);
    }
  }
}

absl::Status TermMatcher::Scan(absl::string_view folded, Found found) const {
  bool unused;
  return Scan(folded, found, unused);
}

absl::Status TermMatcher::Scan(absl::string_view folded, Found found,
                               bool& has_part) const {
  has_part = false;
  if (databases_.empty() || folded.empty()) return absl::OkStatus();
  thread_local ThreadScratch scratch;
  hs_scratch_t* space = scratch.For(databases_, serial_);
  if (space == nullptr) {
    return absl::ResourceExhaustedError("no memory to look for listed terms");
  }

  struct Context {
    const TermMatcher& matcher;
    absl::string_view text;
    Found found;
    bool& has_part;
    int anchors_left;
  };
  Context context = {*this, folded, found, has_part, kAnchorsMax};
  const auto on_match = [](unsigned id, unsigned long long /*from*/,
                           unsigned long long to, unsigned /*flags*/,
                           void* pointer) {
    Context& scan = *static_cast<Context*>(pointer);
    if (!scan.matcher.MayBegin(scan.text, id, to)) {
      return scan.anchors_left-- <= 0 ? 1 : 0;
    }
    for (const Phrase& phrase : scan.matcher.phrases_[id]) {
      if (scan.anchors_left-- <= 0) return 1;
      ByteRange range;
      if (scan.matcher.Matches(scan.text, phrase, to, range)) {
        scan.found(phrase.term, range);
      } else if (!scan.has_part && phrase.words.size() > 1) {
        scan.has_part = scan.matcher.GoesOn(scan.text, phrase, to);
      }
    }
    return 0;
  };
  for (const auto& database : databases_) {
    const hs_error_t result = hs_scan(database.get(), folded.data(),
                                      static_cast<unsigned>(folded.size()), 0,
                                      space, on_match, &context);
    if (result == HS_SCAN_TERMINATED) {
      return absl::ResourceExhaustedError("too many candidates in one text");
    }
    if (result != HS_SUCCESS) {
      return absl::InternalError("looking for listed terms failed");
    }
  }
  return absl::OkStatus();
}

}  // namespace winnow
