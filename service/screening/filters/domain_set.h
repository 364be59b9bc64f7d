// A set of domains from a policy's lists, asked about links.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_DOMAIN_SET_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_DOMAIN_SET_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "service/comment/signal.h"
#include "service/screening/filters/settings.h"
#include "service/screening/text/links.h"

namespace winnow {

// Immutable; threads may share it.
class DomainSet {
 public:
  // Takes the entries of all lists of one kind. "www.", "*." and "." before an
  // entry mean nothing: an entry stands for itself and everything below it, so
  // ".top" for a whole top-level domain. Unicode and punycode are the same.
  DomainSet(const FilterSettings& settings, TermList::Kind kind);

  // Returns the entry, as it stands on its list, that a link's host is or is
  // below of; null if there is none.
  // Cost: one look-up for each label of the host.
  const ListedEntry* Find(const Link& link) const;

 private:
  absl::flat_hash_map<std::string, ListedEntry> entries_;  // by domain in ASCII
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_DOMAIN_SET_H_
