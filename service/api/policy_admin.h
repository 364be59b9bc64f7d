// What operators do with a site's policy: the work behind SiteService's methods
// about policies. Blocks; belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_POLICY_ADMIN_H_
#define WINNOW_SERVICE_API_POLICY_ADMIN_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/produced_stream.h"
#include "service/api/services.h"
#include "service/screening/screener.h"
#include "winnow/v1/policy.pb.h"
#include "winnow/v1/site_policies.pb.h"

namespace winnow {

// Replays that one server runs at once; each keeps a core busy.
inline constexpr int kReplaysMax = 2;

class PolicyAdmin {
 public:
  // `parts` must outlive this object.
  explicit PolicyAdmin(const SiteServiceParts& parts) : parts_(parts) {}

  absl::Status Get(const Caller& who, const v1::GetPolicyRequest& request,
                   v1::GetPolicyResponse& response);
  absl::Status Apply(const Caller& who, const v1::ApplyPolicyRequest& request,
                     v1::ApplyPolicyResponse& response);
  absl::Status ListRevisions(const Caller& who,
                             const v1::ListPolicyRevisionsRequest& request,
                             v1::ListPolicyRevisionsResponse& response);
  absl::Status Rollback(const Caller& who,
                        const v1::RollbackPolicyRequest& request,
                        v1::ApplyPolicyResponse& response);

  // Has a policy judge beside the live one, or none.
  absl::Status SetShadow(const Caller& who,
                         const v1::SetShadowPolicyRequest& request,
                         v1::SetShadowPolicyResponse& response);
  absl::Status ShadowReport(const Caller& who,
                            const v1::GetShadowReportRequest& request,
                            v1::ShadowReport& response);

  // Runs a policy over stored comments, in turns of a fraction of a second with
  // an answer after each that says how far it is; the last one has the
  // difference.
  // Errors: ResourceExhausted with a delay when kReplaysMax run; those of
  // CheckForSite and PolicyReplay.
  absl::StatusOr<Producer<v1::ReplayPolicyResponse>> Replay(
      const v1::ReplayPolicyRequest& request);

  // A policy that was read, checked and compiled as it would run on a site.
  struct Checked {
    std::string text;
    v1::Policy message;
    std::shared_ptr<const Screener> screener;
    std::vector<std::string> warnings;
  };
  // Errors: InvalidArgument that names every fault; NotFound (preset);
  // FailedPrecondition when policy and site have too many terms together.
  // Cost: that of compiling its lists and the site's own.
  absl::StatusOr<Checked> CheckForSite(const std::string& site,
                                       const v1::PolicySource& source) const;

 private:
  struct Change {
    int64_t rollback_of = 0;
    int64_t expected_revision = 0;
    std::string request_id;
  };

  // The site as it is in the store by now, and the lists of its own.
  struct SiteLists {
    std::shared_ptr<const LiveSite> live;
    std::vector<TermList> own;
  };

  absl::StatusOr<Checked> CheckText(const std::string& site,
                                    std::string text) const;
  absl::StatusOr<SiteLists> ReadSite(const std::string& site) const;
  // The text that a source means. Errors: InvalidArgument, NotFound.
  absl::StatusOr<std::string> TextOf(const v1::PolicySource& source) const;
  // The text of a revision of the site's. Errors: NotFound.
  absl::StatusOr<std::string> TextOf(const SiteRecord& record,
                                     int64_t revision) const;
  absl::Status FillShadowPolicy(const std::string& site,
                                const SiteRecord& record, int examples_max,
                                v1::ShadowReport& response);
  // Makes a checked policy live and answers it with its revision.
  absl::Status MakeLive(const Caller& who, Checked checked,
                        const Change& change,
                        v1::ApplyPolicyResponse& response);

  const SiteServiceParts& parts_;
  std::atomic<int> replays_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_POLICY_ADMIN_H_
