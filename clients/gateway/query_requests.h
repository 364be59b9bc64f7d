// Queries of reads: parameters into messages. Only their form is looked at
// here; what they may hold is winnowd's to say.
//
// Input: everything is untrusted. A parameter that nobody knows is refused, or
// it would make a cache keep the same answer many times.
//
// Threads: pure functions. They return what is wrong, or nothing.

#ifndef WINNOW_CLIENTS_GATEWAY_QUERY_REQUESTS_H_
#define WINNOW_CLIENTS_GATEWAY_QUERY_REQUESTS_H_

#include <optional>
#include <string>

#include "clients/gateway/problem.h"
#include "clients/gateway/request_target.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// thread_id (required), order_by=oldest|newest, page_size, page_token. Callers
// with a key may have pages of 1,000, others of 100.
std::optional<Problem> ReadListQuery(const RequestTarget& target, bool has_key,
                                     v1::ListCommentsRequest& request);

// thread_id, 1–100 times.
std::optional<Problem> ReadCountQuery(const RequestTarget& target,
                                      v1::CountCommentsRequest& request);

// thread_id (required, at most 255 bytes), and nothing else.
std::optional<Problem> ReadThreadQuery(const RequestTarget& target,
                                       std::string& thread_id);

// Says that there must be no query at all.
std::optional<Problem> ReadNoQuery(const RequestTarget& target);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_QUERY_REQUESTS_H_
