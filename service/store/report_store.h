// What Winnow keeps of readers' reports. Blocks its caller: for worker threads.
// Any thread may use it. Errors everywhere: those of CommentStore.
//
// A reporter is known by a keyed pseudonym alone. Of a comment the newest 100
// reports are kept, of a site the newest 100,000.
#ifndef WINNOW_SERVICE_STORE_REPORT_STORE_H_
#define WINNOW_SERVICE_STORE_REPORT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/comment/report.h"

namespace winnow {

inline constexpr int kReportsMax = 100;  // kept of one comment

// One report to be made.
struct ReportFiling {
  std::string site = {};
  // As it was read; its verdict with the priority that it waits with if it is
  // taken down.
  StoredComment stored = {};
  std::string request_key = {};  // 16 bytes; empty: no request id
  std::string fingerprint = {};  // 16 bytes over what is asked for
  // For how long that is remembered.
  absl::Duration request_ttl = absl::Hours(7 * 24);
  std::string reporter = {};  // 17 bytes
  std::string handle = {};
  std::string subnet = {};  // of the reporter; empty: not known
  bool trusted = false;     // not limited
  int reason = 0;
  std::string text = {};
  absl::Time now = {};
  double requeue_at = 0;  // sum of weights; 0: never
  double retract_at = 0;
  int64_t network_per_hour_max = 0;
  int64_t reporter_per_hour_max = 0;
  int64_t held_max = 0;
};

struct FiledReport {
  enum class Outcome {
    kFiled,
    kNotApproved,  // in `state`
    kRateLimited,
    kOtherRequest,  // the request id was used for something else
  };
  Outcome outcome = Outcome::kFiled;
  bool replaced = false;  // an earlier one of the same reporter
  State state = State::kApproved;
  std::string limit = {};  // "network" or "reporter"
  absl::Duration retry_after = {};
};

struct ReportRow {
  Uuid comment;
  std::string section = {};  // of its thread
  Report report = {};
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;

  // Files a report, with what it does to its comment, in one step.
  // Errors: NotFound; Aborted when the comment was changed since it was read.
  // Idempotent: with a request id; else a lost answer shows as replaced.
  virtual absl::StatusOr<FiledReport> File(const ReportFiling& filing) = 0;

  // Lists at most 100 reports, of one comment or of the site, newest first;
  // those before number `before`, if there is one.
  virtual absl::StatusOr<std::vector<ReportRow>> List(
      const std::string& site, const std::optional<Uuid>& comment,
      std::optional<int64_t> before, int limit) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REPORT_STORE_H_
