#include "service/screening/text/disguise.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/base/utf8.h"
#include "service/screening/text/letter_match.h"
#include "service/screening/text/look_alikes.h"
#include "service/screening/text/squeeze.h"
#include "service/screening/text/words.h"
#include "unicode/locid.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/uscript.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// Letters from which on a term is hardly another word with its marks off or on.
// Found by trying the shipped lists on dictionaries.
constexpr int kUnaccentedLettersMin = 6;
constexpr int kAccentedLettersMin = 6;
// Whole words in another script: "хор" is no "xop".
constexpr int kForeignLettersMin = 4;
// Nothing shorter is taken for a disguised term at all.
constexpr int kLettersMin = 3;
// Behind single letters that go on: "s p i c" is not in "s p i c y".
constexpr int kApartLettersMin = 5;
// Where a language doubles letters that others do not.
constexpr int kDoublingLettersMin = 6;
// Of scripts whose vowel points carry vowels: क, की and कू are three words.
constexpr int kPointedLettersMin = 3;

constexpr absl::string_view kRightToLeftOverride = "\u202e";

UScriptCode ScriptOf(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status);
}

bool IsMark(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

// Latin letters that some language spells with; the rest is phonetics.
bool IsSpelledLatin(UChar32 c) {
  return c < 0x250 || (c >= 0x1E00 && c < 0x1F00);
}

bool IsFramed(UChar32 c) {
  return (c >= 0x1F150 && c < 0x1F18A) || (c >= 0x1F1E6 && c < 0x1F200);
}

// Whether a letter is another one with a mark: é, й, not ł, whose stroke is
// part of it.
bool IsDecomposable(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString parts;
  return U_SUCCESS(status) && nfd->getDecomposition(c, parts);
}

UScriptCode MainScript(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t next = 0; next < size;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, next, size, c);
    if (u_isalpha(c)) return ScriptOf(c);
  }
  return USCRIPT_COMMON;
}

LetterProfile MakeProfile(absl::string_view normalized, UScriptCode script) {
  LetterProfile profile;
  int lower = 0;
  int lower_l = 0;
  int upper = 0;
  int upper_i = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(normalized.data());
  const auto size = static_cast<int32_t>(normalized.size());
  UScriptCode script_before = USCRIPT_COMMON;
  for (int32_t next = 0; next < size;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, next, size, c);
    if (c < 0x80) {
      script_before = USCRIPT_COMMON;
      if (!absl::ascii_isalpha(static_cast<unsigned char>(c))) continue;
      script_before = USCRIPT_LATIN;
      (absl::ascii_islower(static_cast<unsigned char>(c)) ? lower : upper)++;
      lower_l += c == 'l' ? 1 : 0;
      upper_i += c == 'I' ? 1 : 0;
    } else if (IsMark(c)) {
      const bool is_piled =
          (c >= 0x300 && c < 0x370) || script_before == USCRIPT_COMMON ||
          script_before == USCRIPT_LATIN || script_before == USCRIPT_GREEK ||
          script_before == USCRIPT_CYRILLIC;
      if (is_piled) {
        ++profile.piled_marks;
      } else {
        profile.points.push_back(static_cast<char32_t>(c));
      }
      continue;
    } else if (IsFramed(c)) {
      ++profile.framed;
      continue;
    } else if (!u_isalpha(c)) {
      const char32_t look = LookAlike(static_cast<char32_t>(c));
      if (look < 0x80 && absl::ascii_isalpha(static_cast<uint8_t>(look))) {
        ++profile.odd;
      }
      continue;
    } else {
      script_before = ScriptOf(c);
      if (script_before == USCRIPT_LATIN && !IsSpelledLatin(c)) {
        ++profile.odd;
        continue;
      }
      const bool is_sharp_s = c == U'ß' || c == U'ẞ';  // folds to plain ss
      if (!is_sharp_s &&
          (script_before == USCRIPT_LATIN || IsDecomposable(c))) {
        profile.accented.push_back(
            static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
      }
    }
    ++(script_before == script ? profile.in_script : profile.foreign);
  }
  profile.capitals = upper;
  profile.upper_i = upper_i > 0 && lower > 0;
  profile.lower_l = lower_l > 0 && lower == lower_l && upper > 0;
  std::sort(profile.accented.begin(), profile.accented.end());
  std::sort(profile.points.begin(), profile.points.end());
  return profile;
}

