#include "clients/gateway/query_requests.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

constexpr int kThreadsMax = 100;
// As winnowd's own limit.
constexpr size_t kThreadIdBytesMax = 255;
// winnowd gives no more on a page.
constexpr int kPageSizeMax = 1000;
// A page of a stranger's is copied and parsed for nobody but them.
constexpr int kPageSizeMaxWithoutKey = 100;

Problem UnknownParameter() {
  return {
      .status = 400,
      .code = "unknown_parameter",
      .detail = "the query has a parameter that this address does not take"};
}

// Takes one parameter; returns what is wrong with it.
absl::string_view TakeListParameter(const std::string& name,
                                    const std::string& value, bool has_key,
                                    v1::ListCommentsRequest& request) {
  if (name == "thread_id") {
    request.set_thread_id(value);
  } else if (name == "page_token") {
    request.set_page_token(value);
  } else if (name == "order_by") {
    if (value != "oldest" && value != "newest") {
      return "must be oldest or newest";
    }
    request.set_order_by(value == "newest" ? v1::ListCommentsRequest::NEWEST
                                           : v1::ListCommentsRequest::OLDEST);
  } else {
    int size = 0;
    const int most = has_key ? kPageSizeMax : kPageSizeMaxWithoutKey;
    if (!absl::SimpleAtoi(value, &size) || size < 1 || size > most) {
      return has_key ? "must be a number from 1 to 1000"
                     : "must be a number from 1 to 100, without a key";
    }
    request.set_page_size(size);
  }
  return "";
}

}  // namespace

std::optional<Problem> ReadListQuery(const RequestTarget& target, bool has_key,
                                     v1::ListCommentsRequest& request) {
  static constexpr absl::string_view kNames[] = {"thread_id", "order_by",
                                                 "page_size", "page_token"};
  std::set<std::string> seen;
  std::vector<BadField> errors;
  for (const auto& [name, value] : target.query) {
    bool known = false;
    for (const absl::string_view one : kNames) known = known || one == name;
    if (!known) return UnknownParameter();
    if (!seen.insert(name).second) {
      errors.push_back({name, "must be given once"});
      continue;
    }
    const absl::string_view wrong =
        TakeListParameter(name, value, has_key, request);
    if (!wrong.empty()) errors.push_back({name, std::string(wrong)});
  }
  if (request.thread_id().empty()) {
    errors.push_back({"thread_id", "is required: the thread's id"});
  }
  if (errors.empty()) return std::nullopt;
  return InvalidFieldsProblem(std::move(errors));
}

std::optional<Problem> ReadCountQuery(const RequestTarget& target,
                                      v1::CountCommentsRequest& request) {
  for (const auto& [name, value] : target.query) {
    if (name != "thread_id") return UnknownParameter();
    request.add_thread_ids(value);
  }
  if (request.thread_ids().empty() || request.thread_ids_size() > kThreadsMax) {
    return InvalidFieldsProblem(
        {{"thread_id", "must be given 1 to 100 times, each a thread's id"}});
  }
  return std::nullopt;
}

std::optional<Problem> ReadThreadQuery(const RequestTarget& target,
                                       std::string& thread_id) {
  for (const auto& [name, value] : target.query) {
    if (name != "thread_id") return UnknownParameter();
  }
  if (target.query.size() == 1) thread_id = target.query.front().second;
  if (!thread_id.empty() && thread_id.size() <= kThreadIdBytesMax) {
    return std::nullopt;
  }
  return InvalidFieldsProblem(
      {{"thread_id", "must be given once: a thread's id of 1 to 255 bytes"}});
}

std::optional<Problem> ReadNoQuery(const RequestTarget& target) {
  if (target.query.empty()) return std::nullopt;
  return UnknownParameter();
}

}  // namespace winnow
