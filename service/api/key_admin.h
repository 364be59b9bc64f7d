// What operators do with API keys: the work behind SiteService. Blocks; belongs
// on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_KEY_ADMIN_H_
#define WINNOW_SERVICE_API_KEY_ADMIN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "winnow/v1/site_admin.pb.h"

namespace winnow {

// Input: `now` tells whether an end is past (revoked) or to come (expires).
void FillApiKey(const KeyRecord& key, absl::Time now, v1::ApiKey& out);

class KeyAdmin {
 public:
  // `parts` must outlive this object.
  explicit KeyAdmin(const SiteServiceParts& parts) : parts_(parts) {}

  absl::Status Create(const Caller& who, const v1::CreateKeyRequest& request,
                      v1::CreateKeyResponse& response);
  absl::Status List(const Caller& who, const v1::ListKeysRequest& request,
                    v1::ListKeysResponse& response);
  absl::Status Revoke(const Caller& who, const v1::RevokeKeyRequest& request,
                      v1::ApiKey& response);
  absl::Status Rotate(const Caller& who, const v1::RotateKeyRequest& request,
                      v1::RotateKeyResponse& response);

 private:
  // A key that the caller may see. Errors: NotFound, in the same words for a
  // key of another site.
  absl::StatusOr<KeyRecord> Find(const Caller& who, absl::string_view name);
  absl::Status Keep(absl::Status kept);

  const SiteServiceParts& parts_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_KEY_ADMIN_H_
