// One entry of a site's feed.
#ifndef WINNOW_SERVICE_COMMENT_EVENT_H_
#define WINNOW_SERVICE_COMMENT_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/comment.h"

namespace winnow {

// The letters are stored in Redis and part of its public format.
enum class EventType : char {
  kApproved = 'a',
  kEdited = 'e',
  kRetracted = 'x',
  kHeld = 'h',
  kRejected = 'r',
  kSpam = 's',
  kQueueAlarm = 'q',
};

// What is wrong with the queue.
struct QueueAlarm {
  int64_t held = 0;
  int64_t held_max = 0;
  absl::Time oldest = absl::InfinitePast();  // InfinitePast: none is held
};

struct Event {
  std::string cursor;  // opaque; its order is the feed's order
  EventType type = EventType::kApproved;
  Uuid id;
  int64_t revision = 0;
  absl::Time time;
  std::string thread;
  std::optional<Comment> comment;  // for kApproved and kEdited
  std::string public_reason;
  std::string public_message;
  QueueAlarm alarm;  // for kQueueAlarm, which is about no comment
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_EVENT_H_
