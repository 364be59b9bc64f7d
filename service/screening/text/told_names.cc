#include "service/screening/text/told_names.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "service/base/utf8.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/words.h"
#include "unicode/uchar.h"

namespace winnow {
namespace {

// Shorter words of names are words of other kinds too: "Al", "Li".
constexpr int kNameWordLettersMin = 3;
// Of scripts without spaces: most names have two or three signs.
constexpr int kUnspacedLettersMin = 2;

// Texts and names are compared folded, since "ß" is "ss" then, and of that as
// they look, since capitals and strangers go without marks.
struct Sought {
  std::string form;
  bool capitalized = false;  // not where it begins with a small letter
};

void AddName(absl::string_view name, std::vector<Sought>& sought) {
  name = TrimUnicodeSpace(name);
  if (name.size() < 2) return;
  const std::string form = Skeleton(Fold(name));
  if (form.empty()) return;
  sought.push_back({.form = form, .capitalized = false});
  for (size_t begin = 0; begin < form.size();) {
    int letters = 0;
    int letters_min = kNameWordLettersMin;
    size_t end = begin;
    size_t next = begin;
    while (next < form.size()) {
      const CodePoint c = CodePointAt(form, next);
      const CharacterKind kind = KindOf(c.value);
      next = c.end;
      if (kind == CharacterKind::kOther) break;
      if (kind == CharacterKind::kUnspaced) letters_min = kUnspacedLettersMin;
      ++letters;
      end = next;
    }
    if (letters >= letters_min) {
      sought.push_back(
          {.form = form.substr(begin, end - begin), .capitalized = true});
    }
    begin = next;
  }
}

bool BeginsSmall(absl::string_view text, size_t at) {
  return u_islower(static_cast<UChar32>(CodePointAt(text, at).value)) != 0;
}

// Marks of the last letter, which the form is without.
size_t EndOfMarks(absl::string_view text, size_t end) {
  while (end < text.size()) {
    const CodePoint c = CodePointAt(text, end);
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c.value));
    if ((mask & U_GC_M_MASK) == 0) break;
    end = c.end;
  }
  return end;
}

}  // namespace

bool FindToldNames(const TextViews& views,
                   const std::vector<std::string>& names,
                   std::vector<ByteRange>& found) {
  const TextViews of_folded(views.folded().text());
  if (!of_folded.complete()) return false;
  std::vector<Sought> sought;
  for (const std::string& name : names) AddName(name, sought);
  std::array<bool, 256> begins = {};
  for (const Sought& name : sought) {
    begins[static_cast<uint8_t>(name.form[0])] = true;
  }
  const View& view = of_folded.skeleton();
  const absl::string_view text = view.text();
  for (size_t at = 0; at < text.size(); ++at) {
    if (!begins[static_cast<uint8_t>(text[at])] || !IsWordBoundary(text, at)) {
      continue;
    }
    for (const Sought& name : sought) {
      const size_t end = at + name.form.size();
      if (!absl::StartsWith(text.substr(at), name.form) ||
          !IsWordBoundary(text, end)) {
        continue;
      }
      ByteRange range = views.folded().ToOriginal(view.ToOriginal(
          {static_cast<uint32_t>(at), static_cast<uint32_t>(end)}));
      if (name.capitalized && BeginsSmall(views.original(), range.begin)) {
        continue;
      }
      range.end =
          static_cast<uint32_t>(EndOfMarks(views.original(), range.end));
      found.push_back(range);
    }
  }
  return true;
}

}  // namespace winnow
