#include "service/server/redis_look.h"

#include <utility>

#include "service/server/redis_watch.h"

namespace winnow {
namespace {

constexpr std::chrono::seconds kFresh(1);

}  // namespace

RedisLook::RedisLook(Cluster& redis, RedisGrowth& growth, std::string address,
                     std::string settings_file)
    : redis_(redis),
      growth_(growth),
      address_(std::move(address)),
      settings_file_(std::move(settings_file)) {}

NodeStatus RedisLook::Now() {
  // Held while asking: who comes in between waits for the same answer.
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  // That it was away is never kept: it may be back.
  if (!last_ || !last_->reachable || now - asked_ >= kFresh) {
    asked_ = now;
    last_ = Ask();
  }
  return *last_;
}

NodeStatus RedisLook::Ask() {
  auto node = ProbeRedis(redis_, address_, /*persistence=*/true);
  if (!node.ok()) {
    NodeStatus away;
    away.address = address_;
    away.trouble = std::string(node.status().message());
    return away;
  }
  node->settings_file = settings_file_;
  growth_.Foresee(*node);
  return *std::move(node);
}

}  // namespace winnow
