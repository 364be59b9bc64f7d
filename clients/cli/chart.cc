#include "clients/cli/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

constexpr int kHeights = 8;
// Lowest first, behind the one for nothing.
constexpr absl::string_view kBars[] = {"·", "▁", "▂", "▃", "▄",
                                       "▅", "▆", "▇", "█"};
constexpr absl::string_view kAsciiBars[] = {".", ":", "-", "=", "+",
                                            "*", "#", "%", "@"};
// Eighths of a column, none first.
constexpr absl::string_view kEighths[] = {"",  "▏", "▎", "▍",
                                          "▌", "▋", "▊", "▉"};

std::vector<double> Squeeze(const std::vector<double>& values, size_t columns) {
  if (values.size() <= columns) return values;
  std::vector<double> means;
  for (size_t i = 0; i < columns; ++i) {
    const size_t begin = i * values.size() / columns;
    const size_t end = (i + 1) * values.size() / columns;
    double sum = 0;
    for (size_t k = begin; k < end; ++k) sum += values[k];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  return means;
}

}  // namespace

Glyphs TerminalGlyphs() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = absl::AsciiStrToLower(value);
    return absl::StrContains(locale, "utf-8") ||
                   absl::StrContains(locale, "utf8")
               ? Glyphs::kUtf8
               : Glyphs::kAscii;
  }
  return Glyphs::kAscii;
}

std::string Sparkline(const std::vector<double>& values, int columns,
                      Glyphs glyphs) {
  const std::vector<double> shown =
      Squeeze(values, static_cast<size_t>(std::max(1, columns)));
  const double largest =
      shown.empty() ? 0 : *std::max_element(shown.begin(), shown.end());
  std::string line;
  for (const double value : shown) {
    const int height = value <= 0 ? 0
                                  : std::clamp(static_cast<int>(std::ceil(
                                                   value / largest * kHeights)),
                                               1, kHeights);
    const auto& bars = glyphs == Glyphs::kUtf8 ? kBars : kAsciiBars;
    line += std::string(bars[height]);
  }
  return line;
}

std::string ShareBar(double share, int columns, Glyphs glyphs) {
  const double length = std::clamp(share, 0.0, 1.0) * columns;
  std::string bar;
  if (glyphs == Glyphs::kAscii) {
    bar.assign(static_cast<size_t>(std::lround(length)), '#');
    return bar;
  }
  const int eighths = static_cast<int>(std::lround(length * kHeights));
  for (int i = 0; i < eighths / kHeights; ++i) bar += "█";
  bar += std::string(kEighths[eighths % kHeights]);
  return bar;
}

}  // namespace winnow
