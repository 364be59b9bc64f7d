// Shows where two policies part.

#ifndef WINNOW_CLIENTS_CLI_POLICY_DIFFERENCE_H_
#define WINNOW_CLIENTS_CLI_POLICY_DIFFERENCE_H_

#include "clients/cli/session.h"
#include "winnow/v1/site_policies.pb.h"

namespace winnow {

// Writes the confusion table, the rules' counts and the examples. `rules_title`
// stands over the rules; they are left out when there are none.
void WriteDifference(Output& out, const v1::PolicyDifference& difference);

// Writes rules with their counts and the share of known authors.
void WriteRuleCounts(
    Output& out, const char* title,
    const google::protobuf::RepeatedPtrField<v1::PolicyDifference::RuleCount>&
        rules,
    int64_t total);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_POLICY_DIFFERENCE_H_
