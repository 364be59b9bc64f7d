// The trace that a call belongs to, as its caller says in the metadata
// `traceparent` (W3C Trace Context, Level 1). winnowd makes no spans: it puts
// the ids into its log and hands the header back with the answer, so that a
// line, a call and a trace can be found from each other.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_TRACE_PARENT_H_
#define WINNOW_SERVICE_API_TRACE_PARENT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace winnow {

inline constexpr char kTraceParentKey[] = "traceparent";

struct TraceParent {
  std::string trace_id;   // 32 hexadecimal digits, not all zero
  std::string parent_id;  // 16, likewise
  bool sampled = false;
};

// Input: untrusted. Errors: absent for anything that the standard has a
// receiver ignore: capital letters, ids of zeros, version ff, other lengths. Of
// versions to come the part that version 00 has is read.
std::optional<TraceParent> ParseTraceParent(absl::string_view text);

// That of a call; absent where there is none, more than one, or a bad one.
std::optional<TraceParent> TraceParentOf(
    const grpc::ServerContextBase& context);

// Sends a call's own back with the end of its answer, where it has one.
void EchoTraceParent(grpc::ServerContextBase& context);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_TRACE_PARENT_H_
