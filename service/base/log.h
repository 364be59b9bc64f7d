// One line of stderr for each event worth an operator's attention, in logfmt:
//
//   time=2024-05-01T09:30:00.123Z level=warning event=redis_disconnected
//   reason="connection refused"            (on one line)
//
// Events are snake_case constants, details are fields. Reader text, addresses
// and keys never go into a field; as a second line of defense no value can
// start a new line or a new field (OWASP ASVS 16.4.1).
//
// A line is written at once by whoever logs it, so that nothing said at start
// is ever lost; while there is a LogThread, by that one, so that no call waits
// for a log that is slow.
//
// Threads: any; a line is one write, so lines never mix.

#ifndef WINNOW_SERVICE_BASE_LOG_H_
#define WINNOW_SERVICE_BASE_LOG_H_

#include <cstddef>
#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/line_writer.h"

namespace winnow {

enum class Severity { kDebug, kInfo, kWarning, kError };

// Longer values are cut, so that a line stays a line.
inline constexpr size_t kLogValueBytesMax = 1024;

// What waits for a LogThread, at most: some thousands of lines.
inline constexpr size_t kLogBytesWaitingMax = size_t{1} << 20;

struct LogField {
  // A snake_case constant.
  absl::string_view key;
  // A number or text.
  absl::AlphaNum value;
  // Leaves the field out when there is nothing in it.
  bool omit_if_empty = false;
};

// Writes one line unless `severity` is below the level set.
// Cost: a system call, or with a LogThread 1 µs and what wakes it; not for
// every request.
void Log(Severity severity, absl::string_view event,
         std::initializer_list<LogField> fields = {});

// Sets the lowest severity that is written; kInfo until then.
void SetLogLevel(Severity lowest);

// While it lives, Log() gives its lines to a thread and never blocks. Lines for
// which there is no room are counted (`log_lines_dropped`). It ends with every
// line written, however long that takes; a process that ends by a fault or
// abort() waits for them a second. At most one at a time.
class LogThread {
 public:
  LogThread();
  ~LogThread();
  LogThread(const LogThread&) = delete;
  LogThread& operator=(const LogThread&) = delete;

 private:
  LineWriter writer_;
};

// Returns the line that Log() would write at `time`, with its line end.
std::string FormatLogLine(absl::Time time, Severity severity,
                          absl::string_view event,
                          std::initializer_list<LogField> fields);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_LOG_H_
