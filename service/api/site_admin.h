// What operators do with sites: the work behind SiteService. Blocks; belongs on
// worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_SITE_ADMIN_H_
#define WINNOW_SERVICE_API_SITE_ADMIN_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "service/moderation/history.h"
#include "winnow/v1/site_admin.pb.h"

namespace winnow {

void FillSite(const SiteRecord& record, v1::Site& out);

class SiteAdmin {
 public:
  // `parts` must outlive this object.
  explicit SiteAdmin(const SiteServiceParts& parts) : parts_(parts) {}

  absl::Status Create(const v1::CreateSiteRequest& request, v1::Site& response);
  absl::Status Get(const Caller& who, v1::Site& response);
  absl::Status List(const Caller& who, const v1::ListSitesRequest& request,
                    v1::ListSitesResponse& response);
  absl::Status Update(const Caller& who, const v1::UpdateSiteRequest& request,
                      v1::Site& response);

 private:
  // Writes fields with their audit record, unless the site was changed since
  // `expected_revision`, and has this server use them at once. Answers the new
  // revision.
  absl::StatusOr<int64_t> Change(
      const Caller& who, int64_t expected_revision,
      const std::map<std::string, std::string>& fields, HistoryAction action,
      std::string resource);
  const SiteServiceParts& parts_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SITE_ADMIN_H_
