// Changes a site's own term list: reads what is stored, writes what is new, and
// begins again when somebody changed the site in between. Blocks; belongs on
// worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_LIST_EDITOR_H_
#define WINNOW_SERVICE_API_LIST_EDITOR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "service/store/term_list_store.h"

namespace winnow {

// What is to become of one list. Terms are in stored form, sorted, each once.
struct ListEdit {
  StoredList list;  // name, kind, language, substring
  bool replace = false;
  std::vector<std::string> add;
  std::vector<std::string> remove;
  // Asked before anything counts: whether the caller is still there.
  std::function<absl::Status()> check = [] { return absl::OkStatus(); };
};

struct EditedList {
  StoredList list;  // without pieces when it is gone
  int64_t added = 0;
  int64_t removed = 0;
};

class ListEditor {
 public:
  // `parts` must outlive this object.
  explicit ListEditor(const SiteServiceParts& parts) : parts_(parts) {}

  // Makes the change, with its audit record, and has this server use it. A
  // change that changes nothing leaves no trace.
  // Errors: FailedPrecondition beyond a limit, or when the list became one of
  // another kind; Aborted when the site changes too often; Unavailable; those
  // of `check`. Cost: reads the list; then what the site costs to load.
  absl::StatusOr<EditedList> Write(const Caller& who, const ListEdit& edit);

 private:
  absl::StatusOr<EditedList> TryOnce(const Caller& who, const ListEdit& edit,
                                     int64_t& revision);

  const SiteServiceParts& parts_;
};

// Words and domains that a policy's text lists; 0 for a text that is no policy.
int64_t CountPolicyTerms(const SiteRecord& record);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_LIST_EDITOR_H_
