// Opens one watch of a site's queue.

#ifndef WINNOW_CLIENTS_CPP_QUEUE_STREAM_H_
#define WINNOW_CLIENTS_CPP_QUEUE_STREAM_H_

#include <memory>

#include "absl/status/statusor.h"
#include "clients/cpp/client.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

using QueueStream = ReadStream<v1::WatchQueueResponse>;

// Opens WatchQueue with the key and over the connection of `client`. It has no
// time limit; Cancel() ends it. Fills the request's `site` if it is empty.
// Errors: as Client::Connect().
absl::StatusOr<std::unique_ptr<QueueStream>> OpenQueueStream(
    const Client& client, v1::WatchQueueRequest request);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_QUEUE_STREAM_H_
