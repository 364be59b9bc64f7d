// What a decision about one comment suggests doing next: the same for its
// near-duplicates and for the rest of its author's that still wait.

#ifndef WINNOW_CLIENTS_CLI_OFFERS_H_
#define WINNOW_CLIENTS_CLI_OFFERS_H_

#include <string>

#include "clients/cli/session.h"
#include "winnow/v1/moderation.pb.h"

namespace winnow {

// The command that decides all comments that match, for people to copy.
// Input: `verb` as `reject`; `reason` may be empty.
std::string CommandWhere(absl::string_view verb, absl::string_view filter,
                         absl::string_view reason);

// Writes one line for each suggestion, with the command that follows it. Asks
// and changes nothing; says nothing where winnowd does not answer.
// Input: `decided`, the comment as it is after the decision.
void OfferMore(Session& session, absl::string_view verb,
               const v1::ModeratedComment& decided, absl::string_view reason);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_OFFERS_H_
