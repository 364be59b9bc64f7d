// In which order the comments of one import may be stored: none before the one
// it answers, which may arrive up to kImportAheadMax comments later.
//
// Knows what it was told only: a comment whose parent it has not seen is tried,
// since an earlier import may have brought it; when the store does not have it
// either, the comment waits. Not thread-safe.

#ifndef WINNOW_SERVICE_API_IMPORT_ORDER_H_
#define WINNOW_SERVICE_API_IMPORT_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

inline constexpr int64_t kImportAheadMax = 1000;
// Of comments that wait.
inline constexpr int64_t kImportWaitingBytesMax = 16 << 20;

// One comment on its way.
struct ImportItem {
  v1::ImportCommentsRequest request;
  std::string site;
  std::string source;      // its id where it comes from
  std::string request_id;  // for the log
  std::string parent;  // of the one it answers; empty: none, or it may not wait
  int64_t bytes = 0;

  // The order's own:
  int64_t number = 0;
  bool tried_again = false;
};

class ImportOrder {
 public:
  using Item = std::shared_ptr<ImportItem>;

  // What may be done now.
  struct Step {
    std::vector<Item> go;     // try to store these, then call Settle()
    std::vector<Item> stuck;  // what they answer has not come; they are settled
  };

  Step Arrive(Item item);

  // An item that was to go is done, well or badly; or its parent is missing,
  // and it was not stored.
  Step Settle(const Item& item, bool parent_missing);

  // No more will arrive.
  Step End();

  // Whether nothing is under way and nothing waits.
  bool idle() const { return open_.empty(); }
  bool ended() const { return ended_; }

 private:
  void Park(const Item& item);
  Item Unpark(int64_t number);
  void Close(const Item& item, Step& step);
  void Go(const Item& item, Step& step);
  // Gives up what cannot go any more.
  void GiveUp(Step& step);

  int64_t arrived_ = 0;
  int going_ = 0;
  bool ended_ = false;
  // Sources that have arrived and are not settled, each with how many have it.
  absl::flat_hash_map<std::string, int> open_;
  std::map<int64_t, Item> waiting_;  // by number
  int64_t waiting_bytes_ = 0;
  // Numbers of those that wait for a source; some wait no more.
  absl::flat_hash_map<std::string, std::vector<int64_t>> waiting_for_;
  // Sources that were settled lately: one may have been stored just after the
  // store was asked for it.
  std::deque<std::string> lately_;
  absl::flat_hash_map<std::string, int> settled_lately_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_IMPORT_ORDER_H_
