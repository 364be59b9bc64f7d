#include "service/screening/filters/shouting.h"

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

Case CountCase(absl::string_view text) {
  Case count;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    if (bytes[i] < 0x80) {
      const auto letter = static_cast<uint8_t>((bytes[i] | 0x20) - 'a');
      const bool is_letter = letter < 26;
      const bool is_lower = (bytes[i] & 0x20) != 0;
      count.upper += is_letter && !is_lower ? 1 : 0;
      count.lower += is_letter && is_lower ? 1 : 0;
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
    const Case letters = CountCase(subject.body.normalized().text());
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
