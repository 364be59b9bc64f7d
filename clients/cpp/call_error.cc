#include "clients/cpp/call_error.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

constexpr absl::string_view kBadRequestType =
    "type.googleapis.com/google.rpc.BadRequest";
constexpr absl::string_view kRetryInfoType =
    "type.googleapis.com/google.rpc.RetryInfo";
constexpr absl::string_view kErrorInfoType =
    "type.googleapis.com/google.rpc.ErrorInfo";

constexpr char kServerBusy[] = "SERVER_BUSY";

// A server that asks for more is not one to wait for without a person.
constexpr absl::Duration kRetryDelayMax = absl::Hours(1);

absl::Status MakeStatus(int code, absl::string_view message) {
  // gRPC's numbers are Abseil's; one from another version is unknown.
  const bool known = code > 0 && code <= 16;
  return absl::Status(
      known ? static_cast<absl::StatusCode>(code) : absl::StatusCode::kUnknown,
      message);
}

}  // namespace

absl::Status MakeCallError(int code, absl::string_view message,
                           absl::string_view details) {
  absl::Status status = MakeStatus(code, message);
  rpc::Status parsed;
  if (details.empty() ||
      !parsed.ParseFromArray(details.data(),
                             static_cast<int>(details.size()))) {
    return status;
  }
  for (const google::protobuf::Any& any : parsed.details()) {
    const absl::string_view type = any.type_url();
    if (type == kBadRequestType || type == kRetryInfoType ||
        type == kErrorInfoType) {
      status.SetPayload(type, absl::Cord(any.value()));
    }
  }
  return status;
}

absl::Status MakeItemStatus(const v1::ItemError& error) {
  absl::Status status = MakeStatus(error.code(), error.message());
  if (!error.field_violations().empty()) {
    rpc::BadRequest bad;
    *bad.mutable_field_violations() = error.field_violations();
    status.SetPayload(kBadRequestType, absl::Cord(bad.SerializeAsString()));
  }
  if (error.retry_delay_ms() > 0) {
    rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(error.retry_delay_ms() / 1000);
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int>(error.retry_delay_ms() % 1000) * 1'000'000);
    status.SetPayload(kRetryInfoType, absl::Cord(retry.SerializeAsString()));
  }
  return status;
}

std::vector<BadField> BadFields(const absl::Status& status) {
  std::vector<BadField> fields;
  const absl::optional<absl::Cord> payload = status.GetPayload(kBadRequestType);
  rpc::BadRequest bad;
  if (!payload || !bad.ParseFromString(std::string(*payload))) return fields;
  for (const auto& violation : bad.field_violations()) {
    fields.push_back({violation.field(), violation.description()});
  }
  return fields;
}

std::optional<absl::Duration> RetryDelay(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kRetryInfoType);
  rpc::RetryInfo retry;
  if (!payload || !retry.ParseFromString(std::string(*payload))) {
    return std::nullopt;
  }
  const absl::Duration delay = absl::Seconds(retry.retry_delay().seconds()) +
                               absl::Nanoseconds(retry.retry_delay().nanos());
  return std::clamp(delay, absl::ZeroDuration(), kRetryDelayMax);
}

bool IsServerBusy(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kErrorInfoType);
  rpc::ErrorInfo about;
  return payload && about.ParseFromString(std::string(*payload)) &&
         about.reason() == kServerBusy;
}

absl::Status HeldBackError() {
  absl::Status status = absl::ResourceExhaustedError(
      "the server refuses most calls because it is busy, so this one was not "
      "sent; try again in some seconds");
  rpc::ErrorInfo about;
  about.set_reason(kServerBusy);
  status.SetPayload(kErrorInfoType, absl::Cord(about.SerializeAsString()));
  return status;
}

bool IsWorthRetrying(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

std::string ExplainCallError(const absl::Status& status,
                             absl::string_view address) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      // winnowd always says when to come back; a broken connection never does.
      if (RetryDelay(status)) break;
      return absl::StrCat("cannot reach winnowd at ", address,
                          "; see that it runs there, or name another address");
    case absl::StatusCode::kDeadlineExceeded:
      return absl::StrCat("winnowd at ", address,
                          " did not answer in time; try again, or see its log");
    case absl::StatusCode::kUnauthenticated:
      return absl::StrCat("winnowd does not accept the key (", status.message(),
                          "); name the file of a key that works");
    case absl::StatusCode::kUnimplemented:
      return "the server does not offer this yet";
    case absl::StatusCode::kInternal:
      return absl::StrCat("winnowd has failed (", status.message(),
                          "); its log says more");
    default:
      break;
  }
  std::string sentence(status.message());
  if (sentence.empty()) {
    sentence = absl::StrCat("winnowd answered ",
                            absl::StatusCodeToString(status.code()));
  }
  for (const BadField& bad : BadFields(status)) {
    // winnowd's own message names the fields already.
    if (absl::StrContains(sentence, bad.field)) continue;
    absl::StrAppend(&sentence, "; ", bad.field, ": ", bad.description);
  }
  return sentence;
}

}  // namespace winnow
