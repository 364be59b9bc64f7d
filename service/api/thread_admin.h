// Reading, listing and moving threads: the work behind SiteService. Blocks;
// belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_THREAD_ADMIN_H_
#define WINNOW_SERVICE_API_THREAD_ADMIN_H_

#include <string>

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "winnow/v1/site_admin.pb.h"

namespace winnow {

class ThreadAdmin {
 public:
  // `parts` must outlive this object.
  explicit ThreadAdmin(const SiteServiceParts& parts) : parts_(parts) {}

  absl::Status Get(const Caller& who, const v1::GetThreadRequest& request,
                   v1::Thread& response);
  absl::Status List(const Caller& who, const v1::ListThreadsRequest& request,
                    v1::ListThreadsResponse& response);

  // Changes a thread's state, the only thing so far, and answers it as it is
  // then. Idempotent.
  absl::Status Update(const Caller& who, const v1::UpdateThreadRequest& request,
                      v1::Thread& response);

  // Works in chunks; a move that was cut off is finished by another.
  absl::Status Move(const Caller& who, const v1::MoveThreadRequest& request,
                    v1::Thread& response);

 private:
  absl::Status Answer(const Caller& who, const std::string& id,
                      v1::Thread& response);

  const SiteServiceParts& parts_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_THREAD_ADMIN_H_
