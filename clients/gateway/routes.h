// What the gateway answers, and where. The OpenAPI file is compared with the
// rows that are not foreign.
//
// Threads: constants and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_ROUTES_H_
#define WINNOW_CLIENTS_GATEWAY_ROUTES_H_

#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/problem.h"

namespace winnow {

enum class Operation {
  kSubmit,
  kList,
  kCount,
  kStatus,
  kEdit,
  kWithdraw,
  kAppeal,
  kReport,
  kOpenApi,
  kHealth,
  kEmbed,
  kSample,
  kFormToken,
  kFormPost,
  kEvents,
  kPerspectiveAnalyze,
  kPerspectiveSuggest,
  kPerspectiveDiscovery,
  kCoral,
  kAkismetVerify,
  kAkismetCheck,
  kAkismetSpam,
  kAkismetHam,
  kAkismetUsage,
};

inline constexpr absl::string_view kJsonType = "application/json";
inline constexpr absl::string_view kFormType =
    "application/x-www-form-urlencoded";

struct Route {
  Operation operation;
  absl::string_view name;  // of the operation, in metrics and log
  absl::string_view method;
  // Segments in braces match anything; `{site}` and `{comment}` are kept.
  absl::string_view path;
  // Changes something, so that it needs a key or an allowed origin.
  bool writes;
  // Its format is another product's: it finds the caller's key, judges the
  // body's kind and counts callers by itself.
  bool foreign = false;
  // How its errors look.
  HttpAnswer (*render)(const Problem&) = ProblemAnswer;
  // What a write's body must be.
  absl::string_view body_type = kJsonType;
};

// Every route.
std::span<const Route> Routes();

// What matches a path. A known path with another method has `allowed` and no
// route; an unknown one has neither.
struct RouteMatch {
  const Route* route = nullptr;
  std::string site;
  std::string comment;
  std::vector<absl::string_view> allowed;  // methods of the path
};

// Input: `method` and `segments` are untrusted. HEAD matches where GET does.
RouteMatch FindRoute(absl::string_view method,
                     const std::vector<std::string>& segments);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_ROUTES_H_
