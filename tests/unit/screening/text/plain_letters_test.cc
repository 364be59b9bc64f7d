#include "service/screening/text/plain_letters.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "unicode/bytestream.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"

namespace winnow {
namespace {

std::string FoldByIcu(const std::string& text, bool is_folded) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer =
      is_folded ? icu::Normalizer2::getNFKCCasefoldInstance(status)
                : icu::Normalizer2::getNFKCInstance(status);
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  normalizer->normalizeUTF8(0, text, sink, nullptr, status);
  EXPECT_TRUE(U_SUCCESS(status));
  return folded;
}

// Whether the text is folded without a normalizer.
bool IsPlain(const std::string& text) {
  std::string folded;
  OffsetMap map;
  if (!FoldPlain(text, folded, map)) return false;
  EXPECT_EQ(FoldByIcu(text, true), folded) << text;
  EXPECT_EQ(FoldByIcu(text, false), text);
  return true;
}

TEST(FoldPlain, TakesWhatMostTextsAreMadeOf) {
  for (const char* text :
       {"", "a", "It’s “fine” – isn’t it? 5 €", "Die GRÖSSE, größer, ÄÖÜ",
        "Ça va, œuvre, ÉTÉ", "Съешь ЕЩЁ этих булок", "Ο Σίσυφος ΩΣ", "中文字",
        "かな カナ", "한국어", "日本", "שלום", "👍🏽🔥", "ŁÓDŹ",
        "Đường ƯƠ", "\U0001F1E9\U0001F1EA"}) {
    EXPECT_TRUE(IsPlain(text)) << text;
  }
}

TEST(FoldPlain, LeavesTheRestToANormalizer) {
  for (const char* text :
       {"e\u0301", "…", "ﬁ", "Ａ", "a\u200bb", "\u00a0", "İ", "ẞ", "\xff",
        "é\xc3", "สำ", "½", "™", "\U0001D41A", "❤\ufe0f"}) {
    EXPECT_FALSE(IsPlain(text)) << text;
  }
}

TEST(FoldPlain, AgreesWithIcuOnEveryCharacterInEveryCompany) {
  std::mt19937 random(1);
  int plain = 0;
  for (UChar32 c = 0x80; c < 0x20000; ++c) {
    if (U_IS_SURROGATE(c)) continue;
    icu::UnicodeString text("x");
    text.append(c).append("yZ");
    for (int i = 0; i < 3; ++i) {
      text.append(static_cast<UChar32>(random() % 0xD800));
    }
    text.append(c);
    std::string utf8;
    IsPlain(text.toUTF8String(utf8));
    utf8.clear();
    plain += IsPlain(icu::UnicodeString(c).toUTF8String(utf8)) ? 1 : 0;
  }
  EXPECT_GT(plain, 50000);
}

TEST(FoldPlain, LeadsBackToTheWholeSharpS) {
  std::string folded;
  OffsetMap map;
  ASSERT_TRUE(FoldPlain("größe ß", folded, map));
  EXPECT_EQ(folded, "grösse ss");
  EXPECT_EQ(map.ToOriginal({4, 5}), (ByteRange{4, 6}));
  EXPECT_EQ(map.ToOriginal({6, 7}), (ByteRange{6, 7}));
  EXPECT_EQ(map.ToOriginal({9, 10}), (ByteRange{8, 10}));
}

}  // namespace
}  // namespace winnow
