#include "service/api/import_order.h"

#include <utility>

namespace winnow {
namespace {

constexpr size_t kLatelyMax = 2 * kImportAheadMax;

}  // namespace

ImportOrder::Step ImportOrder::Arrive(Item item) {
  Step step;
  item->number = ++arrived_;
  const bool must_wait =
      item->parent != item->source && open_.contains(item->parent);
  ++open_[item->source];
  if (must_wait) {
    Park(item);
  } else {
    Go(item, step);
  }
  GiveUp(step);
  return step;
}

ImportOrder::Step ImportOrder::Settle(const Item& item, bool parent_missing) {
  Step step;
  --going_;
  if (!parent_missing) {
    Close(item, step);
  } else if (open_.contains(item->parent) && item->parent != item->source) {
    Park(item);
  } else if (settled_lately_.contains(item->parent) && !item->tried_again) {
    item->tried_again = true;
    Go(item, step);
  } else {
    Park(item);
  }
  GiveUp(step);
  return step;
}

ImportOrder::Step ImportOrder::End() {
  ended_ = true;
  Step step;
  GiveUp(step);
  return step;
}

void ImportOrder::Go(const Item& item, Step& step) {
  ++going_;
  step.go.push_back(item);
}

void ImportOrder::Park(const Item& item) {
  waiting_for_[item->parent].push_back(item->number);
  waiting_bytes_ += item->bytes;
  waiting_.emplace(item->number, item);
}

ImportOrder::Item ImportOrder::Unpark(int64_t number) {
  const auto at = waiting_.find(number);
  if (at == waiting_.end()) return nullptr;
  Item item = std::move(at->second);
  waiting_.erase(at);
  waiting_bytes_ -= item->bytes;
  return item;
}

void ImportOrder::Close(const Item& item, Step& step) {
  const auto open = open_.find(item->source);
  if (open == open_.end() || --open->second > 0) return;
  open_.erase(open);
  ++settled_lately_[item->source];
  lately_.push_back(item->source);
  if (lately_.size() > kLatelyMax) {
    const auto old = settled_lately_.find(lately_.front());
    if (--old->second == 0) settled_lately_.erase(old);
    lately_.pop_front();
  }
  const auto followers = waiting_for_.extract(item->source);
  if (followers.empty()) return;
  for (const int64_t number : followers.mapped()) {
    if (const Item follower = Unpark(number)) Go(follower, step);
  }
}

void ImportOrder::GiveUp(Step& step) {
  const auto is_overdue = [this](const ImportItem& item) {
    // One that has arrived may itself have waited so long.
    const int64_t patience =
        open_.contains(item.parent) ? 2 * kImportAheadMax : kImportAheadMax;
    return item.number + patience <= arrived_ ||
           waiting_bytes_ > kImportWaitingBytesMax ||
           (going_ == 0 && waiting_.size() > kImportAheadMax);
  };
  while (!waiting_.empty()) {
    auto at = waiting_.begin();
    if (!is_overdue(*at->second)) {
      if (!ended_) return;
      // What waits for one that still waits itself may yet go; when nothing
      // goes, they wait for each other.
      while (at != waiting_.end() && going_ > 0 &&
             open_.contains(at->second->parent)) {
        ++at;
      }
      if (at == waiting_.end()) return;
    }
    const Item item = Unpark(at->first);
    step.stuck.push_back(item);
    Close(item, step);
  }
}

}  // namespace winnow
