#include "service/screening/filters/emoji_flood.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

constexpr UChar32 kJoiner = 0x200D;         // between the people of a family
constexpr UChar32 kEmojiSelector = 0xFE0F;  // makes a symbol an emoji

// Whether no emoji begins with this byte, nor a joiner or selector: below
// U+2000, and from Han to Hangul.
bool IsByteOfNone(uint8_t byte) {
  return byte < 0xE2 || (byte >= 0xE4 && byte < 0xEE);
}

bool IsRegional(UChar32 c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

bool IsSkinTone(UChar32 c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

int CountEmoji(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  int count = 0;
  bool joined = false;        // behind a joiner
  bool is_half_flag = false;  // behind the first letter of a flag
  bool last_is_emoji = false;
  for (int32_t i = 0; i < size;) {
    if (IsByteOfNone(bytes[i])) {
      while (i < size && IsByteOfNone(bytes[i])) ++i;
      joined = is_half_flag = last_is_emoji = false;
      continue;
    }
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, size, c);
    // Nothing below has an emoji's looks without a selector behind it.
    if (c < 0x231A && c != kJoiner) {
      joined = is_half_flag = last_is_emoji = false;
      continue;
    }
    if (c == kJoiner) {
      joined = true;
      continue;
    }
    if (c == kEmojiSelector) {
      if (!last_is_emoji && !joined) ++count;
      last_is_emoji = true;
      continue;
    }
    if (IsSkinTone(c) && last_is_emoji) continue;
    last_is_emoji = u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION);
    const bool ends_flag = is_half_flag && IsRegional(c);
    is_half_flag = IsRegional(c) && !is_half_flag;
    if (last_is_emoji && !joined && !ends_flag) ++count;
    joined = false;
  }
  return count;
}

class EmojiFlood final : public Filter {
 public:
  explicit EmojiFlood(const FilterSettings& settings)
      : free_(settings.limits.emoji_free) {}

  absl::string_view name() const override { return "emoji_flood"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    if (subject.body.is_ascii()) return;
    // As written: the views have neither joiners nor selectors.
    const int count = CountEmoji(subject.body.original());
    if (count <= free_) return;
    signals.Report(
        {.name = "emoji_flood",
         .strength = static_cast<double>(count - free_) / std::max(1, free_),
         .spans = {},
         .reason = absl::StrCat(count, " emoji")});
  }

 private:
  const int free_;
};

}  // namespace

std::unique_ptr<const Filter> MakeEmojiFlood(const FilterSettings& settings) {
  return std::make_unique<EmojiFlood>(settings);
}

}  // namespace winnow
