#include "service/screening/filters/listed_domains.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "service/screening/filters/domain_set.h"

namespace winnow {
namespace {

class ListedDomains final : public Filter {
 public:
  explicit ListedDomains(const FilterSettings& settings)
      : banned_(settings, TermList::Kind::kBannedDomains) {}

  absl::string_view name() const override { return "listed_domains"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    std::vector<Span> spans;
    std::vector<ListedEntry> entries;
    for (const Link& link : subject.links) {
      const ListedEntry* entry = banned_.Find(link);
      if (entry == nullptr) continue;
      if (std::find(entries.begin(), entries.end(), *entry) == entries.end()) {
        entries.push_back(*entry);
      }
      spans.push_back(link.span);
    }
    if (spans.empty()) return;
    signals.Report({.name = "listed_domain",
                    .strength = 1,
                    .spans = std::move(spans),
                    .reason = "links to a banned domain",
                    .entries = std::move(entries)});
  }

 private:
  const DomainSet banned_;
};

}  // namespace

std::unique_ptr<const Filter> MakeListedDomains(
    const FilterSettings& settings) {
  return std::make_unique<ListedDomains>(settings);
}

}  // namespace winnow
