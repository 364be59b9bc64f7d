#include "service/base/utf8.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace winnow {
namespace {

// The definition, slowly: decode by the bit patterns, then check the number.
bool IsValidUtf8Slowly(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    size_t bytes = 0;
    uint32_t point = 0;
    if (lead < 0x80) {
      bytes = 1, point = lead;
    } else if (lead >> 5 == 0b110) {
      bytes = 2, point = lead & 0x1F;
    } else if (lead >> 4 == 0b1110) {
      bytes = 3, point = lead & 0x0F;
    } else if (lead >> 3 == 0b11110) {
      bytes = 4, point = lead & 0x07;
    } else {
      return false;
    }
    if (i + bytes > text.size()) return false;
    for (size_t j = 1; j < bytes; ++j) {
      const auto tail = static_cast<uint8_t>(text[i + j]);
      if (tail >> 6 != 0b10) return false;
      point = point << 6 | (tail & 0x3F);
    }
    constexpr uint32_t kFirst[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kFirst[bytes] || point > 0x10FFFF ||
        (point >= 0xD800 && point <= 0xDFFF)) {
      return false;
    }
    i += bytes;
  }
  return true;
}

// The bytes at which some rule changes.
constexpr uint8_t kEdges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                              0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
                              0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1,
                              0xF3, 0xF4, 0xF5, 0xFF};

// Checks `text` and every text that has up to `more` edge bytes behind it,
// alone and behind eight bytes of ASCII.
void ExpectAgreement(std::string& text, int more) {
  ASSERT_EQ(IsValidUtf8(text), IsValidUtf8Slowly(text));
  ASSERT_EQ(IsValidUtf8("12345678" + text), IsValidUtf8Slowly(text));
  if (more == 0) return;
  for (const uint8_t byte : kEdges) {
    text.push_back(static_cast<char>(byte));
    ExpectAgreement(text, more - 1);
    text.pop_back();
  }
}

TEST(Utf8, IsJudgedAsByItsDefinition) {
  std::string text;
  ExpectAgreement(text, 4);
}

TEST(Utf8, IsCountedByCodePoints) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("a\u00E9\u20AC\U0001F44D"), 4u);
  EXPECT_EQ(CountCodePoints("e\u0301"), 2u);
}

TEST(Utf8, FindsAndRemovesControlCharacters) {
  const struct {
    std::string text;
    std::string without;
  } rows[] = {
      {"", ""},
      {"plain \u00E9", "plain \u00E9"},
      {"a\nb\tc", "abc"},
      {std::string("a\0b", 3), "ab"},
      {"a\x7F", "a"},
      {"\xC2\x80\xC2\x9F\xC2\xA0", "\u00A0"},
      {"\u202Ea\u200B", "\u202Ea\u200B"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(RemoveControlCharacters(row.text), row.without);
    EXPECT_EQ(HasControlCharacters(row.text), row.text != row.without);
  }
}

TEST(Utf8, IsTrimmedOfEverySpace) {
  const struct {
    std::string text;
    std::string trimmed;
  } rows[] = {
      {"", ""},
      {" ", ""},
      {"a", "a"},
      {" \t\r\n\v\fa b\u3000", "a b"},
      {"\uFEFF\u00A0\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000", ""},
      {"\u05D0 \u05D1 ", "\u05D0 \u05D1"},
      {"\u200Ba\u200B", "\u200Ba\u200B"},
      {" \u00E0", "\u00E0"},
      {"\xC2\x85x\xC2\x85", "x"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(TrimUnicodeSpace(row.text), row.trimmed) << row.text;
  }
}

TEST(Utf8, HasSpaceWhereTrimmingWouldFindIt) {
  EXPECT_TRUE(HasUnicodeSpace("a b"));
  EXPECT_TRUE(HasUnicodeSpace("a\u2028b"));
  EXPECT_FALSE(HasUnicodeSpace(""));
  EXPECT_FALSE(HasUnicodeSpace("a\u200Bb\u00E9"));
}

TEST(Utf8, TellsAsciiByteForByte) {
  EXPECT_TRUE(IsAscii(""));
  for (size_t size = 1; size <= 40; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(IsAscii(text)) << size;
    for (size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      EXPECT_FALSE(IsAscii(text)) << size << " " << at;
      text[at] = '\x7f';
    }
    EXPECT_TRUE(IsAscii(text)) << size;
  }
}

}  // namespace
}  // namespace winnow
