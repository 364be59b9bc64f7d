// Whatever an editor sends, a policy that parses is one that can be used, and
// its warnings are found without harm.
#include <cstdlib>

#include "service/api/policy_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::StatusOr<winnow::CheckedPolicy> policy =
      winnow::CheckPolicy({reinterpret_cast<const char*>(bytes), size});
  if (policy.ok() && !winnow::ValidatePolicy(policy->policy).ok()) std::abort();
  return 0;
}
