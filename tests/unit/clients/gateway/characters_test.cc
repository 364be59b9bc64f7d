#include "clients/gateway/characters.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(Characters, HaveHexadecimalDigitsAmongThem) {
  const std::string digits = "0123456789abcdef";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const size_t found = digits.find(
        static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c));
    EXPECT_EQ(HexDigit(c),
              found == std::string::npos ? -1 : static_cast<int>(found))
        << byte;
  }
}

TEST(Characters, AreWrittenAsUtf8) {
  std::string text;
  for (const uint32_t c : {0x41u, 0xE9u, 0x20ACu, 0x1F469u, 0x10FFFFu}) {
    AppendUtf8(c, text);
  }
  EXPECT_EQ(text, "Aé€👩\xF4\x8F\xBF\xBF");
}

TEST(Characters, OfWindows1252AreThoseThatBrowsersShow) {
  EXPECT_EQ(Windows1252('a'), 0x61u);
  EXPECT_EQ(Windows1252(0x80), 0x20ACu);
  EXPECT_EQ(Windows1252(0x9F), 0x178u);
  EXPECT_EQ(Windows1252(0xA0), 0xA0u);
  EXPECT_EQ(Windows1252(0xFF), 0xFFu);
  for (const unsigned char none : {0x81, 0x8D, 0x8F, 0x90, 0x9D}) {
    EXPECT_EQ(Windows1252(none), 0u) << int{none};
  }
}

}  // namespace
}  // namespace winnow
