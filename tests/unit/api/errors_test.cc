#include "service/api/errors.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "service/base/status_details.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

rpc::Status DetailsOf(const grpc::Status& status) {
  rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(Errors, KeepEveryCodeOfAbseil) {
  for (int code = 0; code <= 16; ++code) {
    grpc::CallbackServerContext context;
    const absl::Status status(static_cast<absl::StatusCode>(code), "why");
    EXPECT_EQ(ToGrpcStatus(status, context).error_code(), code);
  }
}

TEST(Errors, NameEveryBadFieldInTheFormOfGoogle) {
  grpc::CallbackServerContext context;
  const grpc::Status status = ToGrpcStatus(
      InvalidFields({{"email", "there is no @"}, {"body", "is required"}}),
      context);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const rpc::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), status.error_message());
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(),
            "type.googleapis.com/google.rpc.BadRequest");
  rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(details.details(0).value()));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(0).field(), "email");
  EXPECT_EQ(bad.field_violations(1).description(), "is required");
}

TEST(Errors, SayHowLongToWait) {
  for (const absl::Status& error : {absl::ResourceExhaustedError("slow down"),
                                    absl::UnavailableError("no Redis")}) {
    grpc::CallbackServerContext context;
    const grpc::Status status =
        ToGrpcStatus(WithRetryAfter(error, absl::Milliseconds(2500)), context);
    const rpc::Status details = DetailsOf(status);
    ASSERT_EQ(details.details_size(), 1);
    EXPECT_EQ(details.details(0).type_url(),
              "type.googleapis.com/google.rpc.RetryInfo");
    rpc::RetryInfo retry;
    ASSERT_TRUE(retry.ParseFromString(details.details(0).value()));
    EXPECT_EQ(retry.retry_delay().seconds(), 2);
    EXPECT_EQ(retry.retry_delay().nanos(), 500000000);
  }
}

TEST(Errors, SayThatTheServerIsBusyAndNotOneCaller) {
  grpc::CallbackServerContext context;
  const rpc::Status details = DetailsOf(ToGrpcStatus(
      MarkServerBusy(absl::ResourceExhaustedError("slow down")), context));
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(),
            "type.googleapis.com/google.rpc.ErrorInfo");
  rpc::ErrorInfo about;
  ASSERT_TRUE(about.ParseFromString(details.details(0).value()));
  EXPECT_EQ(about.reason(), "SERVER_BUSY");
  EXPECT_EQ(about.domain(), "winnow");
}

TEST(Errors, SendNoDetailsWhereThereAreNone) {
  grpc::CallbackServerContext context;
  EXPECT_EQ(ToGrpcStatus(absl::NotFoundError("none"), context).error_details(),
            "");
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), context).ok());
}

TEST(Errors, KeepWhatWentWrongInsideToThemselves) {
  for (const absl::Status& status :
       {absl::InternalError("row 7 of secret"), absl::UnknownError("secret"),
        absl::DataLossError("secret")}) {
    grpc::CallbackServerContext context;
    EXPECT_EQ(ToGrpcStatus(status, context).error_message().find("secret"),
              std::string::npos);
    v1::ItemError item;
    FillItemError(status, "", item);
    EXPECT_EQ(item.message().find("secret"), std::string::npos);
  }
}

TEST(Errors, OfAnItemAreLoggedWithItsRequestIdIfTheyAreOurs) {
  const auto logged = [](const absl::Status& status,
                         const std::string& request_id) {
    v1::ItemError item;
    testing::internal::CaptureStderr();
    FillItemError(status, request_id, item);
    return testing::internal::GetCapturedStderr();
  };
  const std::string line =
      logged(absl::InternalError("row 7"), "0190c2a4-7d1e-7c3a");
  EXPECT_NE(line.find("level=error event=internal_error "
                      "request=0190c2a4-7d1e-7c3a error=\"row 7\"\n"),
            std::string::npos)
      << line;
  EXPECT_EQ(
      logged(absl::InternalError("row 7"), "jane@example.org").find("jane"),
      std::string::npos);
  EXPECT_EQ(logged(absl::NotFoundError("none"), "0190c2a4-7d1e-7c3a"), "");
}

TEST(Errors, FillAnItemErrorWithTheSameDetails) {
  v1::ItemError item;
  FillItemError(InvalidFields({{"body", "is required"}}), "", item);
  EXPECT_EQ(item.code(), 3);
  ASSERT_EQ(item.field_violations_size(), 1);
  EXPECT_EQ(item.field_violations(0).field(), "body");
  v1::ItemError wait;
  FillItemError(
      WithRetryAfter(absl::UnavailableError("away"), absl::Seconds(3)), "",
      wait);
  EXPECT_EQ(wait.code(), 14);
  EXPECT_EQ(wait.retry_delay_ms(), 3000);
}

}  // namespace
}  // namespace winnow
