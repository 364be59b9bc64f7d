// What is wrong with one site, from what is known of it: its policy, queue,
// readers, arrivals and history. No calls, no clock.
#ifndef WINNOW_SERVICE_API_SITE_PROBLEMS_H_
#define WINNOW_SERVICE_API_SITE_PROBLEMS_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "service/api/problem_list.h"
#include "service/comment/principal.h"
#include "service/comment/site.h"
#include "service/intake/arrival_tally.h"
#include "service/store/comment_store.h"
#include "service/store/status_store.h"

namespace winnow {

// What is known of one site before anything is said about it.
struct SiteFacts {
  std::string id;
  SiteSettings settings;
  StateCounts counts;
  SiteActivity activity;
  ArrivalShares arrivals;
  bool usable = true;
  bool audit_behind = false;
  absl::Time now;
};

// As "3 days", "5 hours" or "12 minutes".
std::string InWords(absl::Duration age);

// Says each with what to type next, where `who` may.
void FindSiteProblems(const SiteFacts& site, const Principal& who,
                      ProblemList& found);

// Says that nobody knows how so many sites are: they were not looked at.
void FindLeftOut(size_t sites, ProblemList& found);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SITE_PROBLEMS_H_
