#include "service/store/term_pieces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using Terms = std::vector<std::string>;

Terms Numbered(int count) {
  Terms terms;
  for (int i = 0; i < count; ++i) terms.push_back(absl::StrCat("term ", i));
  std::sort(terms.begin(), terms.end());
  return terms;
}

Terms Join(const std::vector<Terms>& pieces) {
  Terms all;
  for (const Terms& piece : pieces) {
    all.insert(all.end(), piece.begin(), piece.end());
  }
  return all;
}

TEST(TermPieces, HaveEveryTermOnceAndStayWithinTheirBounds) {
  for (const int count : {0, 1, 2, 999, 1000, 1001, 20000}) {
    const Terms terms = Numbered(count);
    const std::vector<Terms> pieces = CutIntoPieces(terms);
    EXPECT_EQ(Join(pieces), terms);
    for (const Terms& piece : pieces) {
      EXPECT_FALSE(piece.empty());
      EXPECT_LE(piece.size(), kPieceTermsMax);
    }
    EXPECT_LE(pieces.size(), static_cast<size_t>(count) / 200 + 1);
  }
}

TEST(TermPieces, AreBoundedInBytesToo) {
  Terms terms;
  for (int i = 0; i < 1000; ++i) {
    terms.push_back(absl::StrCat(1000 + i, std::string(796, 'x')));
  }
  for (const Terms& piece : CutIntoPieces(terms)) {
    size_t bytes = 0;
    for (const std::string& term : piece) bytes += term.size() + 1;
    EXPECT_LE(bytes, kPieceBytesMax);
  }
}

TEST(TermPieces, ChangeOnlyAroundATermThatIsNew) {
  const Terms before = Numbered(60000);
  const std::vector<Terms> cut = CutIntoPieces(before);
  const std::set<Terms> old(cut.begin(), cut.end());
  for (const char* added : {"a", "term 30000x", "zebra"}) {
    Terms after = before;
    after.insert(std::lower_bound(after.begin(), after.end(), added), added);
    int fresh = 0;
    for (const Terms& piece : CutIntoPieces(after))
      fresh += !old.contains(piece);
    // One, or a few where pieces were cut by their size.
    EXPECT_LE(fresh, 4) << added;
    EXPECT_GE(fresh, 1) << added;
  }
}

}  // namespace
}  // namespace winnow
