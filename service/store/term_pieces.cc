#include "service/store/term_pieces.h"

#include <cstdint>

namespace winnow {
namespace {

constexpr uint64_t kMeanTerms = 500;

// FNV-1a: the same on every machine and in every version, or every piece would
// be written anew. Who chooses terms so that pieces are cut oddly only gets
// pieces of the largest size.
uint64_t HashOf(const std::string& term) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : term) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  }
  // The low bits alone hardly mix.
  return hash ^ (hash >> 32);
}

}  // namespace

std::vector<std::vector<std::string>> CutIntoPieces(
    const std::vector<std::string>& terms) {
  std::vector<std::vector<std::string>> pieces;
  size_t bytes = 0;
  bool ended = true;
  for (const std::string& term : terms) {
    if (ended || pieces.back().size() == kPieceTermsMax ||
        bytes + term.size() + 1 > kPieceBytesMax) {
      pieces.emplace_back();
      bytes = 0;
    }
    pieces.back().push_back(term);
    bytes += term.size() + 1;
    ended = HashOf(term) % kMeanTerms == 0;
  }
  return pieces;
}

}  // namespace winnow
