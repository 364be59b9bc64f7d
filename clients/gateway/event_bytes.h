// What an event stream says, as text/event-stream (HTML, "Server-sent events"):
// made once and shared by all who listen.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_EVENT_BYTES_H_
#define WINNOW_CLIENTS_GATEWAY_EVENT_BYTES_H_

#include "absl/strings/string_view.h"
#include "clients/gateway/event_stream.h"
#include "winnow/v1/event.pb.h"

namespace winnow {

// How long a browser waits before it connects again: 3–8 s, drawn anew for each
// stream, so that not all of them come back at once where all of them ended.
EventStream::Bytes RetryBytes();
// From here on nothing is missed.
const EventStream::Bytes& ReadyBytes();
// Something was missed: read the list anew.
const EventStream::Bytes& ReloadBytes();

struct EventBytes {
  absl::string_view type;              // comment or retract; empty for none
  EventStream::Bytes bytes = nullptr;  // null for none
};

// What an event of winnowd's is to readers; nothing for one that is none of
// theirs, as a comment that was taken down since: its end follows.
EventBytes BytesOf(const v1::Event& event);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EVENT_BYTES_H_
