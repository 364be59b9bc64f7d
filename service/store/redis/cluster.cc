#include "service/store/redis/cluster.h"

#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "service/store/redis/cluster_topology.h"
#include "service/store/redis/pending_command.h"
#include "service/store/redis/status_from_error.h"
#include "service/store/redis/wait_for_reply.h"

namespace winnow {
namespace {

// How often a command is sent on. While a slot moves two are usual, and while a
// primary is replaced nodes may disagree for a while.
constexpr int kTriesMax = 8;
// From this try on there is a pause first, growing with each.
constexpr int kTriesAtOnce = 2;
constexpr absl::Duration kRetryPause = absl::Milliseconds(20);
// Redirections arrive in crowds; one question answers them all.
constexpr absl::Duration kAskPause = absl::Milliseconds(50);

Command ClusterSlots() { return Command({"CLUSTER", "SLOTS"}); }

}  // namespace

struct Cluster::Node {
  Node(std::string where, const ConnectionOptions& options)
      : address(std::move(where)), connections(options) {}

  const std::string address;
  ConnectionGroup connections;
};

// A command that may have to be sent on.
struct Cluster::Routed {
  Command command;
  CommandOptions options;
  SteadyTime deadline;
  uint16_t slot = 0;
  int tries = 0;
  ReplyHandler done;

  CommandOptions OptionsNow() const {
    CommandOptions now = options;
    now.timeout = absl::FromChrono(deadline - std::chrono::steady_clock::now());
    return now;
  }
};

Cluster::Cluster(ConnectionOptions options)
    : options_(std::move(options)), seed_(NodeAt(options_.address)) {}

Cluster::~Cluster() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  // Closed before any is destroyed: a handler of one may still send to another,
  // which then refuses.
  for (Node* node : Nodes()) node->connections.Close();
  pacer_.Close();
}

void Cluster::Send(absl::string_view key, Command command,
                   const CommandOptions& options, ReplyHandler done) {
  if (mode_.load(std::memory_order_relaxed) == Mode::kSingle) {
    seed_->connections.Send(std::move(command), options, std::move(done));
    return;
  }
  Route(std::make_unique<Routed>(
      Routed{.command = std::move(command),
             .options = options,
             .deadline = std::chrono::steady_clock::now() +
                         absl::ToChronoNanoseconds(options.timeout),
             .slot = ClusterSlot(key),
             .done = std::move(done)}));
}

absl::StatusOr<Reply> Cluster::Call(absl::string_view key, Command command,
                                    const CommandOptions& options) {
  for (const Node* node : Nodes()) {
    if (node->connections.OnIoThread()) {
      return absl::InternalError(
          "waiting for Redis on a thread that serves it");
    }
  }
  return WaitForReply([&](ReplyHandler done) {
    Send(key, std::move(command), options, std::move(done));
  });
}

void Cluster::Route(std::unique_ptr<Routed> routed) {
  Node* node = slots_[routed->slot].load(std::memory_order_acquire);
  if (node == nullptr) node = seed_;
  Command copy = routed->command.Copy();
  const CommandOptions options = routed->OptionsNow();
  node->connections.Send(std::move(copy), options,
                         SettleFrom(*node, std::move(routed)));
}

ReplyHandler Cluster::SettleFrom(const Node& asked,
                                 std::unique_ptr<Routed> routed) {
  return [this, &asked,
          routed = std::move(routed)](absl::StatusOr<Reply> reply) mutable {
    Settle(asked, std::move(routed), std::move(reply));
  };
}

void Cluster::Settle(const Node& asked, std::unique_ptr<Routed> routed,
                     absl::StatusOr<Reply> reply) {
  // Its primary may have been replaced.
  if (absl::IsUnavailable(reply.status())) AskSoon();
  if (!reply.ok() || !reply->is_error() || routed->tries >= kTriesMax) {
    std::move(routed->done)(std::move(reply));
    return;
  }
  const std::optional<Redirect> redirect =
      ParseRedirect(reply->text(), asked.address);
  const bool try_again = absl::StartsWith(reply->text(), "TRYAGAIN");
  Node* node = redirect.has_value() ? NodeAt(redirect->address) : nullptr;
  if (node == nullptr && !try_again) {
    std::move(routed->done)(std::move(reply));
    return;
  }
  ++routed->tries;
  if (redirect.has_value() && !redirect->for_good) {
    Command copy = routed->command.Copy();
    const CommandOptions options = routed->OptionsNow();
    node->connections.SendAfter(Command("ASKING"), std::move(copy), options,
                                SettleFrom(*node, std::move(routed)));
    return;
  }
  if (redirect.has_value()) {
    slots_[redirect->slot].store(node, std::memory_order_release);
    AskSoon();
  }
  if (!try_again && routed->tries <= kTriesAtOnce) {
    Route(std::move(routed));
    return;
  }
  const absl::Duration pause = kRetryPause * routed->tries;
  pacer_.After(pause, [this, routed = std::move(routed)]() mutable {
    Route(std::move(routed));
  });
}

