// Says whether what a search in squeezed text found is the listed term, written
// by somebody who did not want it to be found, or another word that only
// squeezes to the same: "fuuuck" and "viаgra" with a Cyrillic а are, "sleet" is
// no "slet", "Niger" no "nigger" and "höra" no "hora".
//
// What is asked, in this order: may each character stand for its letter; are
// there so many of them, or so unusual ones, that no other word is likely; are
// marks and foreign letters those of a disguise or those of a language.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_DISGUISE_H_
#define WINNOW_SERVICE_SCREENING_TEXT_DISGUISE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"
#include "service/screening/text/views.h"

namespace winnow {

enum class Likeness {
  kNone,      // another word
  kSame,      // the term, but for marks that people leave out or quotes
  kDisguised  // the term, in disguise
};

// Which letters a text has, as far as disguises tell by them.
struct LetterProfile {
  int in_script = 0;     // of the script asked for
  int foreign = 0;       // of another one
  int odd = 0;           // signs and phonetic letters that look like Latin ones
  int framed = 0;        // flags and framed capitals
  int piled_marks = 0;   // that no language puts there
  int capitals = 0;      // of ASCII
  bool upper_i = false;  // with small letters beside it
  bool lower_l = false;  // with no other small letter beside it
  // Letters with a mark that languages write: é, й. Folded, sorted.
  std::vector<char32_t> accented;
  // Vowel points and the like of scripts that may go without, sorted.
  std::vector<char32_t> points;
};

// What is compared with of a term.
struct TermLook {
  std::string skeleton;
  std::string of_capitals;  // skeleton of its capitals; empty for ASCII
  int script = 0;           // of its first letter
  LetterProfile letters;
};

// Compares candidates in one text. Borrows it, and the terms; for one thread.
class DisguiseCheck {
 public:
  // Input: the views of a text, and what Squeezed() makes of them.
  DisguiseCheck(const TextViews& views, const View& squeezed)
      : views_(views), squeezed_(squeezed) {}

  // Input: a range of the squeezed text and the entry of the list that it
  // squeezes to, with its `*` and white space.
  // Cost: about 2 µs where the text is not ASCII, 0.3 µs where it is; the first
  // one may walk over the whole text.
  Likeness Compare(ByteRange squeezed, absl::string_view term);

 private:
  // The whole text's, but for one piece of it.
  bool HasOtherAccents(const LetterProfile& piece);
  bool IsForeignHere(const LetterProfile& piece, int script);
  bool HasOtherRareDoubles(ByteRange looks);
  // Made once for each term.
  const TermLook& LookOf(absl::string_view term);
  // The whole text's, made once for each script.
  const LetterProfile& Whole(int script);

  const TextViews& views_;
  const View& squeezed_;
  std::map<absl::string_view, TermLook> looks_;
  std::map<int, LetterProfile> whole_;                 // by script
  std::optional<std::vector<uint32_t>> rare_doubles_;  // offsets, rising
};

// Returns the forms of an entry to look for in squeezed text: its words
// squeezed, as small letters and as capitals where these look different, and a
// phrase also without its spaces, as "f u c k y o u" has none.
// Input: an entry. `*` at the ends of words stays.
std::vector<std::string> SqueezedForms(absl::string_view term);

// Returns a text in capitals, which may look like other letters.
std::string Upper(absl::string_view text);

// Returns a Latin entry without its accents, as many people type it, where that
// is hardly another word: "maricón" gives "maricon", "pedał" nothing ("pedal").
std::optional<std::string> Unaccented(absl::string_view term);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_DISGUISE_H_
