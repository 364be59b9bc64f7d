// One line of the log for each call that was refused, failed or took long, with
// what finds it again: method, key, site, the caller's request id and trace.
// Calls that went well have none; metrics count them.
//
//   … level=warning event=call_refused method=SubmitComment
//   code=RESOURCE_EXHAUSTED ms=1 site=daily key=k3v9… request=0190c…
//   trace=0af7… parent=b7ad… reason="comments arrive too quickly …"
//
// A flood of refusals is no flood of lines: beyond kCallLinesMax in a second
// they are counted, and the count is one line. A request id is the site's own
// and could be anything, so only one that can hold neither an address nor a
// sentence is written.
//
// An error of ours has event=internal_error, and what went wrong, which no
// caller is told, as `error`.
//
// Threads: any.

#ifndef WINNOW_SERVICE_API_CALL_LOG_H_
#define WINNOW_SERVICE_API_CALL_LOG_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/api/trace_parent.h"
#include "service/base/log.h"

namespace winnow {

inline constexpr int kCallLinesMax = 100;  // a second
// Of calls without a key that works: anybody can make them, and they would hide
// the others.
inline constexpr int kStrangersLinesMax = 5;
// Of errors of ours: refusals, however many, must not hide them.
inline constexpr int kInternalLinesMax = 100;
// What a person at a page waits for with patience.
inline constexpr absl::Duration kSlowCall = absl::Seconds(1);

struct EndedCall {
  absl::string_view method;
  absl::Status status;
  absl::Duration duration;
  std::string site = {};
  std::string key_id = {};
  std::string request_id = {};
  std::optional<TraceParent> trace = {};
};

class CallLog {
 public:
  // Whether a call deserves a line. `lasts`: a stream, or a call that waits for
  // news. It is never slow, and one that its reader left has not failed.
  static bool IsWorthALine(const absl::Status& status, absl::Duration duration,
                           bool lasts);

  // Writes its line, at `now`.
  void Write(const EndedCall& call, absl::Time now);

 private:
  // Lines that take no room from each other.
  enum Kind : size_t { kStranger, kRefused, kInternal };
  static Kind KindOf(const absl::Status& status);

  // Whether there is room for a line in this second; tells of those before that
  // had none.
  bool TakeRoom(Kind kind, absl::Time now);

  std::mutex mutex_;
  int64_t second_ = 0;             // Guarded by mutex_, like all that follow.
  std::array<int, 3> lines_ = {};  // in it, by kind
  int64_t left_out_ = 0;           // since the last that was told
};

// Whether a request id may stand in a log: 16–64 hexadecimal digits, with
// hyphens, as a UUID has. No name, address or telephone number fits.
bool IsLoggableRequestId(absl::string_view id);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_CALL_LOG_H_
