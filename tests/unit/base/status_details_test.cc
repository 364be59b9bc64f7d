#include "service/base/status_details.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(InvalidFields, NamesEveryFieldAndKeepsTheList) {
  const std::vector<FieldViolation> violations = {
      {"thread.id", "is required"}, {"", ""}, {"body", "too \u00E9 long"}};
  const absl::Status status = InvalidFields(violations);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "thread.id: is required; : ; body: too \u00E9 long");
  EXPECT_EQ(FieldViolationsOf(status), violations);
  const absl::Status copy = status;
  EXPECT_EQ(FieldViolationsOf(copy), violations);
}

TEST(FieldViolationsOf, IsEmptyForAnyOtherStatus) {
  EXPECT_TRUE(FieldViolationsOf(absl::OkStatus()).empty());
  EXPECT_TRUE(FieldViolationsOf(absl::InvalidArgumentError("body")).empty());
}

TEST(FieldViolationsOf, SurvivesABrokenPayload) {
  for (const std::string& payload :
       {std::string("x"), std::string("\xff\xff\xff\xff", 4),
        std::string("\0\0\0\5ab", 6), std::string(1000, '\0')}) {
    absl::Status status = absl::InvalidArgumentError("x");
    status.SetPayload("winnow/field_violations", absl::Cord(payload));
    EXPECT_LE(FieldViolationsOf(status).size(), payload.size());
  }
}

TEST(RetryAfter, TravelsWithTheError) {
  const struct {
    absl::Duration given;
    absl::Duration read;
  } rows[] = {
      {absl::Seconds(2), absl::Seconds(2)},
      {absl::ZeroDuration(), absl::ZeroDuration()},
      {-absl::Seconds(1), absl::ZeroDuration()},
      {absl::Microseconds(1), absl::Milliseconds(1)},
      {absl::InfiniteDuration(), absl::Hours(24)},
  };
  for (const auto& row : rows) {
    const absl::Status status =
        WithRetryAfter(absl::UnavailableError("away"), row.given);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(status.message(), "away");
    EXPECT_EQ(RetryAfterOf(status), row.read) << row.given;
  }
}

TEST(RetryAfter, IsAbsentUnlessItWasGiven) {
  EXPECT_EQ(RetryAfterOf(absl::UnavailableError("away")), std::nullopt);
  const absl::Status ok = WithRetryAfter(absl::OkStatus(), absl::Seconds(1));
  EXPECT_TRUE(ok.ok());
  EXPECT_EQ(RetryAfterOf(ok), std::nullopt);
}

TEST(RetryAfter, LivesBesideFieldViolations) {
  const absl::Status status = WithRetryAfter(
      InvalidFields({{"body", "is required"}}), absl::Seconds(1));
  EXPECT_EQ(FieldViolationsOf(status).size(), 1u);
  EXPECT_EQ(RetryAfterOf(status), absl::Seconds(1));
}

}  // namespace
}  // namespace winnow
