#include "service/store/term_list_store.h"

namespace winnow {

int64_t StoredList::TermCount() const {
  int64_t count = 0;
  for (const TermPiece& piece : pieces) count += piece.count;
  return count;
}

const StoredList* StoredLists::Find(const std::string& name) const {
  for (const StoredList& list : lists) {
    if (list.name == name) return &list;
  }
  return nullptr;
}

int64_t StoredLists::TermCount() const {
  int64_t count = 0;
  for (const StoredList& list : lists) count += list.TermCount();
  return count;
}

}  // namespace winnow
