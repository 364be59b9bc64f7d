// Looks at what kind of links there are. Signals: `link_shortener` (nobody can
// see where it leads), `link_in_name` (a name is no place for one),
// `link_credentials` (what looks like the host is a user name),
// `link_ip_address`, `link_punycode` and `link_mixed_script` (a host made to be
// taken for another).

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_LINK_KINDS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_LINK_KINDS_H_

#include <memory>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/settings.h"

namespace winnow {

std::unique_ptr<const Filter> MakeLinkKinds(const FilterSettings& settings);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_LINK_KINDS_H_
