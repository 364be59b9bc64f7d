// Every view of every text leads back into the original, and the words and the
// sketch of it end.
#include <cstdlib>

#include "service/screening/text/sketch.h"
#include "service/screening/text/views.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace winnow;
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const TextViews views(text);
  if (!views.complete()) std::abort();
  for (const View* view : {&views.normalized(), &views.folded()}) {
    const auto end = static_cast<uint32_t>(view->text().size());
    for (uint32_t at = 0; at < end; ++at) {
      const ByteRange range = view->ToOriginal({at, at + 1});
      if (range.begin > range.end || range.end > size) std::abort();
    }
  }
  const Sketch sketch =
      MakeSketch(views.folded().text(), {.seed0 = 1, .seed1 = 2});
  if (sketch.usable() && Agreement(sketch, sketch) != 1) std::abort();
  return 0;
}
