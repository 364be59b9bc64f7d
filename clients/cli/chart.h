// Small charts of text.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_CHART_H_
#define WINNOW_CLIENTS_CLI_CHART_H_

#include <string>
#include <vector>

namespace winnow {

// Which characters a chart may be drawn with.
enum class Glyphs { kAscii, kUtf8 };

// What the terminal takes, by LC_ALL, LC_CTYPE and LANG, in this order.
Glyphs TerminalGlyphs();

// Returns a row of bars, one for each value, the largest at full height:
// `▂▁·▅█`, or `=:.+@` in ASCII; the dot is for nothing at all. Where there are
// more values than columns, neighbors share a bar, of their mean.
// Input: values not negative; columns >= 1.
std::string Sparkline(const std::vector<double>& values, int columns,
                      Glyphs glyphs);

// Returns a bar of `columns` at most for a share of 0–1: `████▌`, or `####`.
std::string ShareBar(double share, int columns, Glyphs glyphs);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_CHART_H_
