#include "clients/gateway/routes.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/gateway/akismet_answers.h"
#include "clients/gateway/coral_answers.h"
#include "clients/gateway/error_page.h"
#include "clients/gateway/perspective_errors.h"

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
    {Operation::kEmbed, "embed", "GET", "/embed/winnow.js", false},
    {Operation::kEmbed, "embed", "GET", "/embed/winnow.css", false},
    {Operation::kSample, "sample", "GET", "/", false},
    {Operation::kFormToken, "form_token", "GET", "/v1/sites/{site}/form",
     false},
    {Operation::kFormPost, "form_post", "POST", "/v1/sites/{site}/form", true,
     false, ErrorPageAnswer, kFormType},
    {Operation::kEvents, "events", "GET", "/v1/sites/{site}/events", false},
    {Operation::kPerspectiveAnalyze, "perspective_analyze", "POST",
     "/v1alpha1/comments:analyze", true, true, PerspectiveAnswer},
    {Operation::kPerspectiveSuggest, "perspective_suggest", "POST",
     "/v1alpha1/comments:suggestscore", true, true, PerspectiveAnswer},
    {Operation::kPerspectiveDiscovery, "perspective_discovery", "GET",
     "/$discovery/rest", false, true, PerspectiveAnswer},
    {Operation::kCoral, "coral", "POST", "/coral/v1/sites/{site}", true, true,
     CoralProblemAnswer},
    {Operation::kAkismetVerify, "akismet_verify_key", "POST", "/1.1/verify-key",
     false, true, AkismetProblem},
    {Operation::kAkismetCheck, "akismet_comment_check", "POST",
     "/1.1/comment-check", true, true, AkismetProblem},
    {Operation::kAkismetSpam, "akismet_submit_spam", "POST", "/1.1/submit-spam",
     true, true, AkismetProblem},
    {Operation::kAkismetHam, "akismet_submit_ham", "POST", "/1.1/submit-ham",
     true, true, AkismetProblem},
    {Operation::kAkismetUsage, "akismet_usage_limit", "GET", "/1.2/usage-limit",
     false, true, AkismetProblem},
};

// Whether a path fits; keeps what stood in the place of names.
bool Fits(absl::string_view path, const std::vector<std::string>& segments,
          RouteMatch& match) {
  const std::vector<absl::string_view> wanted =
      absl::StrSplit(path.substr(1), '/', absl::SkipEmpty());
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
