#include "service/base/status_details.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/base/bytes.h"

namespace winnow {
namespace {

constexpr absl::string_view kViolationsUrl = "winnow/field_violations";
constexpr absl::string_view kRetryUrl = "winnow/retry_after_ms";
constexpr absl::string_view kBusyUrl = "winnow/server_busy";
constexpr size_t kLengthBytes = 4;
// Longer waits mean nothing to a caller, and the number must fit.
constexpr absl::Duration kWaitMax = absl::Hours(24);

void AppendText(absl::string_view text, std::string& out) {
  AppendBigEndian32(static_cast<uint32_t>(text.size()), out);
  out.append(text.data(), text.size());
}

// Takes one text off the front; empty past the end, so a foreign payload under
// our name does no harm.
std::string TakeText(absl::string_view& from) {
  const uint64_t size = ReadBigEndian(from.substr(0, kLengthBytes));
  from.remove_prefix(std::min(from.size(), kLengthBytes));
  const std::string text(from.substr(0, size));
  from.remove_prefix(text.size());
  return text;
}

}  // namespace

absl::Status InvalidFields(std::vector<FieldViolation> violations) {
  std::string message;
  std::string payload;
  for (const FieldViolation& violation : violations) {
    absl::StrAppend(&message, message.empty() ? "" : "; ", violation.field,
                    ": ", violation.description);
    AppendText(violation.field, payload);
    AppendText(violation.description, payload);
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kViolationsUrl, absl::Cord(std::move(payload)));
  return status;
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kViolationsUrl);
  if (!payload.has_value()) return {};
  std::vector<FieldViolation> violations;
  const std::string bytes(*payload);
  absl::string_view rest = bytes;
  while (!rest.empty()) {
    FieldViolation& violation = violations.emplace_back();
    violation.field = TakeText(rest);
    violation.description = TakeText(rest);
  }
  return violations;
}

absl::Status WithRetryAfter(absl::Status status, absl::Duration wait) {
  if (status.ok()) return status;
  const absl::Duration bounded =
      std::min(std::max(wait, absl::ZeroDuration()), kWaitMax);
  const int64_t ms =
      absl::ToInt64Milliseconds(absl::Ceil(bounded, absl::Milliseconds(1)));
  std::string payload;
  AppendBigEndian64(static_cast<uint64_t>(ms), payload);
  status.SetPayload(kRetryUrl, absl::Cord(std::move(payload)));
  return status;
}

std::optional<absl::Duration> RetryAfterOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryUrl);
  if (!payload.has_value()) return std::nullopt;
  return absl::Milliseconds(
      static_cast<int64_t>(ReadBigEndian(std::string(*payload))));
}

absl::Status MarkServerBusy(absl::Status status) {
  if (!status.ok()) status.SetPayload(kBusyUrl, absl::Cord());
  return status;
}

bool IsMarkedServerBusy(const absl::Status& status) {
  return status.GetPayload(kBusyUrl).has_value();
}

}  // namespace winnow
