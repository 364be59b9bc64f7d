// Figures about a site: the work behind ModerationService's methods about them.
// Blocks; belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_SITE_FIGURES_H_
#define WINNOW_SERVICE_API_SITE_FIGURES_H_

#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/api/gate.h"
#include "service/base/clock.h"
#include "service/intake/live_sites.h"
#include "service/moderation/moderation.h"
#include "service/store/comment_store.h"
#include "service/store/count_store.h"
#include "service/store/site_store.h"

namespace google::protobuf {
class Timestamp;
}  // namespace google::protobuf

namespace winnow {

namespace v1 {
class GetCalibrationRequest;
class GetCalibrationResponse;
class GetRuleStatsRequest;
class GetRuleStatsResponse;
class GetStatsRequest;
class GetStatsResponse;
}  // namespace v1

// Adds to a site's figures what its adapter has learned and changed.
using AdapterFigures = std::function<absl::Status(
    const std::string& site, v1::GetStatsResponse& response)>;

// Whole days of a site's time zone.
struct DaySpan {
  int64_t first = 0;  // days since 1970
  int days = 0;
  absl::TimeZone zone = absl::UTCTimeZone();
};
inline constexpr int kStatsDaysMax = 730;

// What figures are made of.
struct SiteFiguresParts {
  Moderation& moderation;
  CommentStore& comments;
  CountStore& counts;
  SiteStore& store;
  LiveSites& sites;
  Clock& clock;
  AdapterFigures adapter;
};

class SiteFigures {
 public:
  // All of `parts` must outlive this object.
  explicit SiteFigures(SiteFiguresParts parts) : parts_(std::move(parts)) {}

  // Errors: InvalidArgument with every bad field; PermissionDenied for figures
  // of single moderators.
  absl::Status GetStats(const Caller& who, const v1::GetStatsRequest& request,
                        v1::GetStatsResponse& response);

  // Errors: InvalidArgument with every bad field.
  absl::Status GetRuleStats(const Caller& who,
                            const v1::GetRuleStatsRequest& request,
                            v1::GetRuleStatsResponse& response);

  // One at a time on a server. Errors: InvalidArgument with every bad field;
  // ResourceExhausted with a delay.
  absl::Status GetCalibration(const Caller& who,
                              const v1::GetCalibrationRequest& request,
                              v1::GetCalibrationResponse& response);

 private:
  absl::Status FillQueue(const Caller& who, v1::GetStatsResponse& response);
  absl::Status FillVolumes(const std::string& site, const DaySpan& span,
                           bool by_moderator, v1::GetStatsResponse& response);

  SiteFiguresParts parts_;
  std::mutex calibrating_;
};

// The days from a request's start_time to its end_time, both whole; null for
// those that it leaves out. Errors: InvalidArgument with every bad field.
absl::StatusOr<DaySpan> DaysBetween(const google::protobuf::Timestamp* start,
                                    const google::protobuf::Timestamp* end,
                                    absl::Time now, absl::TimeZone zone);

template <typename Request>
absl::StatusOr<DaySpan> DaysOf(const Request& request, absl::Time now,
                               absl::TimeZone zone) {
  return DaysBetween(request.has_start_time() ? &request.start_time() : nullptr,
                     request.has_end_time() ? &request.end_time() : nullptr,
                     now, zone);
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SITE_FIGURES_H_
