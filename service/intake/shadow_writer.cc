#include "service/intake/shadow_writer.h"

#include <utility>

namespace winnow {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);

}  // namespace

ShadowWriter::ShadowWriter(ShadowTally& tally, SiteStore& store)
    : tally_(tally), store_(store) {
  thread_.emplace(kInterval, [this] { Write(); });
}

ShadowWriter::~ShadowWriter() {
  thread_.reset();
  Write();
}

void ShadowWriter::Write() {
  for (ShadowCounts& counts : tally_.Take()) {
    if (!store_.AddShadowCounts(counts).ok()) tally_.Return(std::move(counts));
  }
}

}  // namespace winnow
