#include "service/api/call_log.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/api/errors.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"

namespace winnow {
namespace {

constexpr size_t kReasonBytesMax = 300;
constexpr size_t kLoggedIdBytesMax = 64;
// Longer than any telephone's number.
constexpr size_t kLoggedIdDigitsMin = 16;
constexpr int kFieldsMax = 10;
constexpr size_t kFieldBytesMax = 64;

struct Title {
  absl::string_view event;
  Severity severity;
};

Title TitleOf(const absl::Status& status) {
  if (IsInternalError(status)) return {"internal_error", Severity::kError};
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return {"call_slow", Severity::kWarning};
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return {"call_failed", Severity::kWarning};
    // These may be an attack, or a limit that is too low.
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
      return {"call_refused", Severity::kWarning};
    default:
      return {"call_refused", Severity::kInfo};
  }
}

// Names of the fields that were wrong. What is wrong with them may quote them.
std::string FieldsOf(const absl::Status& status) {
  std::string names;
  int count = 0;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    if (++count > kFieldsMax) break;
    absl::StrAppend(&names, names.empty() ? "" : ",",
                    violation.field.substr(0, kFieldBytesMax));
  }
  return names;
}

// What the caller was told, but for what may quote the request.
absl::string_view ReasonOf(const absl::Status& status) {
  if (absl::IsInvalidArgument(status) || IsInternalError(status)) return "";
  return status.message().substr(0, kReasonBytesMax);
}

}  // namespace

bool IsLoggableRequestId(absl::string_view id) {
  if (id.size() > kLoggedIdBytesMax) return false;
  size_t digits = 0;
  for (const char byte : id) {
    if (byte == '-') continue;
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(byte))) return false;
    ++digits;
  }
  return digits >= kLoggedIdDigitsMin;
}

bool CallLog::IsWorthALine(const absl::Status& status, absl::Duration duration,
                           bool lasts) {
  if (status.ok()) return !lasts && duration >= kSlowCall;
  return !lasts || !absl::IsCancelled(status);
}

CallLog::Kind CallLog::KindOf(const absl::Status& status) {
  if (IsInternalError(status)) return kInternal;
  return absl::IsUnauthenticated(status) ? kStranger : kRefused;
}

bool CallLog::TakeRoom(Kind kind, absl::Time now) {
  constexpr int kLinesMax[] = {kStrangersLinesMax, kCallLinesMax,
                               kInternalLinesMax};
  int64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    const int64_t second = absl::ToUnixSeconds(now);
    if (second != second_) {
      second_ = second;
      lines_ = {};
      left_out = left_out_;
      left_out_ = 0;
    }
    if (lines_[kind] >= kLinesMax[kind]) {
      ++left_out_;
      return false;
    }
    ++lines_[kind];
  }
  if (left_out > 0) {
    Log(Severity::kWarning, "calls_not_logged", {{"count", left_out}});
  }
  return true;
}

void CallLog::Write(const EndedCall& call, absl::Time now) {
  if (!TakeRoom(KindOf(call.status), now)) return;
  const Title title = TitleOf(call.status);
  const TraceParent trace = call.trace.value_or(TraceParent());
  Log(title.severity, title.event,
      {{"method", call.method},
       {"code", absl::StatusCodeToString(call.status.code())},
       {"ms", absl::ToInt64Milliseconds(call.duration)},
       {"site", IsSiteId(call.site) || call.site == "*" ? call.site : "", true},
       {"key", call.key_id, true},
       {"request", IsLoggableRequestId(call.request_id) ? call.request_id : "",
        true},
       {"trace", trace.trace_id, true},
       {"parent", trace.parent_id, true},
       {"fields", FieldsOf(call.status), true},
       {"reason", ReasonOf(call.status), true},
       {"error", IsInternalError(call.status) ? call.status.message() : "",
        true}});
}

}  // namespace winnow
