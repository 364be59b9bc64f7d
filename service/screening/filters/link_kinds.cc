#include "service/screening/filters/link_kinds.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace winnow {
namespace {

// Services that make a link to anywhere look like a link to them, sorted.
// Shorteners of one publication (nyti.ms, youtu.be) lead where they say.
constexpr absl::string_view kShorteners[] = {
    "adf.ly",      "bit.do",    "bit.ly",      "bitly.com", "buff.ly",
    "clck.ru",     "cutt.ly",   "dub.sh",      "goo.gl",    "goo.su",
    "is.gd",       "j.mp",      "kutt.it",     "lnk.to",    "lnkd.in",
    "n9.cl",       "ow.ly",     "qps.ru",      "rb.gy",     "rebrand.ly",
    "s.id",        "shorte.st", "shorturl.at", "snip.ly",   "soo.gd",
    "surl.li",     "t.co",      "t.ly",        "t2m.io",    "tiny.cc",
    "tinyurl.com", "u.to",      "urlz.fr",     "v.gd",      "vk.cc",
    "x.co",        "xurl.es",   "zpr.io"};

bool IsShortener(const Link& link) {
  const auto is = [](absl::string_view name) {
    return std::binary_search(std::begin(kShorteners), std::end(kShorteners),
                              name);
  };
  return is(link.domain) || is(link.host);
}

class LinkKinds final : public Filter {
 public:
  absl::string_view name() const override { return "link_kinds"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    std::vector<Span> shortened;
    std::vector<Span> in_name;
    for (const Link& link : subject.links) {
      if (IsShortener(link)) shortened.push_back(link.span);
      if (link.span.field == TextField::kName) in_name.push_back(link.span);
    }
    if (!shortened.empty()) {
      signals.Report({.name = "link_shortener",
                      .strength = 1,
                      .spans = std::move(shortened),
                      .reason = "a shortener hides where the link leads"});
    }
    if (!in_name.empty()) {
      signals.Report({.name = "link_in_name",
                      .strength = 1,
                      .spans = std::move(in_name),
                      .reason = "the display name has a link"});
    }
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeLinkKinds(
    const FilterSettings& /*settings*/) {
  return std::make_unique<LinkKinds>();
}

}  // namespace winnow
