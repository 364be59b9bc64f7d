// The entities of html_text.h.
#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/ascii.h"
#include "clients/gateway/characters.h"
#include "clients/gateway/html_text.h"

namespace winnow {
namespace {

// The characters 160–255, in their order (HTML 4, section 24.2).
constexpr absl::string_view kLatin1[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar",
    "sect",   "uml",    "copy",   "ordf",   "laquo",  "not",    "shy",
    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",
    "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",
    "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute",
    "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",
    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
    "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
    "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute",
    "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
static_assert(std::size(kLatin1) == 96);

struct Named {
  absl::string_view name;
  uint32_t character;
};

constexpr Named kOthers[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},
    {"quot", '"'},      {"apos", '\''},     {"OElig", 0x152},
    {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},
    {"Yuml", 0x178},    {"ensp", ' '},      {"emsp", ' '},
    {"thinsp", ' '},    {"zwnj", 0x200C},   {"zwj", 0x200D},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"ldquo", 0x201C},
    {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"dagger", 0x2020},
    {"bull", 0x2022},   {"hellip", 0x2026}, {"permil", 0x2030},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"euro", 0x20AC},
    {"trade", 0x2122},  {"colon", ':'},     {"period", '.'},
    {"sol", '/'},       {"num", '#'},       {"commat", '@'},
    {"Tab", ' '},       {"NewLine", ' '}};

constexpr size_t kNameBytesMax = 8;
constexpr size_t kDigitsMax = 8;
constexpr uint32_t kReplacement = 0xFFFD;
constexpr uint32_t kSpace = ' ';

// What a number stands for: controls are spaces, or what browsers take the
// upper ones for (HTML, section 13.2.5.80).
uint32_t CharacterOf(uint32_t number) {
  if (number == 0 || number > 0x10FFFF) return kReplacement;
  if (number >= 0xD800 && number < 0xE000) return kReplacement;
  if (number < ' ' || number == 0x7F) return kSpace;
  if (number >= 0x80 && number < 0xA0) {
    const uint32_t moved = Windows1252(static_cast<unsigned char>(number));
    return moved == 0 ? kSpace : moved;
  }
  return number;
}

size_t TakeNumber(absl::string_view text, std::string& out) {
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const size_t begin = hex ? 3 : 2;
  uint32_t number = 0;
  size_t at = begin;
  for (; at < text.size() && at - begin < kDigitsMax; ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (!(hex ? absl::ascii_isxdigit(c) : absl::ascii_isdigit(c))) break;
    const uint32_t digit =
        absl::ascii_isdigit(c)
            ? c - '0'
            : static_cast<uint32_t>(absl::ascii_tolower(c) - 'a' + 10);
    number = number * (hex ? 16 : 10) + digit;
  }
  if (at == begin) return 0;
  const bool ends = at < text.size() && text[at] == ';';
  std::string character;
  AppendUtf8(CharacterOf(number), character);
  const size_t taken = ends ? at + 1 : at;
  // `&#9` is shorter than what it would become in no case that matters, and the
  // text must not grow.
  if (character.size() > taken) return 0;
  out += character;
  return taken;
}

}  // namespace

size_t TakeHtmlEntity(absl::string_view text, std::string& out) {
  if (text.size() > 2 && text[1] == '#') return TakeNumber(text, out);
  const size_t end = text.substr(0, kNameBytesMax + 2).find(';');
  if (end == absl::string_view::npos) return 0;
  const absl::string_view name = text.substr(1, end - 1);
  for (const Named& one : kOthers) {
    if (one.name != name) continue;
    AppendUtf8(one.character, out);
    return end + 1;
  }
  const auto* found = std::find(std::begin(kLatin1), std::end(kLatin1), name);
  if (found == std::end(kLatin1)) return 0;
  // A no-break space is a space to whoever reads.
  AppendUtf8(found == std::begin(kLatin1)
                 ? kSpace
                 : static_cast<uint32_t>(160 + (found - std::begin(kLatin1))),
             out);
  return end + 1;
}

std::string ReplaceHtmlEntities(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t taken = text[0] == '&' ? TakeHtmlEntity(text, out) : 0;
    if (taken == 0) out.push_back(text[0]);
    text.remove_prefix(taken == 0 ? 1 : taken);
  }
  return out;
}

}  // namespace winnow
