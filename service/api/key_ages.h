// The part of GetSystemStatus about API keys. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_KEY_AGES_H_
#define WINNOW_SERVICE_API_KEY_AGES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/api/problem_list.h"
#include "service/comment/principal.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// Says how many keys of a site (all sites: empty) there are and how old, and
// which of them end soon or are old; a few of these by name.
void FillKeyAges(const std::vector<KeyRecord>& keys, const std::string& site,
                 absl::Time now, ProblemList& found, v1::SystemStatus& out);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_KEY_AGES_H_
