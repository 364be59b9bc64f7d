#include "clients/cli/line_reader.h"

#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

using testing::ElementsAre;

std::vector<std::string> ReadAllLines(const std::string& text, size_t bound) {
  std::istringstream input(text);
  LineReader reader(input, bound);
  std::vector<std::string> lines;
  std::string line;
  while (reader.Next(line)) {
    lines.push_back(std::to_string(reader.number()) +
                    (reader.too_long() ? " too long" : ":" + line));
  }
  EXPECT_EQ(reader.bytes_read(), static_cast<int64_t>(text.size()));
  return lines;
}

TEST(LineReader, CountsLinesWithAndWithoutAnEnd) {
  EXPECT_THAT(ReadAllLines("", 10), ElementsAre());
  EXPECT_THAT(ReadAllLines("\n", 10), ElementsAre("1:"));
  EXPECT_THAT(ReadAllLines("a\n\nb", 10), ElementsAre("1:a", "2:", "3:b"));
  EXPECT_THAT(ReadAllLines("a\n", 10), ElementsAre("1:a"));
}

TEST(LineReader, GoesOnAfterALineThatIsTooLong) {
  EXPECT_THAT(ReadAllLines("1234\n12345\n1\n", 4),
              ElementsAre("1:1234", "2 too long", "3:1"));
  EXPECT_THAT(ReadAllLines("12345", 4), ElementsAre("1 too long"));
}

TEST(LineReader, KeepsBytesOfAnyValue) {
  const std::string text("a\0\xFF\r\n", 5);
  std::istringstream input(text);
  LineReader reader(input, 10);
  std::string line;
  ASSERT_TRUE(reader.Next(line));
  EXPECT_EQ(line, std::string("a\0\xFF\r", 4));
}

}  // namespace
}  // namespace winnow
