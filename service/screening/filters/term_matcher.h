// Finds thousands of words and phrases in one pass (vectorscan), as whole
// words: "specialist" has no "cialis" in it, nor "Scunthorpe" anything else.
//
// Immutable; threads may share it. Each thread keeps one scratch space for all
// matchers, made at its first scan and grown when needed.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_TERM_MATCHER_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_TERM_MATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/screening/text/offset_map.h"

struct hs_database;

namespace winnow {

class TermMatcher {
 public:
  // Called with the index of a term and where it stands.
  using Found = absl::FunctionRef<void(size_t term, ByteRange range)>;

  // What counts as an occurrence.
  enum class Mode {
    kWords,     // whole words: see Make
    kAnywhere,  // the term as it is written, inside words too
    kSqueezed,  // whole words of terms and texts that are squeezed already
  };

  // Compiles terms. They are folded first, the words of a phrase may stand up
  // to 16 white-space bytes apart, and `*` at the end of a word stands for the
  // rest of it; anywhere, both stand for themselves. In squeezed texts a word
  // may also begin behind a word of one letter ("afuck" for "a f u c k") and
  // end before one. A term without any visible character matches nothing.
  // Errors: ResourceExhausted when the memory does not suffice.
  // Cost: 0.2 s for 10,000 terms.
  static absl::StatusOr<std::unique_ptr<const TermMatcher>> Make(
      absl::Span<const std::string> terms, Mode mode = Mode::kWords);

  // Calls `found` for each occurrence in a folded text, in no certain order.
  // Input: any bytes.
  // Errors: Internal when vectorscan fails; ResourceExhausted for a text made
  // to match almost everywhere. Some occurrences may have been found by then.
  // Cost: linear; 0.3 µs for 300 bytes with 10,000 terms.
  absl::Status Scan(absl::string_view folded, Found found) const;

  // The same, and says whether a phrase may stand there of which only the
  // rarest word is spelled as it is listed: whether the words beside that one
  // squeeze to the others.
  absl::Status Scan(absl::string_view folded, Found found,
                    bool& has_part) const;

  // Calls `visit` with the rarest word of each term, folded, and whether `*`
  // stands behind it.
  void VisitRarestWords(
      absl::FunctionRef<void(absl::string_view word, bool is_prefix)> visit)
      const;

 private:
  struct DatabaseDeleter {
    void operator()(hs_database* database) const;
  };

  struct Word {
    std::string text;
    bool is_prefix;  // written with `*`
  };

  // A term, cut at white space. Only its rarest word, the anchor, is looked
  // for; the others are compared beside it.
  struct Phrase {
    size_t term;
    std::vector<Word> words;
    size_t anchor;
  };

  static std::vector<Word> Split(absl::string_view term, Mode mode);

  explicit TermMatcher(Mode mode);

  // Adds a database of these anchors, numbered from `first_id` on.
  absl::Status Compile(absl::Span<const std::string> anchors, size_t first_id);

  // Whether a word can begin where this anchor does. Most anchors are found
  // inside longer words, and only this is asked without touching a phrase,
  // which is seldom in the cache.
  bool MayBegin(absl::string_view text, size_t anchor, size_t anchor_end) const;

  bool Matches(absl::string_view text, const Phrase& phrase, size_t anchor_end,
               ByteRange& range) const;

  // Whether a phrase of which only the anchor stands there goes on beside it.
  bool GoesOn(absl::string_view text, const Phrase& phrase,
              size_t anchor_end) const;

  const Mode mode_;
  std::vector<std::unique_ptr<hs_database, DatabaseDeleter>> databases_;
  std::vector<std::vector<Phrase>> phrases_;  // by anchor
  std::vector<uint32_t> anchor_bytes_;        // by anchor
  const uint64_t serial_;  // tells this matcher from every other one, ever
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_TERM_MATCHER_H_
