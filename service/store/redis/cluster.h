// Redis as the store sees it: a key and a command in, a reply out, wherever the
// key's slot lives. A single redis-server and a Redis Cluster look the same.
//
// It is told one address. That node says at each connect whether there is a
// cluster and who holds which slot; every primary gets connections of its own.
// A command sent to the wrong node comes back (MOVED, ASK, TRYAGAIN) and is
// sent on, which is safe because it was not run.
//
// Threads: any. Destroyed by its owner; what is unanswered then fails with
// Unavailable.

#ifndef WINNOW_SERVICE_STORE_REDIS_CLUSTER_H_
#define WINNOW_SERVICE_STORE_REDIS_CLUSTER_H_

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/store/redis/cluster_slot.h"
#include "service/store/redis/connection_group.h"
#include "service/store/redis/connection_options.h"
#include "service/store/redis/pacer.h"

namespace winnow {

class Cluster {
 public:
  // `options.address` is the node asked first; all else holds for every node.
  // `options.setup` runs on each of them and must accept a replica.
  explicit Cluster(ConnectionOptions options);
  ~Cluster();

  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // Sends a command to the node that holds `key`; see Connection::Send. Every
  // key of the command must be in the same slot.
  // Cost: in a cluster one copy of the command more, to send it on if it must.
  void Send(absl::string_view key, Command command,
            const CommandOptions& options, ReplyHandler done);

  // The same, waiting for the answer; see Connection::Call.
  absl::StatusOr<Reply> Call(absl::string_view key, Command command,
                             const CommandOptions& options);

  // Waits until every node that holds slots is connected; else says why not.
  absl::Status WaitUntilConnected(absl::Duration timeout);

  // Returns OK while all of those stand, else what is wrong with one.
  absl::Status health() const;

  // Returns the sums over all nodes.
  ConnectionStats stats() const;

 private:
  struct Node;
  struct Routed;
  enum class Mode { kUnknown, kSingle, kCluster };

  // Sends to the slot's present node, and takes what comes back.
  void Route(std::unique_ptr<Routed> routed);
  ReplyHandler SettleFrom(const Node& asked, std::unique_ptr<Routed> routed);
  void Settle(const Node& asked, std::unique_ptr<Routed> routed,
              absl::StatusOr<Reply> reply);

  // Learns who holds what, now from a reply or soon by asking.
  absl::Status Learn(const Reply& reply, const std::string& asked);
  void AskSoon();
  void Ask();

  // Returns the node at an address, a new one if need be; null when closing.
  Node* NodeAt(const std::string& address);
  ConnectionOptions OptionsFor(const std::string& address);
  // Returns the nodes that hold slots.
  std::vector<Node*> Owners() const;
  std::vector<Node*> Nodes() const;

  const ConnectionOptions options_;
  std::atomic<Mode> mode_ = Mode::kUnknown;
  std::atomic<bool> asking_ = false;
  // Who holds each slot; null where nobody is known to, and the seed is asked.
  // Stored with release: another thread then finds the whole node behind it.
  std::array<std::atomic<Node*>, kClusterSlots> slots_ = {};

  mutable std::mutex mutex_;
  // By address. Kept to the end, so that pointers to them stay good: a node
  // that has left costs one attempt to connect each backoff_max.
  std::map<std::string, std::unique_ptr<Node>> nodes_;  // Guarded by mutex_.
  bool closing_ = false;                                // Guarded by mutex_.
  Pacer pacer_;
  // The node asked first; set before any other thread can ask for it.
  Node* const seed_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_CLUSTER_H_
