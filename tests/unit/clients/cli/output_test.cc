#include "clients/cli/output.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(Age, IsInOneUnit) {
  const absl::Time now = absl::FromUnixSeconds(10'000'000);
  const struct {
    int64_t ago;
    const char* text;
  } kRows[] = {{0, "0s"},       {59, "59s"},  {60, "1m"},
               {3599, "59m"},   {3600, "1h"}, {172'799, "47h"},
               {172'800, "2d"}, {-5, "0s"},   {8'640'000, "100d"}};
  for (const auto& row : kRows) {
    google::protobuf::Timestamp time;
    time.set_seconds(10'000'000 - row.ago);
    EXPECT_EQ(Age(time, now), row.text);
  }
  EXPECT_EQ(Age({}, now), "");
}

TEST(ShortDuration, HasTwoUnitsAtMost) {
  const struct {
    int64_t seconds;
    int32_t nanos;
    const char* text;
  } kRows[] = {{0, 0, "0"},       {0, 5'400'000, "5ms"}, {59, 9, "59s"},
               {200, 0, "3m20s"}, {3601, 0, "1h"},       {7325, 0, "2h2m"}};
  for (const auto& row : kRows) {
    google::protobuf::Duration duration;
    duration.set_seconds(row.seconds);
    duration.set_nanos(row.nanos);
    EXPECT_EQ(ShortDuration(duration), row.text);
  }
}

TEST(Counted, HasAPlural) {
  EXPECT_EQ(Counted(0, "comment"), "0 comments");
  EXPECT_EQ(Counted(1, "comment"), "1 comment");
  EXPECT_EQ(Counted(2, "comment"), "2 comments");
}

TEST(Output, HasNoColorsWhereThereIsNoTerminal) {
  // The tests' own output is a pipe or a file.
  const Output out(/*json=*/false, /*no_color=*/true);
  EXPECT_EQ(out.Styled(Style::kRed, "x"), "x");
}

}  // namespace
}  // namespace winnow
