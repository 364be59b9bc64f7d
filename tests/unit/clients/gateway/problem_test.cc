#include "clients/gateway/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "clients/cpp/call_error.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

TEST(Problem, HasTheStatusThatTheCodeMeans) {
  const struct {
    absl::Status status;
    bool own_key;
    int http;
    const char* code;
  } rows[] = {
      {absl::InvalidArgumentError("x"), true, 422, "invalid_request"},
      {absl::OutOfRangeError("x"), true, 422, "invalid_request"},
      {absl::UnauthenticatedError("x"), false, 401, "unknown_key"},
      {absl::UnauthenticatedError("x"), true, 503, "gateway_key_refused"},
      {absl::PermissionDeniedError("x"), true, 403, "not_allowed"},
      {absl::NotFoundError("x"), true, 404, "not_found"},
      {absl::FailedPreconditionError("x"), true, 409, "wrong_state"},
      {absl::AbortedError("x"), true, 409, "stale_etag"},
      {absl::AlreadyExistsError("x"), true, 409, "request_id_used"},
      {absl::ResourceExhaustedError("x"), true, 429, "too_many_requests"},
      {HeldBackError(), true, 503, "busy"},
      {absl::UnavailableError("x"), true, 503, "unavailable"},
      {absl::DeadlineExceededError("x"), true, 504, "timeout"},
      {absl::UnimplementedError("x"), true, 501, "not_implemented"},
      {absl::InternalError("x"), true, 500, "internal"},
      {absl::CancelledError("x"), true, 500, "internal"},
  };
  for (const auto& row : rows) {
    const Problem problem = ProblemFromStatus(row.status, row.own_key);
    EXPECT_EQ(problem.status, row.http) << row.status;
    EXPECT_EQ(problem.code, row.code) << row.status;
    const bool later = row.http == 429 || row.http == 503 || row.http == 504;
    EXPECT_EQ(problem.retry_after.has_value(), later) << row.status;
  }
}

TEST(Problem, NamesEveryBadFieldAndHowLongToWait) {
  v1::ItemError error;
  error.set_code(3);
  error.set_message("two fields");
  auto* field = error.add_field_violations();
  field->set_field("thread.url");
  field->set_description("must be http");
  field = error.add_field_violations();
  field->set_field("email");
  field->set_description("is required");
  const HttpAnswer answer =
      ProblemAnswer(ProblemFromStatus(MakeItemStatus(error), true));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  EXPECT_THAT(answer.headers, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_THAT(answer.headers, Not(Contains(Key("Retry-After"))));
  const auto json = nlohmann::json::parse(*answer.body);
  EXPECT_EQ(json["title"], "Unprocessable Content");
  EXPECT_EQ(json["errors"].size(), 2u);
  EXPECT_EQ(json["errors"][0]["field"], "thread.url");
  EXPECT_EQ(json["errors"][1]["detail"], "is required");

  v1::ItemError busy;
  busy.set_code(8);
  busy.set_retry_delay_ms(1500);
  EXPECT_THAT(
      ProblemAnswer(ProblemFromStatus(MakeItemStatus(busy), true)).headers,
      Contains(Pair("Retry-After", "2")));
}

TEST(Problem, TellsNothingOfTheInside) {
  const Problem away = ProblemFromStatus(
      absl::UnavailableError("failed to connect to ipv4:10.1.2.3:7420"), true);
  EXPECT_THAT(away.detail, Not(HasSubstr("10.1.2.3")));
  const Problem broken = ProblemFromStatus(absl::InternalError("secret"), true);
  EXPECT_THAT(broken.detail, Not(HasSubstr("secret")));
  // A message that is not UTF-8 is sent all the same.
  EXPECT_TRUE(nlohmann::json::accept(
      *ProblemAnswer(ProblemFromStatus(absl::NotFoundError("\xff"), true))
           .body));
}

}  // namespace
}  // namespace winnow
