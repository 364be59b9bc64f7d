#include "service/base/bytes.h"

#include <limits>

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(Bytes, BigEndianNumbersReadBackAsTheyWereWritten) {
  for (const uint64_t number :
       {uint64_t{0}, uint64_t{1}, uint64_t{0x0123456789abcdef},
        std::numeric_limits<uint64_t>::max()}) {
    std::string bytes;
    AppendBigEndian64(number, bytes);
    ASSERT_EQ(bytes.size(), 8u);
    EXPECT_EQ(ReadBigEndian(bytes), number);
  }
}

TEST(Bytes, BigEndianWritesTheMostSignificantByteFirst) {
  std::string bytes;
  AppendBigEndian16(0x0102, bytes);
  AppendBigEndian32(0x03040506, bytes);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04\x05\x06");
}

TEST(Bytes, AnEmptyTextReadsAsZero) { EXPECT_EQ(ReadBigEndian(""), 0u); }

TEST(Bytes, HexReadsBackEveryByte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    bytes.push_back(static_cast<char>(byte));
  }
  EXPECT_EQ(ParseHex(ToHex(bytes)), bytes);
}

TEST(Bytes, HexAcceptsEitherCaseAndNothingElse) {
  EXPECT_EQ(ParseHex("aAfF"), "\xaa\xff");
  EXPECT_EQ(ParseHex(""), "");
  for (const char* bad : {"a", "abc", "0g", " 00", "0x00", "\xc3\xa9"}) {
    EXPECT_EQ(ParseHex(bad), std::nullopt) << bad;
  }
}

TEST(Bytes, Base64UrlReadsBackEveryLength) {
  std::string bytes;
  for (int length = 0; length < 70; ++length) {
    const std::string text = ToBase64Url(bytes);
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
    EXPECT_EQ(ParseBase64Url(text), bytes);
    bytes.push_back(static_cast<char>(length * 37));
  }
}

TEST(Bytes, Base64UrlHasOneSpellingForEachValue) {
  ASSERT_EQ(ParseBase64Url("_w"), "\xff");
  // Loose last bits, padding, white space, the other alphabet, a half byte.
  for (const char* bad : {"_x", "_w==", "_w=", " _w", "_w\n", "/w", "_", "é"}) {
    EXPECT_EQ(ParseBase64Url(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace winnow
