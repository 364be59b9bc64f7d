#include "service/api/open_streams.h"

#include <utility>

#include "absl/time/clock.h"

namespace winnow {

OpenStreams::OpenStreams() : ticker_([this] { Run(); }) {}

OpenStreams::~OpenStreams() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  ticker_.join();
}

void OpenStreams::Add(const std::shared_ptr<OpenStream>& stream) {
  {
    std::lock_guard lock(mutex_);
    if (!ending_) {
      streams_.push_back(stream);
      return;
    }
  }
  stream->EndForShutdown();
}

void OpenStreams::EndAll() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  for (const auto& stream : Living()) stream->EndForShutdown();
}

std::vector<std::shared_ptr<OpenStream>> OpenStreams::Living() {
  // Called outside the lock: a stream may end, and its destructor run, here.
  std::vector<std::shared_ptr<OpenStream>> living;
  std::lock_guard lock(mutex_);
  std::vector<std::weak_ptr<OpenStream>> kept;
  for (auto& weak : streams_) {
    if (auto stream = weak.lock()) {
      living.push_back(std::move(stream));
      kept.push_back(std::move(weak));
    }
  }
  streams_ = std::move(kept);
  return living;
}

void OpenStreams::Run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, absl::ToChronoNanoseconds(kTickInterval),
                         [this] { return stopping_; })) {
        return;
      }
    }
    const absl::Time now = absl::Now();
    for (const auto& stream : Living()) stream->Tick(now);
  }
}

}  // namespace winnow
