// Messages of winnowd as the JSON that callers get: names as in the protos, in
// snake_case, all fields present, enums by name, RFC 3339 times, 64-bit
// integers as numbers (all are counts below 2^53).
//
// Reader text is only ever inside of a JSON string. No message here has an
// address of a reader, and none is added.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_JSON_ANSWERS_H_
#define WINNOW_CLIENTS_GATEWAY_JSON_ANSWERS_H_

#include <string>

#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/event.pb.h"

namespace winnow {

std::string ToJson(const v1::SubmitCommentResponse& response);
std::string ToJson(const v1::ListCommentsResponse& response);
std::string ToJson(const v1::CountCommentsResponse& response);
std::string ToJson(const v1::CommentStatus& status);
std::string ToJson(const v1::Comment& comment);
std::string ToJson(const v1::ReportCommentResponse& response);

// An event of `site` as webhooks deliver it.
std::string ToJson(const v1::Event& event, const std::string& site);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_JSON_ANSWERS_H_
