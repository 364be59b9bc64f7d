#include "service/intake/own_lists.h"

#include <utility>

namespace winnow {

// The numbers are those of the API's TermList.Kind.
std::optional<TermList::Kind> KindOf(int stored) {
  switch (stored) {
    case 1:
      return TermList::Kind::kBanned;
    case 2:
      return TermList::Kind::kSuspect;
    case 3:
      return TermList::Kind::kBannedDomains;
    case 4:
      return TermList::Kind::kAllowedDomains;
    case 5:
      return TermList::Kind::kReservedNames;
    default:
      return std::nullopt;
  }
}

bool IsOfWords(int stored_kind) {
  const auto kind = KindOf(stored_kind);
  return kind == TermList::Kind::kBanned || kind == TermList::Kind::kSuspect;
}

bool IsOfDomains(int stored_kind) {
  const auto kind = KindOf(stored_kind);
  return kind == TermList::Kind::kBannedDomains ||
         kind == TermList::Kind::kAllowedDomains;
}

int64_t CountTerms(const std::vector<TermList>& lists) {
  int64_t terms = 0;
  for (const TermList& list : lists) {
    terms += static_cast<int64_t>(list.terms.size());
  }
  return terms;
}

absl::StatusOr<std::vector<TermList>> ReadOwnLists(
    TermListStore& store, const std::string& site,
    const std::vector<StoredList>& lists) {
  std::vector<TermList> read;
  for (const StoredList& stored : lists) {
    const auto kind = KindOf(stored.kind);
    if (!kind) continue;
    auto pieces = store.Terms(site, stored.pieces);
    if (!pieces.ok()) return pieces.status();
    TermList list;
    list.name = stored.name;
    list.kind = *kind;
    list.substring = stored.substring;
    list.language = stored.language;
    list.terms.reserve(static_cast<size_t>(stored.TermCount()));
    for (std::vector<std::string>& piece : *pieces) {
      for (std::string& term : piece) list.terms.push_back(std::move(term));
    }
    read.push_back(std::move(list));
  }
  return read;
}

}  // namespace winnow
