#include "clients/gateway/routes.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

constexpr Route kRoutes[] = {
    {Operation::kSubmit, "submit", "POST", "/v1/sites/{site}/comments", true},
    {Operation::kList, "list", "GET", "/v1/sites/{site}/comments", false},
    {Operation::kCount, "count", "GET", "/v1/sites/{site}/counts", false},
    {Operation::kStatus, "status", "GET",
     "/v1/sites/{site}/comments/{comment}/status", false},
    {Operation::kEdit, "edit", "PATCH", "/v1/sites/{site}/comments/{comment}",
     true},
    {Operation::kWithdraw, "withdraw", "POST",
     "/v1/sites/{site}/comments/{comment}/withdraw", true},
    {Operation::kAppeal, "appeal", "POST",
     "/v1/sites/{site}/comments/{comment}/appeal", true},
    {Operation::kReport, "report", "POST",
     "/v1/sites/{site}/comments/{comment}/reports", true},
    {Operation::kOpenApi, "openapi", "GET", "/v1/openapi.json", false},
    {Operation::kHealth, "health", "GET", "/healthz", false},
};

// Whether a path fits; keeps what stood in the place of names.
bool Fits(absl::string_view path, const std::vector<std::string>& segments,
          RouteMatch& match) {
  const std::vector<absl::string_view> wanted =
      absl::StrSplit(path.substr(1), '/');
  if (wanted.size() != segments.size()) return false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{site}") {
      match.site = segments[i];
    } else if (wanted[i] == "{comment}") {
      match.comment = segments[i];
    } else if (wanted[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::span<const Route> Routes() { return kRoutes; }

RouteMatch FindRoute(absl::string_view method,
                     const std::vector<std::string>& segments) {
  if (method == "HEAD") method = "GET";
  RouteMatch match;
  for (const Route& route : kRoutes) {
    RouteMatch names;
    if (!Fits(route.path, segments, names)) continue;
    match.site = names.site;
    match.comment = names.comment;
    match.allowed.push_back(route.method);
    if (route.method == method) match.route = &route;
  }
  return match;
}

}  // namespace winnow
