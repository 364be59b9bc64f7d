#include "service/screening/filters/listed_domains.h"

#include <string>
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
    std::string first_entry;
    for (const Link& link : subject.links) {
      const std::string* entry = banned_.Find(link);
      if (entry == nullptr) continue;
      if (spans.empty()) first_entry = *entry;
      spans.push_back(link.span);
    }
    if (spans.empty()) return;
    signals.Report({.name = "listed_domain",
                    .strength = 1,
                    .spans = std::move(spans),
                    .reason = "links to a banned domain",
                    .entry = std::move(first_entry)});
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
