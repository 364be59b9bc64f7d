#include "clients/gateway/gateway_log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

// Some ten thousand lines.
constexpr size_t kWaitingBytesMax = 2 << 20;

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

// In quotes. Escapes everything outside of ASCII: other scripts can reorder
// what an operator sees.
std::string Quoted(absl::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', /*ensure_ascii=*/true,
            nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string FormatRequestLine(absl::Time time, const RequestLine& request) {
  std::string line =
      absl::StrCat("{\"time\":\"", TimeText(time),
                   "\",\"event\":\"request\",\"id\":", Quoted(request.id),
                   ",\"method\":", Quoted(request.method),
                   ",\"operation\":", Quoted(request.operation));
  if (!request.site.empty()) {
    absl::StrAppend(&line, ",\"site\":", Quoted(request.site));
  }
  absl::StrAppend(&line, ",\"status\":", request.status);
  if (!request.code.empty()) {
    absl::StrAppend(&line, ",\"code\":", Quoted(request.code));
  }
  absl::StrAppend(
      &line, ",\"ms\":",
      absl::StrFormat("%.3f", absl::ToDoubleMilliseconds(request.duration)),
      ",\"bytes_in\":", request.bytes_in, ",\"bytes_out\":", request.bytes_out,
      "}\n");
  return line;
}

std::string FormatEventLine(absl::Time time, absl::string_view level,
                            absl::string_view event, EventFields fields) {
  std::string line = absl::StrCat("{\"time\":\"", TimeText(time),
                                  "\",\"level\":", Quoted(level),
                                  ",\"event\":", Quoted(event));
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&line, ",", Quoted(name), ":", Quoted(value));
  }
  absl::StrAppend(&line, "}\n");
  return line;
}

GatewayLog::GatewayLog(bool requests)
    : writes_requests_(requests),
      requests_(STDOUT_FILENO, kWaitingBytesMax),
      events_(STDERR_FILENO, kWaitingBytesMax) {}

void GatewayLog::Request(const RequestLine& request) {
  if (writes_requests_) {
    requests_.Write(FormatRequestLine(absl::Now(), request));
  }
}

void GatewayLog::Warn(absl::string_view event, EventFields fields) {
  events_.Write(FormatEventLine(absl::Now(), "warning", event, fields));
}

void GatewayLog::Inform(absl::string_view event, EventFields fields) {
  events_.Write(FormatEventLine(absl::Now(), "info", event, fields));
}

}  // namespace winnow
