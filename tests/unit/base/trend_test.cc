#include "service/base/trend.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace winnow {
namespace {

// Points an hour apart: `first`, and `each` more with every one.
std::vector<TrendPoint> Line(double first, double each, int count) {
  std::vector<TrendPoint> points;
  for (int i = 0; i < count; ++i) {
    points.push_back(
        {.time = absl::FromUnixSeconds(1700000000) + absl::Hours(i),
         .value = first + each * i});
  }
  return points;
}

TEST(DaysUntil, IsSaidOnceItIsKnown) {
  const struct {
    std::string name;
    std::vector<TrendPoint> points;
    double limit;
    std::optional<double> days;
    Heading heading = Heading::kUp;
  } rows[] = {
      {"nothing measured", {}, 100, std::nullopt},
      {"one point", Line(0, 1, 1), 100, std::nullopt},
      {"an hour less than a day", Line(0, 1, 24), 100, std::nullopt},
      {"a day", Line(0, 1, 25), 48, 1},
      {"a week", Line(1e9, 1e6, 169), 2e9, (1e9 - 168e6) / 24e6},
      {"standing still", Line(50, 0, 100), 100, std::nullopt},
      {"falling away from it", Line(50, -0.1, 100), 100, std::nullopt},
      {"falling towards it", Line(1000, -1, 101), 660, 10, Heading::kDown},
      {"rising away from it", Line(1000, 1, 101), 660, std::nullopt,
       Heading::kDown},
      {"there already", Line(0, 1, 101), 100, 0},
      {"past it", Line(0, 1, 201), 100, 0},
      {"fallen below it, once above", Line(1000, -1, 101), 950, std::nullopt},
      {"fallen past it", Line(1000, -1, 101), 950, 0, Heading::kDown},
      {"in ten years and more", Line(0, 1e-6, 101), 100, std::nullopt},
  };
  for (const auto& row : rows) {
    const auto days = DaysUntil(row.points, row.limit, row.heading);
    ASSERT_EQ(days.has_value(), row.days.has_value()) << row.name;
    if (!days) continue;
    EXPECT_NEAR(*days, *row.days, 1e-6) << row.name;
  }
}

TEST(DaysUntil, GoesByAllPointsAndNotByTheLastHour) {
  // By day it grows, by night it does not; the last hours are of the night.
  std::vector<TrendPoint> points;
  double value = 0;
  for (int hour = 0; hour < 7 * 24; ++hour) {
    if (hour % 24 < 12) value += 2;
    points.push_back(
        {.time = absl::UnixEpoch() + absl::Hours(hour), .value = value});
  }
  const auto days = DaysUntil(points, value + 240, Heading::kUp);
  ASSERT_TRUE(days.has_value());
  EXPECT_NEAR(*days, 10, 1);
}

TEST(DaysUntil, TakesFewPointsFarApartForTooLittle) {
  std::vector<TrendPoint> points;
  for (int i = 0; i < 11; ++i) {
    points.push_back({.time = absl::UnixEpoch() + absl::Hours(24 * i),
                      .value = static_cast<double>(i)});
  }
  EXPECT_FALSE(DaysUntil(points, 20, Heading::kUp).has_value());
}

}  // namespace
}  // namespace winnow
