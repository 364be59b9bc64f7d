#include "service/screening/filters/domain_set.h"

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "service/screening/text/hosts.h"
#include "service/screening/text/views.h"

namespace winnow {

DomainSet::DomainSet(const FilterSettings& settings, TermList::Kind kind) {
  for (const TermList& list : settings.lists) {
    if (list.kind != kind) continue;
    for (const std::string& term : list.terms) {
      const std::string ascii = ToAsciiHost(Fold(term));
      absl::string_view domain = ascii;
      if (!absl::ConsumePrefix(&domain, "*.") &&
          !absl::ConsumePrefix(&domain, ".")) {
        absl::ConsumePrefix(&domain, "www.");
      }
      if (!domain.empty()) {
        entries_.emplace(domain, ListedEntry{.list = list.name, .entry = term});
      }
    }
  }
}

const ListedEntry* DomainSet::Find(const Link& link) const {
  if (entries_.empty()) return nullptr;
  const std::string ascii = ToAsciiHost(link.host);
  absl::string_view host = ascii;
  while (true) {
    const auto entry = entries_.find(host);
    if (entry != entries_.end()) return &entry->second;
    const size_t dot = host.find('.');
    if (dot == absl::string_view::npos) return nullptr;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace winnow
