// What moderators do with a site's own term lists: the work behind
// SiteService's methods about lists. Blocks; belongs on worker threads.
// Thread-safe.

#ifndef WINNOW_SERVICE_API_LIST_ADMIN_H_
#define WINNOW_SERVICE_API_LIST_ADMIN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/list_editor.h"
#include "service/api/services.h"
#include "service/base/status_details.h"
#include "service/intake/term_file.h"
#include "winnow/v1/site_lists.pb.h"

namespace winnow {

class ListAdmin {
 public:
  // `parts` must outlive this object.
  explicit ListAdmin(const SiteServiceParts& parts)
      : parts_(parts), editor_(parts) {}

  absl::Status ListLists(const Caller& who,
                         const v1::ListTermListsRequest& request,
                         v1::ListTermListsResponse& response);
  absl::Status ListTerms(const Caller& who, const v1::ListTermsRequest& request,
                         v1::ListTermsResponse& response);
  absl::Status Add(const Caller& who, const v1::AddTermsRequest& request,
                   v1::TermListSummary& response);
  absl::Status Remove(const Caller& who, const v1::RemoveTermsRequest& request,
                      v1::TermListSummary& response);

  // Takes what a whole file had. Lines that cannot be entries are told; a file
  // without any entry is refused, or replacing would empty the list.
  // Input: `first` is the import's first message; `check` says whether the
  // caller is still there.
  absl::Status Import(const Caller& who, const v1::ImportTermsRequest& first,
                      TermFile& file, std::function<absl::Status()> check,
                      v1::ImportTermsResponse& response);

 private:
  // Sets the list of an edit as the request and what is stored say. Everything
  // wrong with the two is added to `faults`.
  absl::Status Begin(const Caller& who, const std::string& name, int kind,
                     const std::string& language, bool substring,
                     ListEdit& edit, std::vector<FieldViolation>& faults);

  const SiteServiceParts& parts_;
  ListEditor editor_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_LIST_ADMIN_H_
