// ReportStore over Redis: functions/2_reports.lua and 4_report.lua.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_REPORT_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_REPORT_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"
#include "service/store/report_store.h"

namespace winnow {

// What w1_read says of a comment's reports. Errors: Internal for another shape.
absl::StatusOr<ReportSummary> ReportSummaryOf(const Reply& items);

class RedisReportStore final : public ReportStore {
 public:
  // `redis` must outlive this object.
  explicit RedisReportStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<FiledReport> File(const ReportFiling& filing) override;
  absl::StatusOr<std::vector<ReportRow>> List(
      const std::string& site, const std::optional<Uuid>& comment,
      std::optional<int64_t> before, int limit) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_REPORT_STORE_H_
