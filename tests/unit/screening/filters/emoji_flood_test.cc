#include "service/screening/filters/emoji_flood.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

double FloodOf(const std::string& emoji, int times) {
  Inspection inspection;
  inspection.draft.body = "Look: ";
  for (int i = 0; i < times; ++i) inspection.draft.body += emoji;
  return Strength(inspection.Inspect(*MakeEmojiFlood({})), "emoji_flood");
}

TEST(EmojiFlood, CountsWhatLooksLikeOneEmojiOnce) {
  for (const char* emoji : {"😀", "❤️", "👨‍👩‍👧‍👦", "🇩🇪",
                            "👍🏽", "🏳️‍🌈", "🧑🏾‍💻"}) {
    EXPECT_EQ(FloodOf(emoji, 10), 0) << emoji;
    EXPECT_DOUBLE_EQ(FloodOf(emoji, 15), 0.5) << emoji;
    EXPECT_EQ(FloodOf(emoji, 20), 1) << emoji;
    EXPECT_EQ(FloodOf(emoji, 500), 1) << emoji;
  }
}

TEST(EmojiFlood, StaysSilentForOtherText) {
  for (const char* text : {"", "a", ":-) ", "1", "#", "你好", "→", "€", "ä",
                           "\xf0\x9f", "שלום", "️"}) {
    EXPECT_EQ(FloodOf(text, text[0] == '\xef' ? 10 : 100), 0) << text;
  }
}

TEST(EmojiFlood, TakesItsLimitFromThePolicy) {
  FilterSettings settings;
  settings.limits.emoji_free = 0;
  Inspection inspection;
  inspection.draft.body = "😀";
  EXPECT_EQ(
      Strength(inspection.Inspect(*MakeEmojiFlood(settings)), "emoji_flood"),
      1);
}

}  // namespace
}  // namespace winnow
