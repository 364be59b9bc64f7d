#include "clients/cli/policy_source.h"

#include <utility>

#include "absl/status/statusor.h"
#include "clients/cli/read_all.h"
#include "clients/cli/session.h"

namespace winnow {

absl::Status FillSource(const std::string& file, const std::string& preset,
                        v1::PolicySource& source) {
  if (file.empty() == preset.empty()) {
    return UsageError("name a file with the policy, or give --preset");
  }
  if (!preset.empty()) {
    source.set_preset(preset);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> text = ReadFileOrInput(file);
  if (!text.ok()) return MarkUsage(text.status());
  source.set_text(*std::move(text));
  return absl::OkStatus();
}

}  // namespace winnow
