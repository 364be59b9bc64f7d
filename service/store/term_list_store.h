// What Winnow keeps of a site's own term lists. Blocks its caller: for worker
// threads and for loading a site, never for a gRPC thread. Any thread may use
// it. Errors everywhere: those of CommentStore.
//
// A list is cut into pieces that never change. A change writes the pieces that
// are new, where nobody looks for them, and then swaps the list's description
// in one step: readers see the list before or the list after, and what a failed
// change wrote is forgotten within the hour.

#ifndef WINNOW_SERVICE_STORE_TERM_LIST_STORE_H_
#define WINNOW_SERVICE_STORE_TERM_LIST_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace winnow {

inline constexpr int kOwnListsMax = 100;

// Where some neighboring terms of a list stand.
struct TermPiece {
  int64_t serial = 0;  // never used again for others
  int64_t count = 0;   // 1–kPieceTermsMax
  std::string first;   // its first term

  friend bool operator==(const TermPiece&, const TermPiece&) = default;
};

// A list without its terms.
struct StoredList {
  std::string name;
  int kind = 0;  // number of the API's TermList.Kind
  std::string language;
  bool substring = false;
  absl::Time update_time;
  std::vector<TermPiece> pieces;  // in the order of their terms

  int64_t TermCount() const;

  friend bool operator==(const StoredList&, const StoredList&) = default;
};

struct StoredLists {
  int64_t site_revision = 0;
  std::vector<StoredList> lists;  // by name

  // Null when there is none of this name.
  const StoredList* Find(const std::string& name) const;
  int64_t TermCount() const;
};

struct TermListChange {
  std::string site;
  int64_t expected_site_revision = 0;
  StoredList list;               // without pieces: it goes
  std::vector<int64_t> staged;   // those of its pieces that Stage() wrote
  std::vector<int64_t> dropped;  // pieces that it had and has no more
  std::string digest;            // of the audit record
  std::string record;
};

class TermListStore {
 public:
  virtual ~TermListStore() = default;

  // A site's lists, and its revision at that time. Errors: NotFound (site).
  virtual absl::StatusOr<StoredLists> Lists(const std::string& site) = 0;

  // The terms of some pieces, in their order.
  // Errors: Aborted when one is gone, because its list was changed meanwhile.
  // Cost: 1 ms for 10,000 terms.
  virtual absl::StatusOr<std::vector<std::vector<std::string>>> Terms(
      const std::string& site, absl::Span<const TermPiece> pieces) = 0;

  // Writes pieces that count once Apply() names them. Answers them with their
  // serials. Errors: NotFound (site).
  virtual absl::StatusOr<std::vector<TermPiece>> Stage(
      const std::string& site,
      const std::vector<std::vector<std::string>>& pieces) = 0;

  // Makes, replaces or removes a list and answers the site's new revision.
  // Errors: NotFound (site); Aborted when the site is no longer at the expected
  // revision; FailedPrecondition beyond kOwnListsMax.
  virtual absl::StatusOr<int64_t> Apply(const TermListChange& change) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_TERM_LIST_STORE_H_
