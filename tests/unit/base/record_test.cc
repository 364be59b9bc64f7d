#include "service/base/record.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace winnow {
namespace {

TEST(Record, ReadsBackNumbersTextsAndFractions) {
  RecordWriter out;
  const uint64_t numbers[] = {
      0, 1, 127, 128, 300, 1u << 31, std::numeric_limits<uint64_t>::max()};
  for (const uint64_t number : numbers) out.Number(number);
  out.Text("");
  out.Text(std::string("a\0b", 3));
  out.Fraction(0.1234);
  out.Fraction(-1);
  const std::string bytes = out.Take();

  RecordReader in(bytes);
  for (const uint64_t number : numbers) EXPECT_EQ(in.Number(), number);
  EXPECT_EQ(in.Text(), "");
  EXPECT_EQ(in.Text(), std::string("a\0b", 3));
  EXPECT_DOUBLE_EQ(in.Fraction(), 0.1234);
  EXPECT_EQ(in.Fraction(), 0);
  EXPECT_TRUE(in.ok());
  EXPECT_TRUE(in.at_end());
}

TEST(Record, AnswersNothingAfterTheFirstError) {
  RecordReader in(
      "\x05"
      "ab");
  EXPECT_EQ(in.Text(), "");
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.Number(), 0u);
  EXPECT_EQ(in.Text(), "");
}

TEST(Record, BoundsCountsByTheBytesThatAreLeft) {
  RecordWriter out;
  out.Number(1000000);
  out.Text("short");
  const std::string bytes = out.Take();
  RecordReader in(bytes);
  EXPECT_EQ(in.Count(), 0u);
  EXPECT_FALSE(in.ok());
}

TEST(Record, RefusesNumbersWithoutAnEnd) {
  const std::string endless(20, '\xff');
  RecordReader in(endless);
  EXPECT_EQ(in.Number(), 0u);
  EXPECT_FALSE(in.ok());
}

}  // namespace
}  // namespace winnow
