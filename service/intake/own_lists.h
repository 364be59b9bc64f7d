// A site's own lists between the store and the filters.

#ifndef WINNOW_SERVICE_INTAKE_OWN_LISTS_H_
#define WINNOW_SERVICE_INTAKE_OWN_LISTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/screening/filters/settings.h"
#include "service/store/term_list_store.h"

namespace winnow {

// What a stored kind means; absent for one of a newer version.
std::optional<TermList::Kind> KindOf(int stored);

// Whether entries of such a list are words and phrases, which may belong to a
// language or match inside words; and whether they are domains.
bool IsOfWords(int stored_kind);
bool IsOfDomains(int stored_kind);

// Entries of all lists, which kTermsMax bounds.
int64_t CountTerms(const std::vector<TermList>& lists);

// Reads all terms. Blocks. Lists of a kind that this version does not know are
// left out.
// Errors: those of TermListStore::Terms.
// Cost: 1 ms for 10,000 terms.
absl::StatusOr<std::vector<TermList>> ReadOwnLists(
    TermListStore& store, const std::string& site,
    const std::vector<StoredList>& lists);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_OWN_LISTS_H_
