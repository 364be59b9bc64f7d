// Whatever an editor sends, a policy that parses is one that can be used.
#include <cstdlib>

#include "service/api/policy_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::StatusOr<winnow::Policy> policy =
      winnow::ParsePolicy({reinterpret_cast<const char*>(bytes), size});
  if (policy.ok() && !winnow::ValidatePolicy(*policy).ok()) std::abort();
  return 0;
}
