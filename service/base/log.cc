#include "service/base/log.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

std::atomic<Severity> lowest_severity = Severity::kInfo;

// Where lines go; null: to stderr, at once. Changed and used under
// writer_mutex, so that none is handed to one that ends; a signal handler reads
// it without.
std::atomic<LineWriter*> writer = nullptr;
std::mutex writer_mutex;

// What ends a process that is broken.
constexpr int kFatalSignals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
// What they did before; written before the handler is set.
std::array<struct sigaction, std::size(kFatalSignals)> fatal_actions;
constexpr int kLastLinesTries = 100;  // of 10 ms

// The last lines often say why. The thread that writes them still runs, so
// this one only waits for it, and then lets happen what would have happened.
// Nothing here that a signal handler may not do.
void AwaitLastLines(int signal) {
  const LineWriter* const last = writer.load();
  for (int i = 0; last != nullptr && !last->IsDone() && i < kLastLinesTries;
       ++i) {
    const timespec pause = {.tv_sec = 0, .tv_nsec = 10'000'000};
    nanosleep(&pause, nullptr);
  }
  for (size_t i = 0; i < std::size(kFatalSignals); ++i) {
    if (kFatalSignals[i] == signal) {
      sigaction(signal, &fatal_actions[i], nullptr);
    }
  }
  raise(signal);  // for when this returns
}

void AwaitLastLinesOnFatalSignals() {
  struct sigaction action = {};
  action.sa_handler = AwaitLastLines;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < std::size(kFatalSignals); ++i) {
    sigaction(kFatalSignals[i], nullptr, &fatal_actions[i]);
    sigaction(kFatalSignals[i], &action, nullptr);
  }
}

void RestoreFatalSignals() {
  for (size_t i = 0; i < std::size(kFatalSignals); ++i) {
    sigaction(kFatalSignals[i], &fatal_actions[i], nullptr);
  }
}

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
  std::string line = FormatLogLine(absl::Now(), severity, event, fields);
  {
    const std::lock_guard lock(writer_mutex);
    if (LineWriter* const thread = writer.load()) {
      thread->Write(std::move(line));
      return;
    }
  }
  WriteWhole(STDERR_FILENO, line);
}

LogThread::LogThread()
    : writer_(STDERR_FILENO, kLogBytesWaitingMax, [](int64_t count) {
        return FormatLogLine(absl::Now(), Severity::kWarning,
                             "log_lines_dropped", {{"count", count}});
      }) {
  AwaitLastLinesOnFatalSignals();
  const std::lock_guard lock(writer_mutex);
  if (writer.exchange(&writer_) != nullptr) std::abort();  // one at a time
}

LogThread::~LogThread() {
  {
    // Whoever logs meanwhile waits: their lines come after those before.
    const std::lock_guard lock(writer_mutex);
    writer_.Drain();
    writer = nullptr;
  }
  RestoreFatalSignals();
}

}  // namespace winnow
