#include "clients/gateway/stream_table.h"

#include <utility>

namespace winnow {
namespace {

// While winnowd is away nobody takes what is new, and clients come and go.
constexpr size_t kUnseenTimes = 2;
constexpr size_t kUnseenMin = 64;

}  // namespace

std::shared_ptr<EventStream> StreamTable::Open(const std::string& site,
                                               const std::string& thread_id,
                                               const std::string& network) {
  {
    const std::lock_guard lock(mutex_);
    int& streams = networks_[network];
    if (streams >= network_streams_max_) {
      if (streams == 0) networks_.erase(network);
      return nullptr;
    }
    ++streams;
  }
  // What its end has to know; the address says which of the thread's it is.
  const auto self = std::make_shared<const EventStream*>(nullptr);
  auto stream =
      std::make_shared<EventStream>([this, site, thread_id, network, self] {
        Remove(site, thread_id, network, *self);
      });
  *self = stream.get();
  const std::lock_guard lock(mutex_);
  Site& entry = sites_[site];
  entry.threads[thread_id].emplace(stream.get(), stream);
  ++entry.streams;
  if (entry.unseen.size() > kUnseenMin + kUnseenTimes * entry.streams) {
    std::erase_if(entry.unseen, [](const auto& one) { return one.expired(); });
  }
  entry.unseen.push_back(stream);
  return stream;
}

void StreamTable::Remove(const std::string& site, const std::string& thread_id,
                         const std::string& network,
                         const EventStream* stream) {
  const std::lock_guard lock(mutex_);
  const auto of_network = networks_.find(network);
  if (--of_network->second == 0) networks_.erase(of_network);
  const auto of_site = sites_.find(site);
  const auto of_thread = of_site->second.threads.find(thread_id);
  of_thread->second.erase(stream);
  if (of_thread->second.empty()) of_site->second.threads.erase(of_thread);
  if (--of_site->second.streams == 0) sites_.erase(of_site);
}

StreamTable::Streams StreamTable::OfThread(const std::string& site,
                                           const std::string& thread_id) {
  Streams streams;
  const std::lock_guard lock(mutex_);
  const auto of_site = sites_.find(site);
  if (of_site == sites_.end()) return streams;
  const auto of_thread = of_site->second.threads.find(thread_id);
  if (of_thread == of_site->second.threads.end()) return streams;
  streams.reserve(of_thread->second.size());
  for (const auto& [address, weak] : of_thread->second) {
    if (auto stream = weak.lock()) streams.push_back(std::move(stream));
  }
  return streams;
}

StreamTable::Streams StreamTable::OfSite(const std::string& site) {
  Streams streams;
  const std::lock_guard lock(mutex_);
  const auto of_site = sites_.find(site);
  if (of_site == sites_.end()) return streams;
  streams.reserve(of_site->second.streams);
  for (const auto& [thread_id, thread] : of_site->second.threads) {
    for (const auto& [address, weak] : thread) {
      if (auto stream = weak.lock()) streams.push_back(std::move(stream));
    }
  }
  return streams;
}

StreamTable::Streams StreamTable::TakeNew(const std::string& site) {
  Streams streams;
  const std::lock_guard lock(mutex_);
  const auto of_site = sites_.find(site);
  if (of_site == sites_.end()) return streams;
  for (const auto& weak : std::exchange(of_site->second.unseen, {})) {
    if (auto stream = weak.lock()) streams.push_back(std::move(stream));
  }
  return streams;
}

bool StreamTable::HasAny(const std::string& site) {
  const std::lock_guard lock(mutex_);
  return sites_.contains(site);
}

}  // namespace winnow
