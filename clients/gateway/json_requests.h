// Bodies of requests: JSON into messages. Only their form is looked at here;
// what the fields may hold is winnowd's to say.
//
// Input: everything is untrusted; whoever calls bounds its length. Unknown
// fields and fields of another type are refused, all at once. Some fields may
// be set with the site's key alone (`has_key`): a browser has none.
//
// Threads: pure functions. They return what is wrong, or nothing.

#ifndef WINNOW_CLIENTS_GATEWAY_JSON_REQUESTS_H_
#define WINNOW_CLIENTS_GATEWAY_JSON_REQUESTS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/problem.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// thread {id, url}, parent, display_name, email, website, body, form_evidence
// {honeypot, token}, language, request_id; with the key also thread {title,
// section, tags}, form_evidence {seconds_spent}, network_address, user_agent,
// author_id, author_verified, author_role. The token (form_token.h) is no part
// of the message: it is put into `form_token`, where that is given.
std::optional<Problem> ReadSubmission(absl::string_view json, bool has_key,
                                      v1::SubmitCommentRequest& request,
                                      std::string* form_token = nullptr);

// body, etag, request_id; with the key also network_address, user_agent.
std::optional<Problem> ReadEdit(absl::string_view json, bool has_key,
                                v1::UpdateCommentRequest& request);

// etag, request_id. An empty text is an empty object.
std::optional<Problem> ReadWithdrawal(absl::string_view json,
                                      v1::WithdrawCommentRequest& request);

// text, etag, request_id.
std::optional<Problem> ReadAppeal(absl::string_view json,
                                  v1::AppealCommentRequest& request);

// reason, text, request_id; with the key also network_address, reporter_id.
std::optional<Problem> ReadReport(absl::string_view json, bool has_key,
                                  v1::ReportCommentRequest& request);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_JSON_REQUESTS_H_
