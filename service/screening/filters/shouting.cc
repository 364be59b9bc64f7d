#include "service/screening/filters/shouting.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// "NATO and the EU" is no shouting, nor is one emphatic word.
constexpr int kLettersMin = 24;

struct Case {
  int upper = 0;
  int lower = 0;
};

// Counted in bytes, which hold no more than a piece has: compilers make vector
// code of it.
Case CountAsciiCase(absl::string_view text) {
  constexpr size_t kPieceBytes = 240;
  Case count;
  for (; !text.empty();
       text.remove_prefix(std::min(kPieceBytes, text.size()))) {
    uint8_t upper = 0;
    uint8_t lower = 0;
    for (const char c : text.substr(0, kPieceBytes)) {
      const auto byte = static_cast<uint8_t>(c);
      upper = static_cast<uint8_t>(
          upper + (static_cast<uint8_t>(byte - 'A') < 26 ? 1 : 0));
      lower = static_cast<uint8_t>(
          lower + (static_cast<uint8_t>(byte - 'a') < 26 ? 1 : 0));
    }
    count.upper += upper;
    count.lower += lower;
  }
  return count;
}

Case CountCase(absl::string_view text) {
  Case count = CountAsciiCase(text);
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, size, c);
    count.upper += u_isupper(c) ? 1 : 0;
    count.lower += u_islower(c) ? 1 : 0;
  }
  return count;
}

class Shouting final : public Filter {
 public:
  explicit Shouting(const FilterSettings& settings)
      : share_free_(settings.limits.shouting_share) {}

  absl::string_view name() const override { return "shouting"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    // The normalized view: capitals from mathematical alphabets shout as well.
    const absl::string_view text = subject.body.normalized().text();
    const Case letters =
        subject.body.is_ascii() ? CountAsciiCase(text) : CountCase(text);
    const int all = letters.upper + letters.lower;
    if (all < kLettersMin) return;
    const double share = static_cast<double>(letters.upper) / all;
    if (share <= share_free_) return;
    signals.Report({.name = "shouting",
                    .strength = (share - share_free_) / (1 - share_free_),
                    .spans = {},
                    .reason = absl::StrCat(static_cast<int>(share * 100),
                                           " % of the letters are capitals")});
  }

 private:
  const double share_free_;
};

}  // namespace

std::unique_ptr<const Filter> MakeShouting(const FilterSettings& settings) {
  return std::make_unique<Shouting>(settings);
}

}  // namespace winnow