absl::Status Cluster::Learn(const Reply& reply, const std::string& asked) {
  if (reply.is_error()) {
    const absl::Status error = StatusFromError(reply.text());
    if (absl::IsUnavailable(error)) return error;
    // No cluster, or none we may know of.
    Mode unknown = Mode::kUnknown;
    mode_.compare_exchange_strong(unknown, Mode::kSingle);
    return absl::OkStatus();
  }
  const absl::StatusOr<std::vector<SlotRange>> ranges =
      ParseClusterSlots(reply, asked);
  if (!ranges.ok()) return ranges.status();
  for (const SlotRange& range : *ranges) {
    Node* node = NodeAt(range.address);
    for (int slot = range.first; slot <= range.last; ++slot) {
      slots_[static_cast<size_t>(slot)].store(node, std::memory_order_release);
    }
  }
  mode_ = Mode::kCluster;
  return absl::OkStatus();
}

void Cluster::AskSoon() {
  if (mode_ == Mode::kSingle || asking_.exchange(true)) return;
  pacer_.After(kAskPause, [this] { Ask(); });
}

void Cluster::Ask() {
  for (Node* node : Nodes()) {
    if (!node->connections.health().ok()) continue;
    node->connections.Send(ClusterSlots(), {.timeout = absl::Seconds(1)},
                           [this, node](const absl::StatusOr<Reply>& reply) {
                             asking_ = false;
                             if (reply.ok()) {
                               Learn(*reply, node->address).IgnoreError();
                             }
                           });
    return;
  }
  // Whoever connects next is asked then.
  asking_ = false;
}

Cluster::Node* Cluster::NodeAt(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (closing_) return nullptr;
  std::unique_ptr<Node>& node = nodes_[address];
  if (node == nullptr) {
    node = std::make_unique<Node>(address, OptionsFor(address));
  }
  return node.get();
}

ConnectionOptions Cluster::OptionsFor(const std::string& address) {
  ConnectionOptions options = options_;
  options.address = address;
  options.setup = [this, address] {
    std::vector<SetupCommand> setup;
    setup.push_back({ClusterSlots(), [this, address](const Reply& reply) {
                       return Learn(reply, address);
                     }});
    if (!options_.setup) return setup;
    for (SetupCommand& command : options_.setup()) {
      setup.push_back(std::move(command));
    }
    return setup;
  };
  return options;
}

std::vector<Cluster::Node*> Cluster::Owners() const {
  std::set<Node*> owners;
  for (const std::atomic<Node*>& slot : slots_) {
    Node* node = slot.load(std::memory_order_acquire);
    owners.insert(node == nullptr ? seed_ : node);
  }
  return {owners.begin(), owners.end()};
}

std::vector<Cluster::Node*> Cluster::Nodes() const {
  const std::lock_guard lock(mutex_);
  std::vector<Node*> nodes;
  for (const auto& [address, node] : nodes_) nodes.push_back(node.get());
  return nodes;
}

absl::Status Cluster::WaitUntilConnected(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  // The seed first: who else there is, it says.
  const absl::Status seed = seed_->connections.WaitUntilConnected(timeout);
  if (!seed.ok()) return seed;
  for (Node* node : Owners()) {
    const absl::Status status =
        node->connections.WaitUntilConnected(deadline - absl::Now());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Cluster::health() const {
  for (const Node* node : Owners()) {
    const absl::Status status = node->connections.health();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

ConnectionStats Cluster::stats() const {
  ConnectionStats sum;
  for (const Node* node : Nodes()) {
    sum += node->connections.stats();
  }
  return sum;
}

}  // namespace winnow
