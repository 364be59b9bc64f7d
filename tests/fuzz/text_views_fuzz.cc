// Every view of every text leads back into the original, on whole characters
// and in order; the words and the sketch of it end, and what a disguise is
// compared with does too.
#include <cstdlib>

#include "service/screening/text/disguise.h"
#include "service/screening/text/sketch.h"
#include "service/screening/text/spellings.h"
#include "service/screening/text/views.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

bool IsContinuation(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

bool IsUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t next = 0; next < size;) {
    UChar32 c;
    U8_NEXT(bytes, next, size, c);
    if (c < 0) return false;
  }
  return true;
}

void Require(bool holds) {
  if (!holds) std::abort();
}

// What is turned round is one stretch, so that the order holds there too.
void CheckView(const View& view, absl::string_view original) {
  const absl::string_view text = view.text();
  ByteRange before;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (end < text.size() && IsContinuation(text[end])) ++end;
    const ByteRange range = view.ToOriginal(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
    Require(range.begin <= range.end && range.end <= original.size());
    Require(range.begin >= before.begin && range.end >= before.end);
    before = range;
    at = end;
  }
  if (text.empty()) return;
  const ByteRange all =
      view.ToOriginal({0, static_cast<uint32_t>(text.size())});
  Require(all.begin <= all.end && all.end <= original.size());
}

// Only of text that is UTF-8, since other bytes are no characters.
void CheckBoundaries(const View& view, absl::string_view original) {
  const absl::string_view text = view.text();
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (end < text.size() && IsContinuation(text[end])) ++end;
    const ByteRange range = view.ToOriginal(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
    Require(range.begin == original.size() ||
            !IsContinuation(original[range.begin]));
    Require(range.end == original.size() ||
            !IsContinuation(original[range.end]));
    at = end;
  }
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace winnow;
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const TextViews views(text);
  Require(views.complete() ||
          views.normalized().text().size() > 4 * size + 4096);
  const bool is_utf8 = IsUtf8(text);
  const View squeezed = Squeezed(views);
  for (const View* view :
       {&views.normalized(), &views.folded(), &views.skeleton(), &squeezed}) {
    CheckView(*view, text);
    if (is_utf8) CheckBoundaries(*view, text);
  }
  const auto end = static_cast<uint32_t>(squeezed.text().size());
  DisguiseCheck check(views, squeezed);
  if (end > 0) check.Compare({0, end}, text.substr(0, 200));
  static const Spellings spellings = [] {
    Spellings some;
    some.Add("kill", false);
    some.Add("i'll", false);
    some.Add("ass", true);
    return some;
  }();
  spellings.MayBeDisguised(views);
  const Sketch sketch =
      MakeSketch(views.folded().text(), {.seed0 = 1, .seed1 = 2});
  Require(!sketch.usable() || Agreement(sketch, sketch) == 1);
  return 0;
}
