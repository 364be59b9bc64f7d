#include "service/intake/site_adapter.h"

#include <utility>

#include "service/base/log.h"

namespace winnow {

Adapter OpenAdapter(absl::string_view site, absl::string_view bytes,
                    const std::string& model_revision) {
  if (bytes.empty()) return Adapter(model_revision);
  auto adapter = Adapter::Parse(bytes, model_revision);
  if (adapter.ok()) return *std::move(adapter);
  Log(Severity::kError, "adapter_unusable",
      {{"site", site},
       {"error", adapter.status().message()},
       {"consequence", "it begins to learn anew"}});
  return Adapter(model_revision);
}

}  // namespace winnow
