#include "service/screening/filters/zalgo.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// Marks on one letter that are left after composition and still mean
// something: two of the general ones (phonetic notation, Vietnamese typed
// oddly), more of a script's own (Hebrew with vowels and cantillation, Burmese
// and Tibetan stacks).
constexpr int kGeneralFree = 2;
constexpr int kOwnFree = 6;
constexpr double kMoreCertain = 16;

// Of U+0300 in UTF-8; marks stand nowhere below it.
constexpr uint8_t kFirstByteOfMarks = 0xCC;

// Combining marks of no script in particular, which generators of such texts
// draw from.
bool IsGeneralMark(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) ||
         (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE20 && c <= 0xFE2F);
}

bool IsMark(UChar32 c) {
  // Nothing below is one, which spares most letters the look-up.
  if (c < 0x0300) return false;
  return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

class Zalgo final : public Filter {
 public:
  absl::string_view name() const override { return "zalgo"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    std::vector<Span> spans;
    const int64_t more = Find(subject.body, TextField::kBody, spans) +
                         Find(subject.name, TextField::kName, spans);
    if (more == 0) return;
    signals.Report({.name = "zalgo",
                    .strength = static_cast<double>(more) / kMoreCertain,
                    .spans = std::move(spans),
                    .reason = "letters under heaps of combining marks"});
  }

 private:
  // Returns the number of marks that no language needs.
  static int64_t Find(const TextViews& views, TextField field,
                      std::vector<Span>& spans) {
    if (views.is_ascii()) return 0;
    const View& view = views.normalized();
    const auto* bytes = reinterpret_cast<const uint8_t*>(view.text().data());
    const auto size = static_cast<int32_t>(view.text().size());
    int64_t more = 0;
    int32_t base = 0;
    int general = 0;
    int own = 0;
    const auto close = [&](int32_t end) {
      const int marks = (general > kGeneralFree ? general - kGeneralFree : 0) +
                        (own > kOwnFree ? own - kOwnFree : 0);
      more += marks;
      if (marks > 0 && spans.size() < kSpansMax) {
        const ByteRange written = view.ToOriginal(
            {static_cast<uint32_t>(base), static_cast<uint32_t>(end)});
        spans.push_back({written.begin, written.end, field});
      }
      general = own = 0;
    };
    for (int32_t i = 0; i < size;) {
      const int32_t begin = i;
      if (bytes[i] < kFirstByteOfMarks) {
        if (general + own > 0) close(begin);
        while (i < size && bytes[i] < kFirstByteOfMarks) ++i;
        base = i - 1;
        while (base > begin && U8_IS_TRAIL(bytes[base])) --base;
        continue;
      }
      UChar32 c;
      U8_NEXT_OR_FFFD(bytes, i, size, c);
      if (!IsMark(c)) {
        close(begin);
        base = begin;
      } else if (IsGeneralMark(c)) {
        ++general;
      } else {
        ++own;
      }
    }
    close(size);
    return more;
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeZalgo(const FilterSettings& /*settings*/) {
  return std::make_unique<Zalgo>();
}

}  // namespace winnow
