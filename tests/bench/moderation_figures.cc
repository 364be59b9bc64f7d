#include "tests/bench/moderation_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/latencies.h"

namespace winnow {

const char* Met(bool met) { return met ? "met" : "MISSED"; }

std::string Grouped(int64_t number) {
  std::string text = absl::StrCat(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

void ModerationFigures::Add(const Kind& kind, int64_t held,
                            std::vector<uint32_t> took_us) {
  std::sort(took_us.begin(), took_us.end());
  auto& lengths = figures_[kind.name];
  if (lengths.empty()) kinds_.push_back(kind);
  lengths[held] = {.calls = took_us.size(),
                   .p50_ms = Milliseconds(took_us, 0.5),
                   .p99_ms = Milliseconds(took_us, 0.99)};
}

void ModerationFigures::Print(int64_t held) const {
  absl::PrintF("\n%-44s %7s %9s %9s  %s\n",
               absl::StrCat("With ", Grouped(held), " held"), "calls", "p50 ms",
               "p99 ms", "target of p99");
  for (const Kind& kind : kinds_) {
    const auto& lengths = figures_.at(kind.name);
    const auto found = lengths.find(held);
    if (found == lengths.end()) continue;
    const Figure& figure = found->second;
    absl::PrintF("%-44s %7d %9.2f %9.2f", kind.name, figure.calls,
                 figure.p50_ms, figure.p99_ms);
    if (kind.p99_ms_max) {
      absl::PrintF("  %g ms %s", *kind.p99_ms_max,
                   Met(figure.p99_ms <= *kind.p99_ms_max));
    }
    absl::PrintF("\n");
  }
  std::fflush(stdout);
}

void ModerationFigures::PrintGrowth() const {
  std::set<int64_t> all;
  for (const auto& [name, lengths] : figures_) {
    for (const auto& [held, figure] : lengths) all.insert(held);
  }
  if (all.size() < 2) return;
  absl::PrintF("\n%-44s", "Median, times that of the length before");
  for (auto at = std::next(all.begin()); at != all.end(); ++at) {
    absl::PrintF(" %12s", Grouped(*at));
  }
  absl::PrintF("\n%-44s", "(the logarithm of the length itself)");
  for (auto at = std::next(all.begin()); at != all.end(); ++at) {
    absl::PrintF(" %12.2f", std::log(*at) / std::log(*std::prev(at)));
  }
  absl::PrintF("\n");
  for (const Kind& kind : kinds_) {
    const auto& lengths = figures_.at(kind.name);
    absl::PrintF("%-44s", kind.name);
    for (auto at = std::next(all.begin()); at != all.end(); ++at) {
      const auto now = lengths.find(*at);
      const auto before = lengths.find(*std::prev(at));
      if (now == lengths.end() || before == lengths.end()) {
        absl::PrintF(" %12s", "");
        continue;
      }
      absl::PrintF(" %12.2f",
                   now->second.p50_ms / std::max(before->second.p50_ms, 0.001));
    }
    absl::PrintF("\n");
  }
}

}  // namespace winnow
