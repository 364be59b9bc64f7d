#include "service/base/log.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

std::atomic<Severity> lowest_severity = Severity::kInfo;

absl::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "debug";
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "error";
}

bool IsPlain(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
         absl::string_view("_-./:@+%").find(byte) != absl::string_view::npos;
}

void AppendValue(absl::string_view value, std::string& line) {
  value = value.substr(0, kLogValueBytesMax);
  if (!value.empty() && std::all_of(value.begin(), value.end(), IsPlain)) {
    absl::StrAppend(&line, value);
    return;
  }
  // Everything outside printable ASCII is escaped: controls would split lines,
  // and other scripts can reorder what an operator sees.
  absl::StrAppend(&line, "\"", absl::CHexEscape(value), "\"");
}

}  // namespace

void SetLogLevel(Severity lowest) {
  lowest_severity.store(lowest, std::memory_order_relaxed);
}

std::string FormatLogLine(absl::Time time, Severity severity,
                          absl::string_view event,
                          std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat(
      "time=",
      absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", time, absl::UTCTimeZone()),
      " level=", SeverityName(severity), " event=", event);
  for (const LogField& field : fields) {
    if (field.omit_if_empty && field.value.Piece().empty()) continue;
    absl::StrAppend(&line, " ", field.key, "=");
    AppendValue(field.value.Piece(), line);
  }
  line.push_back('\n');
  return line;
}

void Log(Severity severity, absl::string_view event,
         std::initializer_list<LogField> fields) {
  if (severity < lowest_severity.load(std::memory_order_relaxed)) return;
  const std::string line = FormatLogLine(absl::Now(), severity, event, fields);
  // A log that cannot be written has nowhere to say so.
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace winnow
