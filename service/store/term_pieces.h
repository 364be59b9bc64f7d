// How the terms of a list are cut into pieces.

#ifndef WINNOW_SERVICE_STORE_TERM_PIECES_H_
#define WINNOW_SERVICE_STORE_TERM_PIECES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace winnow {

inline constexpr size_t kPieceTermsMax = 1000;
inline constexpr size_t kPieceBytesMax = 64 * 1024;

// Cuts sorted terms. Where a piece ends is told by the hash of the term there,
// not by counting: a term more or less changes the piece around it, and all
// others stay what they were. Pieces have some 400 terms on average.
// Input: sorted, each once. Cost: 10 ns a term.
std::vector<std::vector<std::string>> CutIntoPieces(
    const std::vector<std::string>& terms);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_TERM_PIECES_H_
