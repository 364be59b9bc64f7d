#include "service/intake/shadow_writer.h"

#include <chrono>
#include <utility>

namespace winnow {
namespace {

constexpr auto kInterval = std::chrono::seconds(1);

}  // namespace

ShadowWriter::ShadowWriter(ShadowTally& tally, SiteStore& store)
    : tally_(tally), store_(store), thread_([this] { Run(); }) {}

ShadowWriter::~ShadowWriter() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  Write();
}

void ShadowWriter::Run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kInterval, [this] { return stopping_; })) {
    lock.unlock();
    Write();
    lock.lock();
  }
}

void ShadowWriter::Write() {
  for (ShadowCounts& counts : tally_.Take()) {
    if (!store_.AddShadowCounts(counts).ok()) tally_.Return(std::move(counts));
  }
}

}  // namespace winnow
