// What readers report about a published comment.
#ifndef WINNOW_SERVICE_COMMENT_REPORT_H_
#define WINNOW_SERVICE_COMMENT_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace winnow {

// What a moderator's decision said of a report. The letters are stored.
enum class ReportOutcome : char {
  kOpen = '\0',  // nothing yet
  kAgreed = 'a',
  kDismissed = 'd',
};

// What a report did to its comment. The letters are stored.
enum class ReportEffect : char {
  kNone = '\0',
  kQueued = 'q',     // put it before moderators; it stayed published
  kRetracted = 'x',  // took it down until it is reviewed
};

struct Report {
  int64_t number = 0;  // of all of the site, in their order
  int reason = 0;      // the API's Report.Reason
  std::string text = {};
  std::string handle = {};  // pseudonym of the reporter
  double weight = 0;        // 0–1, from the reporter's record
  absl::Time time = {};
  ReportOutcome outcome = ReportOutcome::kOpen;
  ReportEffect effect = ReportEffect::kNone;
};

// The reports of one comment.
struct ReportSummary {
  int64_t count = 0;       // reporters there ever were
  double open_weight = 0;  // sum over those that nobody has decided about
  bool retracted = false;  // it is held because of them
  bool queued = false;     // it is published and before moderators
  std::vector<Report> newest = {};  // at most 10, newest first
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_REPORT_H_
