#include "service/screening/filters/link_kinds.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "service/screening/text/hosts.h"

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

struct Kind {
  absl::string_view signal;
  absl::string_view reason;
  bool (*holds)(const Link&);
};
constexpr Kind kKinds[] = {
    {"link_shortener", "a shortener hides where the link leads", IsShortener},
    {"link_in_name", "the display name has a link",
     [](const Link& link) { return link.span.field == TextField::kName; }},
    {"link_credentials", "a user name stands before the host of a link",
     [](const Link& link) { return link.has_credentials; }},
    {"link_ip_address", "links to a bare network address",
     [](const Link& link) { return IsAddressHost(link.host); }},
    {"link_punycode", "the host of a link is written in punycode",
     [](const Link& link) { return HasPunycode(link.host); }},
    {"link_mixed_script", "the host of a link is made to look like another",
     [](const Link& link) { return IsMisleadingHost(link.host); }},
};

class LinkKinds final : public Filter {
 public:
  absl::string_view name() const override { return "link_kinds"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    for (const Kind& kind : kKinds) {
      std::vector<Span> spans;
      for (const Link& link : subject.links) {
        if (kind.holds(link)) spans.push_back(link.span);
      }
      if (spans.empty()) continue;
      signals.Report({.name = std::string(kind.signal),
                      .strength = 1,
                      .spans = std::move(spans),
                      .reason = std::string(kind.reason)});
    }
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeLinkKinds(
    const FilterSettings& /*settings*/) {
  return std::make_unique<LinkKinds>();
}

}  // namespace winnow