// What is in `a` and not in `b`, however often.
std::vector<char32_t> Without(const std::vector<char32_t>& a,
                              const std::vector<char32_t>& b) {
  std::vector<char32_t> rest;
  std::copy_if(a.begin(), a.end(), std::back_inserter(rest), [&b](char32_t c) {
    return !std::binary_search(b.begin(), b.end(), c);
  });
  return rest;
}

bool AllDecomposable(const std::vector<char32_t>& letters) {
  return std::all_of(letters.begin(), letters.end(), [](char32_t c) {
    return IsDecomposable(static_cast<UChar32>(c));
  });
}

bool GoesWithoutPoints(UScriptCode script) {
  return script == USCRIPT_ARABIC || script == USCRIPT_HEBREW ||
         script == USCRIPT_SYRIAC;
}

int MissingAccentsLettersMin(UScriptCode script) {
  switch (script) {
    case USCRIPT_LATIN:
      return kUnaccentedLettersMin;
    case USCRIPT_GREEK:
      return 4;  // accents are left out as a habit
    case USCRIPT_CYRILLIC:
      return 5;  // е for ё is a habit too
    default:
      return 1;
  }
}

std::string SqueezeWords(absl::string_view term, absl::string_view between) {
  std::string squeezed;
  for (absl::string_view word : absl::StrSplit(
           term, absl::ByAnyChar(" \t\n\r\f\v"), absl::SkipEmpty())) {
    const bool is_prefix = word.size() > 1 && absl::ConsumeSuffix(&word, "*");
    OffsetMap unused;
    const std::string form = Squeeze(Skeleton(word), unused);
    if (form.empty()) continue;
    if (!squeezed.empty()) squeezed.append(between.data(), between.size());
    squeezed += form;
    if (is_prefix) squeezed += '*';
  }
  return squeezed;
}

}  // namespace

std::string Upper(absl::string_view text) {
  icu::UnicodeString upper = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  std::string utf8;
  upper.toUpper(icu::Locale::getRoot()).toUTF8String(utf8);
  return utf8;
}

Likeness DisguiseCheck::Compare(ByteRange squeezed, absl::string_view term) {
  const View& view = squeezed_;
  const ByteRange looks = view.ToFormer(squeezed);
  const ByteRange written = view.ToOriginal(squeezed);
  const absl::string_view skeleton = views_.skeleton().text();
  const absl::string_view piece =
      skeleton.substr(looks.begin, looks.end - looks.begin);
  const TermLook& look = LookOf(term);
  std::optional<LetterMatch> match = MatchLetters(piece, look.skeleton);
  if (!match && !look.of_capitals.empty()) {
    match = MatchLetters(piece, look.of_capitals);
  }
  if (!match || !IsPlausible(*match)) return Likeness::kNone;
  // Only "a f u c k y": a word of one letter beside single letters.
  const bool is_apart = match->gaps + match->words >= match->letters;
  if (!IsWordBoundary(view.text(), squeezed.begin) &&
      !(is_apart && absl::ascii_isspace(skeleton[looks.begin - 1]))) {
    return Likeness::kNone;
  }
  if (!IsWordBoundary(view.text(), squeezed.end) &&
      !(is_apart && match->letters >= kApartLettersMin &&
        absl::ascii_isspace(skeleton[looks.end]))) {
    return Likeness::kNone;
  }
  // "puuta" is a word where they also say "kuuma".
  if (match->doubled > 0 && match->doubled_runs < match->runs &&
      match->letters < kDoublingLettersMin && HasOtherRareDoubles(looks)) {
    return Likeness::kNone;
  }

  const absl::string_view original =
      views_.original().substr(written.begin, written.end - written.begin);
  const auto script = static_cast<UScriptCode>(look.script);
  const TextViews normalized(original);
  const LetterProfile has = MakeProfile(normalized.normalized().text(), script);
  const LetterProfile& wants = look.letters;

  // "A.S.S." is an acronym more often than not.
  if (match->gaps > 0 && match->letters <= kLettersMin && has.capitals > 0) {
    return Likeness::kNone;
  }
  if (match->capital_i > 0 && !has.upper_i) return Likeness::kNone;
  if (match->small_l > 0 && !has.lower_l) return Likeness::kNone;
  const bool is_turned = absl::StrContains(original, kRightToLeftOverride);
  bool is_disguised = IsDisguised(*match) || is_turned;
  const bool is_short = match->letters < kLettersMin;
  if (has.framed > wants.framed || has.odd > wants.odd ||
      has.piled_marks > wants.piled_marks) {
    if (is_short) return Likeness::kNone;
    is_disguised = true;
  }
  if (has.foreign > wants.foreign) {
    const bool is_mixed = has.in_script > 0 || has.odd > 0;
    if (is_short) return Likeness::kNone;
    if (!is_mixed &&
        (match->letters < kForeignLettersMin || !IsForeignHere(has, script))) {
      return Likeness::kNone;
    }
    is_disguised = true;
  } else if (has.odd == wants.odd && has.piled_marks == wants.piled_marks) {
    const std::vector<char32_t> extra = Without(has.accented, wants.accented);
    if (!extra.empty()) {
      if (match->letters < kAccentedLettersMin || HasOtherAccents(has)) {
        return Likeness::kNone;
      }
      is_disguised = true;
    }
    const std::vector<char32_t> missing = Without(wants.accented, has.accented);
    if (!missing.empty() &&
        (match->letters < MissingAccentsLettersMin(script) ||
         !AllDecomposable(missing))) {
      return Likeness::kNone;
    }
  }
  if (!GoesWithoutPoints(script) && has.points != wants.points &&
      (!Without(has.points, wants.points).empty() ||
       match->letters < kPointedLettersMin)) {
    return Likeness::kNone;
  }
  return is_disguised ? Likeness::kDisguised : Likeness::kSame;
}

