// Which event streams are open, and what each is about.
//
// Threads: any. A short lock; nothing is sent with it held.

#ifndef WINNOW_CLIENTS_GATEWAY_STREAM_TABLE_H_
#define WINNOW_CLIENTS_GATEWAY_STREAM_TABLE_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "clients/gateway/event_stream.h"

namespace winnow {

class StreamTable {
 public:
  using Streams = std::vector<std::shared_ptr<EventStream>>;

  explicit StreamTable(int network_streams_max)
      : network_streams_max_(network_streams_max) {}

  // Makes a stream, which leaves the table when it is destroyed; null if its
  // network has as many as it may. The table must outlive it.
  std::shared_ptr<EventStream> Open(const std::string& site,
                                    const std::string& thread_id,
                                    const std::string& network);

  Streams OfThread(const std::string& site, const std::string& thread_id);
  Streams OfSite(const std::string& site);
  // Those that were opened since this was last asked.
  Streams TakeNew(const std::string& site);
  bool HasAny(const std::string& site);

 private:
  using Thread =
      absl::flat_hash_map<const EventStream*, std::weak_ptr<EventStream>>;
  struct Site {
    absl::flat_hash_map<std::string, Thread> threads;
    size_t streams = 0;
    std::vector<std::weak_ptr<EventStream>> unseen;
  };

  void Remove(const std::string& site, const std::string& thread_id,
              const std::string& network, const EventStream* stream);

  const int network_streams_max_;
  std::mutex mutex_;  // guards what follows
  absl::flat_hash_map<std::string, Site> sites_;
  absl::flat_hash_map<std::string, int> networks_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_STREAM_TABLE_H_
