// A site's adapter as it is stored.

#ifndef WINNOW_SERVICE_INTAKE_SITE_ADAPTER_H_
#define WINNOW_SERVICE_INTAKE_SITE_ADAPTER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/screening/classifier/adapter.h"

namespace winnow {

// Reads a stored adapter; none is one that knows nothing. So is one that is
// damaged or of another version, with a line in the log: what moderators taught
// is a help and no reason to stop.
Adapter OpenAdapter(absl::string_view site, absl::string_view bytes,
                    const std::string& model_revision);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SITE_ADAPTER_H_