const TermLook& DisguiseCheck::LookOf(absl::string_view term) {
  const auto [at, is_new] = looks_.try_emplace(term);
  TermLook& look = at->second;
  if (!is_new) return look;
  look.skeleton = Skeleton(term);
  // Capitals of ASCII look like their small letters here.
  if (!IsAscii(term)) look.of_capitals = Skeleton(Upper(term));
  const std::string folded = Fold(term);
  const UScriptCode script = MainScript(folded);
  look.script = script;
  look.letters = MakeProfile(folded, script);
  return look;
}

bool DisguiseCheck::HasOtherAccents(const LetterProfile& piece) {
  return Whole(USCRIPT_LATIN).accented.size() > piece.accented.size();
}

const LetterProfile& DisguiseCheck::Whole(int script) {
  const auto at = whole_.find(script);
  if (at != whole_.end()) return at->second;
  return whole_
      .emplace(script, MakeProfile(views_.normalized().text(),
                                   static_cast<UScriptCode>(script)))
      .first->second;
}

// Whether a word that is wholly of another script than the term stands among
// words of the term's: then it was put there to look like it.
bool DisguiseCheck::IsForeignHere(const LetterProfile& piece, int script) {
  const LetterProfile& whole = Whole(script);
  const int others = whole.foreign - piece.foreign;
  return whole.in_script > others || (whole.in_script == 0 && others == 0 &&
                                      piece.foreign > kForeignLettersMin);
}

bool DisguiseCheck::HasOtherRareDoubles(ByteRange looks) {
  if (!rare_doubles_) {
    rare_doubles_.emplace();
    const absl::string_view text = views_.skeleton().text();
    for (uint32_t i = 1; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (text[i] == text[i - 1] && absl::ascii_isalpha(c) &&
          IsRareDouble(c, false)) {
        rare_doubles_->push_back(i);
      }
    }
  }
  const auto& all = *rare_doubles_;
  return !all.empty() && (all.front() < looks.begin || all.back() >= looks.end);
}

std::vector<std::string> SqueezedForms(absl::string_view term) {
  std::vector<std::string> forms;
  const auto add = [&forms](std::string form) {
    if (std::find(forms.begin(), forms.end(), form) == forms.end()) {
      forms.push_back(std::move(form));
    }
  };
  add(SqueezeWords(term, " "));
  add(SqueezeWords(term, ""));
  if (std::any_of(term.begin(), term.end(), [](char c) { return c < 0; })) {
    add(SqueezeWords(Upper(term), " "));
  }
  return forms;
}

std::optional<std::string> Unaccented(absl::string_view term) {
  const std::string folded = Fold(term);
  const UScriptCode script = MainScript(folded);
  if (script != USCRIPT_LATIN) return std::nullopt;
  const LetterProfile profile = MakeProfile(folded, script);
  if (profile.accented.empty() || !AllDecomposable(profile.accented) ||
      profile.in_script < kUnaccentedLettersMin) {
    return std::nullopt;
  }
  return Skeleton(term);
}

}  // namespace winnow
