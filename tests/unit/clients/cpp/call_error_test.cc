#include "clients/cpp/call_error.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kPlace[] = "127.0.0.1:7420";

// The trailer as winnowd writes it.
std::string Trailer() {
  rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("thread.id");
  violation->set_description("is required");
  violation = bad.add_field_violations();
  violation->set_field("email");
  violation->set_description("is no address");
  rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  rpc::Status status;
  auto* any = status.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.BadRequest");
  any->set_value(bad.SerializeAsString());
  any = status.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  any->set_value(retry.SerializeAsString());
  any = status.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.Help");
  any->set_value("something");
  return status.SerializeAsString();
}

TEST(MakeCallError, KeepsFieldsAndDelay) {
  const absl::Status status = MakeCallError(3, "two fields are bad", Trailer());
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(BadFields(status),
              ElementsAre(BadField{"thread.id", "is required"},
                          BadField{"email", "is no address"}));
  EXPECT_EQ(RetryDelay(status), absl::Milliseconds(2500));
}

TEST(MakeCallError, SurvivesDetailsThatAreNone) {
  for (const std::string& details :
       {std::string(), std::string("\xFF\xFF\xFF"), std::string(10'000, 'x')}) {
    const absl::Status status = MakeCallError(14, "away", details);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(BadFields(status), IsEmpty());
    EXPECT_EQ(RetryDelay(status), std::nullopt);
  }
}

TEST(MakeCallError, ACodeFromAnotherVersionIsUnknown) {
  for (const int code : {0, 17, -1, 1000}) {
    EXPECT_THAT(MakeCallError(code, "x", ""),
                StatusIs(absl::StatusCode::kUnknown));
  }
}

TEST(MakeItemStatus, CarriesTheSameDetails) {
  v1::ItemError error;
  error.set_code(8);
  error.set_message("too many");
  error.set_retry_delay_ms(1500);
  const absl::Status status = MakeItemStatus(error);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(RetryDelay(status), absl::Milliseconds(1500));
}

TEST(IsServerBusy, KnowsTheServersOwnRefusalsFromOtherLimits) {
  const struct {
    const char* name;
    const char* reason;
    bool busy;
  } kRows[] = {{"the server", "SERVER_BUSY", true},
               {"another reason", "QUOTA", false},
               {"none", "", false}};
  for (const auto& row : kRows) {
    rpc::ErrorInfo about;
    about.set_reason(row.reason);
    rpc::Status sent;
    auto* any = sent.add_details();
    any->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
    any->set_value(about.SerializeAsString());
    EXPECT_EQ(IsServerBusy(MakeCallError(8, "", sent.SerializeAsString())),
              row.busy)
        << row.name;
  }
  EXPECT_FALSE(IsServerBusy(MakeCallError(8, "a limit", Trailer())));
  EXPECT_FALSE(IsServerBusy(absl::OkStatus()));
}

TEST(RetryDelay, IsBoundedWhateverTheServerSays) {
  rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1'000'000'000);
  rpc::Status sent;
  auto* any = sent.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  any->set_value(retry.SerializeAsString());
  EXPECT_EQ(RetryDelay(MakeCallError(8, "", sent.SerializeAsString())),
            absl::Hours(1));
}

TEST(ExplainCallError, SaysWhatToDo) {
  const struct {
    const char* name;
    absl::Status status;
    const char* says;
  } kRows[] = {
      {"gone", absl::UnavailableError("failed to connect"), kPlace},
      {"Redis away", MakeCallError(14, "Redis is away, try again", Trailer()),
       "Redis is away"},
      {"slow", absl::DeadlineExceededError("x"), "try again"},
      {"no key", absl::UnauthenticatedError("unknown key"), "key"},
      {"later issue", absl::UnimplementedError(""), "does not offer this yet"},
      {"refused", absl::PermissionDeniedError("needs an operator's key"),
       "needs an operator's key"},
      {"silent", absl::AbortedError(""), "ABORTED"},
      {"fields", MakeCallError(3, "bad request", Trailer()),
       "thread.id: is required; email: is no address"},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(ExplainCallError(row.status, kPlace), HasSubstr(row.says))
        << row.name;
  }
}

TEST(ExplainCallError, DoesNotNameAFieldTwice) {
  const absl::Status status = MakeCallError(
      3, "thread.id: is required; email: is no address", Trailer());
  EXPECT_EQ(ExplainCallError(status, kPlace),
            "thread.id: is required; email: is no address");
}

}  // namespace
}  // namespace winnow
