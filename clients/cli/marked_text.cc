#include "clients/cli/marked_text.h"

#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr absl::string_view kUnderlineOn = "\033[4m";
constexpr absl::string_view kUnderlineOff = "\033[24m";

// One printed character and what belongs to it.
struct Glyph {
  std::string text;
  int width = 0;
  bool marked = false;
  bool ends_line = false;
};

std::vector<Glyph> ToGlyphs(absl::string_view text,
                            std::vector<MarkedSpan> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const MarkedSpan& a, const MarkedSpan& b) {
              return a.begin < b.begin;
            });
  std::vector<Glyph> glyphs;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  size_t next_span = 0;
  size_t marked_until = 0;
  for (int32_t at = 0; at < length;) {
    const auto begin = static_cast<size_t>(at);
    U8_FWD_1(bytes, at, length);
    for (; next_span < spans.size() && spans[next_span].begin <= begin;
         ++next_span) {
      marked_until = std::max(marked_until, spans[next_span].end);
    }
    const absl::string_view original =
        text.substr(begin, static_cast<size_t>(at) - begin);
    Glyph glyph;
    glyph.text = SanitizeText(original, Lines::kOne);
    glyph.width = DisplayWidth(glyph.text);
    glyph.marked = begin < marked_until;
    glyph.ends_line = original == "\n";
    glyphs.push_back(std::move(glyph));
  }
  return glyphs;
}

// Finds where a line that starts at `begin` ends: at a line end, else after the
// last space that fits, else where the columns end.
size_t EndOfLine(const std::vector<Glyph>& glyphs, size_t begin, int columns) {
  int width = 0;
  size_t after_space = begin;
  for (size_t i = begin; i < glyphs.size(); ++i) {
    if (glyphs[i].ends_line) return i;
    width += glyphs[i].width;
    // A space may hang over the end: it is not printed there.
    if (columns > 0 && width > columns && i > begin && glyphs[i].text != " ") {
      return after_space > begin ? after_space : i;
    }
    if (glyphs[i].text == " ") after_space = i + 1;
  }
  return glyphs.size();
}

void AppendLine(const std::vector<Glyph>& glyphs, size_t begin, size_t end,
                absl::string_view indent, Marks marks, std::string& out) {
  while (end > begin && glyphs[end - 1].text == " ") --end;
  std::string line(indent);
  std::string under(indent);
  bool marked = false;
  bool any = false;
  for (size_t i = begin; i < end; ++i) {
    const Glyph& glyph = glyphs[i];
    if (glyph.marked != marked && marks == Marks::kUnderline) {
      line.append(std::string(glyph.marked ? kUnderlineOn : kUnderlineOff));
    }
    marked = glyph.marked;
    any = any || marked;
    line += glyph.text;
    under.append(static_cast<size_t>(glyph.width), marked ? '~' : ' ');
  }
  if (marked && marks == Marks::kUnderline) {
    line.append(std::string(kUnderlineOff));
  }
  absl::StrAppend(&out, line, "\n");
  if (!any || marks != Marks::kTildes) return;
  while (under.back() == ' ') under.pop_back();
  absl::StrAppend(&out, under, "\n");
}

}  // namespace

std::string RenderMarkedText(absl::string_view text,
                             std::vector<MarkedSpan> spans, int columns,
                             absl::string_view indent, Marks marks) {
  const std::vector<Glyph> glyphs = ToGlyphs(text, std::move(spans));
  std::string out;
  for (size_t begin = 0; begin < glyphs.size();) {
    const size_t end = EndOfLine(glyphs, begin, columns);
    AppendLine(glyphs, begin, end, indent, marks, out);
    begin = end < glyphs.size() && glyphs[end].ends_line ? end + 1 : end;
  }
  return out;
}

}  // namespace winnow
