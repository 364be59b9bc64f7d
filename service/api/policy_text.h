// Policies as editors write them: text-format protobuf of v1::Policy. The only
// place where that message becomes the domain's Policy.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_POLICY_TEXT_H_
#define WINNOW_SERVICE_API_POLICY_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/screening/policy/policy.h"
#include "winnow/v1/policy.pb.h"

namespace winnow {

inline constexpr size_t kPolicyBytesMax = size_t{256} * 1024;

// Parses and validates a policy.
// Input: untrusted text of at most kPolicyBytesMax bytes.
// Errors: InvalidArgument that names every fault as "line:column: fault", one a
// line of the message, both counted from 1. What the API has words for and this
// version cannot do is a fault too: a rule that is not asked would mislead.
// Cost: 3 ms for 1,000 terms; nothing is compiled yet.
absl::StatusOr<Policy> ParsePolicy(absl::string_view text);

// A policy that may be used, and what looks wrong about it.
struct CheckedPolicy {
  Policy policy;
  std::vector<std::string> warnings;  // "line:column: what"
};

// The same, with warnings: rules that can never decide, for one.
absl::StatusOr<CheckedPolicy> CheckPolicy(absl::string_view text);

// Converts and validates a message.
// Errors: InvalidArgument that names every fault and the rule or list it is in.
absl::StatusOr<Policy> ToPolicy(const v1::Policy& message);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_POLICY_TEXT_H_
