// What Coral's external moderation phase asks and is told.
//
// A phase that does not answer 2xx in its time is passed over, and the comment
// is published: so whatever goes wrong after the signature is answered with
// 200 and holds the comment for a person.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_CORAL_ANSWERS_H_
#define WINNOW_CLIENTS_GATEWAY_CORAL_ANSWERS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/problem.h"
#include "winnow/v1/analysis_service.pb.h"

namespace winnow {

// What matters of a request.
struct CoralRequest {
  std::string body;
  std::string story_id;  // empty where it can be no thread's id
  // STAFF, MODERATOR or ADMIN: nothing they write waits for a person.
  bool by_staff = false;
};

// Reads a request; fields that are not known here are passed over, as Coral
// will have more one day. Nothing if it is none.
// Input: signed by Coral, and of any length; its fields are readers'.
std::optional<CoralRequest> ReadCoralRequest(absl::string_view json);

// 204: Coral goes on to its other phases.
HttpAnswer CoralPass();

// 200 that holds the comment without saying why.
HttpAnswer CoralHold();

// What a screening means in Coral: docs/coral.md has the table.
HttpAnswer CoralAnswerTo(const v1::Screening& screening, bool by_staff);

// Makes the answer for problems of other parts of the gateway.
HttpAnswer CoralProblemAnswer(const Problem& problem);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CORAL_ANSWERS_H_
