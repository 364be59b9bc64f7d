#include "service/screening/filters/link_density.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/screening/filters/domain_set.h"

namespace winnow {
namespace {

class LinkDensity final : public Filter {
 public:
  explicit LinkDensity(const FilterSettings& settings)
      : allowed_(settings, TermList::Kind::kAllowedDomains),
        links_free_(settings.limits.links_free),
        links_certain_(settings.limits.links_certain) {}

  absl::string_view name() const override { return "link_density"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    std::vector<Span> spans;
    for (const Link& link : subject.links) {
      if (link.span.field != TextField::kBody) continue;
      if (allowed_.Find(link) == nullptr) spans.push_back(link.span);
    }
    if (spans.empty()) return;
    const auto count = static_cast<int>(spans.size());
    const double strength = static_cast<double>(count - links_free_) /
                            (links_certain_ - links_free_);
    signals.Report({.name = "link_density",
                    .strength = strength,
                    .spans = spans,
                    .reason = absl::StrCat(count, " links")});
    signals.Report({.name = "link",
                    .strength = 1,
                    .spans = std::move(spans),
                    .reason = "has a link"});
  }

 private:
  const DomainSet allowed_;
  const int links_free_;
  const int links_certain_;
};

}  // namespace

std::unique_ptr<const Filter> MakeLinkDensity(const FilterSettings& settings) {
  return std::make_unique<LinkDensity>(settings);
}

}  // namespace winnow
