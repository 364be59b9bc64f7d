// Readers' reports of published comments: taking them, and listing them.
//
// Each counts by its reporter's record: 0.6 of somebody new, towards 1 the more
// often moderators agreed, towards 0 the more often they did not. The sum over
// a comment's reports since its last decision passes two bounds of the site:
// from the first the comment is before moderators while it stays published,
// from the second it is taken down until one of them has looked. A decision
// answers all reports before it, and they count no more; new ones begin a new
// sum.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// CommentStore; NotFound.
#ifndef WINNOW_SERVICE_MODERATION_REPORTS_H_
#define WINNOW_SERVICE_MODERATION_REPORTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/intake/live_sites.h"
#include "service/store/comment_store.h"
#include "service/store/report_store.h"

namespace winnow {

inline constexpr size_t kReportCharsMax = 500;
inline constexpr size_t kReporterIdBytesMax = 128;
// As of appeals: what readers wait for comes before most of what a policy
// holds.
inline constexpr int kReportPriority = 100;
// Of one reporter in an hour, wherever they come from.
inline constexpr int64_t kReporterPerHourMax = 20;

struct ReportRequest {
  std::string site = {};
  Uuid id = {};
  int reason = 0;         // the API's Report.Reason
  std::string text = {};  // may be empty
  // Who reports: the site's account id of them, else their network address, as
  // text.
  std::string reporter_id = {};
  std::string network_address = {};
  std::string request_id = {};
  bool trusted = false;
};

class Reports {
 public:
  // All must outlive this object.
  Reports(ReportStore& store, CommentStore& comments, LiveSites& sites,
          Clock& clock)
      : store_(store), comments_(comments), sites_(sites), clock_(clock) {}

  // Files a report of an approved comment; answers whether it took the place of
  // an earlier one of the same reporter. Idempotent with a request id.
  // Errors: also InvalidArgument; FailedPrecondition in another state;
  // ResourceExhausted with a delay past a limit; AlreadyExists for a request id
  // that was used otherwise.
  absl::StatusOr<bool> File(ReportRequest request);

  // Newest first, at most 100; as ReportStore::List.
  absl::StatusOr<std::vector<ReportRow>> List(
      const std::string& site, const std::optional<Uuid>& comment,
      std::optional<int64_t> before, int limit) {
    return store_.List(site, comment, before, limit);
  }

 private:
  absl::StatusOr<bool> FileOnce(const LiveSite& live, ReportFiling filing,
                                const Uuid& id);

  ReportStore& store_;
  CommentStore& comments_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_REPORTS_H_
