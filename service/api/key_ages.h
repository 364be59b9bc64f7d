// The part of GetSystemStatus about keys: those of the API, and those that seal
// addresses. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_KEY_AGES_H_
#define WINNOW_SERVICE_API_KEY_AGES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/api/problem_list.h"
#include "service/comment/principal.h"
#include "service/store/site_store.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// When the key that seals a site's addresses was made; absent where that was
// not noted: it was rotated by a winnowd that did not.
std::optional<absl::Time> EmailKeyTime(const SiteRecord& site);

// Says how many keys of a site (all sites: empty) there are and how old, and
// which of them end soon or are old; a few of these by name. A key is as old as
// its secret.
void FillKeyAges(const std::vector<KeyRecord>& keys, const std::string& site,
                 absl::Time now, ProblemList& found, v1::SystemStatus& out);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_KEY_AGES_H_
