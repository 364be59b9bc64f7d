#include "service/api/errors.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "service/api/call_log.h"
#include "service/api/trace_parent.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

constexpr char kPushback[] = "grpc-retry-pushback-ms";
// Labelled with Google's names, because that is what clients look for.
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";

std::string PublicMessage(const absl::Status& status) {
  return IsInternalError(status) ? "internal error; the server's log has more"
                                 : std::string(status.message());
}

std::string Details(const absl::Status& status, const std::string& message) {
  rpc::Status details;
  const auto violations = FieldViolationsOf(status);
  if (!violations.empty()) {
    rpc::BadRequest bad;
    for (const FieldViolation& violation : violations) {
      auto* field = bad.add_field_violations();
      field->set_field(violation.field);
      field->set_description(violation.description);
    }
    auto* any = details.add_details();
    any->set_type_url(kBadRequestUrl);
    any->set_value(bad.SerializeAsString());
  }
  if (const auto wait = RetryAfterOf(status)) {
    rpc::RetryInfo retry;
    const int64_t wait_ms = absl::ToInt64Milliseconds(*wait);
    retry.mutable_retry_delay()->set_seconds(wait_ms / 1000);
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int32_t>(wait_ms % 1000 * 1000000));
    auto* any = details.add_details();
    any->set_type_url(kRetryInfoUrl);
    any->set_value(retry.SerializeAsString());
  }
  if (IsMarkedServerBusy(status)) {
    rpc::ErrorInfo about;
    about.set_reason("SERVER_BUSY");
    about.set_domain("winnow");
    auto* any = details.add_details();
    any->set_type_url(kErrorInfoUrl);
    any->set_value(about.SerializeAsString());
  }
  if (details.details().empty()) return "";
  details.set_code(static_cast<int>(status.code()));
  details.set_message(message);
  return details.SerializeAsString();
}

}  // namespace

bool IsInternalError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

grpc::Status ToGrpcStatus(const absl::Status& status,
                          grpc::ServerContextBase& context) {
  EchoTraceParent(context);
  if (status.ok()) return grpc::Status::OK;
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    if (const auto wait = RetryAfterOf(status)) {
      context.AddTrailingMetadata(
          kPushback, absl::StrCat(absl::ToInt64Milliseconds(*wait)));
    }
  }
  // The two libraries number their codes alike.
  const std::string message = PublicMessage(status);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      Details(status, message));
}

ReadyError::ReadyError(const absl::Status& status)
    : message_(PublicMessage(status)),
      details_(Details(status, message_)),
      pushback_ms_(absl::StrCat(absl::ToInt64Milliseconds(
          RetryAfterOf(status).value_or(absl::ZeroDuration())))) {}

grpc::Status ReadyError::Answer(grpc::ServerContextBase& context) const {
  EchoTraceParent(context);
  context.AddTrailingMetadata(kPushback, pushback_ms_);
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, message_, details_};
}

void FillItemError(const absl::Status& status, absl::string_view request_id,
                   v1::ItemError& error) {
  if (IsInternalError(status)) {
    Log(Severity::kError, "internal_error",
        {{"request", IsLoggableRequestId(request_id) ? request_id : "", true},
         {"error", status.message()}});
  }
  error.set_code(static_cast<int>(status.code()));
  error.set_message(PublicMessage(status));
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    auto* field = error.add_field_violations();
    field->set_field(violation.field);
    field->set_description(violation.description);
  }
  if (const auto wait = RetryAfterOf(status)) {
    error.set_retry_delay_ms(absl::ToInt64Milliseconds(*wait));
  }
}

}  // namespace winnow
