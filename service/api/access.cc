#include "service/api/access.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdlib>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "winnow/v1/moderation_service.pb.h"
#include "winnow/v1/site_service.pb.h"

namespace winnow {
namespace {

constexpr Role kSite = Role::kSite;
constexpr Role kModerator = Role::kModerator;
constexpr Role kOperator = Role::kOperator;
constexpr bool kServed = true;
constexpr bool kLater = false;

constexpr absl::string_view kComments = "winnow.v1.CommentService";
constexpr absl::string_view kFeed = "winnow.v1.FeedService";
constexpr absl::string_view kModeration = "winnow.v1.ModerationService";
constexpr absl::string_view kAnalysis = "winnow.v1.AnalysisService";
constexpr absl::string_view kSites = "winnow.v1.SiteService";

// clang-format off
constexpr Access kTable[] = {
    {kComments, "SubmitComment", kSite, Scope::kSite, "site", kServed},
    {kComments, "SubmitComments", kSite, Scope::kItems, "comment.site", kServed},
    {kComments, "GetComment", kSite, Scope::kName, "name", kServed},
    {kComments, "ListComments", kSite, Scope::kSite, "site", kServed},
    {kComments, "CountComments", kSite, Scope::kSite, "site", kServed},
    {kComments, "UpdateComment", kSite, Scope::kName, "name", kLater},
    {kComments, "WithdrawComment", kSite, Scope::kName, "name", kLater},
    {kComments, "GetStatus", kSite, Scope::kName, "name", kLater},
    {kComments, "AppealComment", kSite, Scope::kName, "name", kLater},
    {kComments, "ReportComment", kSite, Scope::kName, "name", kLater},

    {kFeed, "StreamEvents", kSite, Scope::kSite, "site", kServed},
    {kFeed, "ListEvents", kSite, Scope::kSite, "site", kServed},
    {kFeed, "AcknowledgeEvents", kSite, Scope::kSite, "site", kServed},
    {kFeed, "ListSubscriptions", kSite, Scope::kSite, "site", kLater},
    {kFeed, "UpdateSubscription", kSite, Scope::kName, "subscription.name", kLater},
    {kFeed, "DeleteSubscription", kSite, Scope::kName, "name", kLater},

    {kModeration, "SearchComments", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "GetComment", kModerator, Scope::kName, "name", kServed},
    {kModeration, "SummarizeQueue", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "WatchQueue", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "VerifyQueue", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "LeaseNext", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "RenewLease", kModerator, Scope::kName, "name", kLater},
    {kModeration, "ReleaseLease", kModerator, Scope::kName, "name", kLater},
    {kModeration, "StealLease", kModerator, Scope::kName, "name", kLater},
    {kModeration, "ListLeases", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "ApproveComment", kModerator, Scope::kName, "name", kServed},
    {kModeration, "RejectComment", kModerator, Scope::kName, "name", kServed},
    {kModeration, "MarkSpam", kModerator, Scope::kName, "name", kServed},
    {kModeration, "BatchDecide", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "UndoDecision", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "RescreenComments", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "EditComment", kModerator, Scope::kName, "name", kLater},
    {kModeration, "ListSimilar", kModerator, Scope::kName, "name", kLater},
    {kModeration, "ListReports", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "GetHistory", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "VerifyAudit", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "GetAuditHead", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "AddNote", kModerator, Scope::kName, "name", kLater},
    {kModeration, "UpdateTags", kModerator, Scope::kName, "name", kLater},
    {kModeration, "FeatureComment", kModerator, Scope::kName, "name", kLater},
    {kModeration, "RevealEmail", kModerator, Scope::kName, "name", kLater},
    {kModeration, "CreateBan", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "ListBans", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "DeleteBan", kModerator, Scope::kName, "name", kLater},
    {kModeration, "GetStats", kModerator, Scope::kSite, "site", kServed},
    {kModeration, "GetRuleStats", kModerator, Scope::kSite, "site", kLater},
    {kModeration, "GetCalibration", kModerator, Scope::kSite, "site", kLater},

    {kAnalysis, "AnalyzeText", kSite, Scope::kSiteOrOwn, "site", kServed},
    {kAnalysis, "AnalyzeTexts", kSite, Scope::kItems, "text.site", kServed},
    {kAnalysis, "SubmitFeedback", kSite, Scope::kSiteOrOwn, "site", kLater},

    {kSites, "CreateSite", kOperator, Scope::kAllSites, "", kServed},
    {kSites, "GetSite", kSite, Scope::kName, "name", kServed},
    {kSites, "ListSites", kOperator, Scope::kCaller, "", kServed},
    {kSites, "UpdateSite", kOperator, Scope::kName, "site.name", kServed},
    {kSites, "GetThread", kSite, Scope::kSite, "site", kLater},
    {kSites, "ListThreads", kSite, Scope::kSite, "site", kLater},
    {kSites, "UpdateThread", kSite, Scope::kSite, "site", kServed},
    {kSites, "MoveThread", kModerator, Scope::kSite, "site", kLater},
    {kSites, "CreateKey", kOperator, Scope::kSite, "key.site", kServed},
    {kSites, "ListKeys", kOperator, Scope::kSiteOrOwn, "site", kServed},
    {kSites, "UpdateKey", kOperator, Scope::kKey, "key.name", kLater},
    {kSites, "RevokeKey", kOperator, Scope::kKey, "name", kServed},
    {kSites, "RotateKey", kOperator, Scope::kKey, "name", kServed},
    {kSites, "WhoAmI", kSite, Scope::kCaller, "", kServed},
    {kSites, "GetPolicy", kModerator, Scope::kSite, "site", kServed},
    {kSites, "ApplyPolicy", kOperator, Scope::kSite, "site", kServed},
    {kSites, "ReplayPolicy", kOperator, Scope::kSite, "site", kLater},
    {kSites, "SetShadowPolicy", kOperator, Scope::kSite, "site", kLater},
    {kSites, "GetShadowReport", kModerator, Scope::kSite, "site", kLater},
    {kSites, "ListPolicyRevisions", kModerator, Scope::kSite, "site", kLater},
    {kSites, "RollbackPolicy", kOperator, Scope::kSite, "site", kLater},
    {kSites, "ListTermLists", kModerator, Scope::kSite, "site", kLater},
    {kSites, "ListTerms", kModerator, Scope::kName, "name", kLater},
    {kSites, "AddTerms", kModerator, Scope::kName, "name", kLater},
    {kSites, "RemoveTerms", kModerator, Scope::kName, "name", kLater},
    {kSites, "ImportTerms", kModerator, Scope::kName, "name", kLater},
    {kSites, "GetAdapter", kOperator, Scope::kName, "name", kLater},
    {kSites, "ResetAdapter", kOperator, Scope::kName, "name", kLater},
    {kSites, "ExportAdapter", kOperator, Scope::kName, "name", kLater},
    {kSites, "ImportComments", kOperator, Scope::kItems, "comment.site", kLater},
    {kSites, "ExportComments", kOperator, Scope::kSite, "site", kLater},
    {kSites, "ExportDecisions", kOperator, Scope::kSite, "site", kLater},
    {kSites, "EraseAuthor", kOperator, Scope::kSite, "site", kLater},
    {kSites, "ExportAuthor", kOperator, Scope::kSite, "site", kLater},
    {kSites, "RotateDataKey", kOperator, Scope::kSite, "site", kLater},
    {kSites, "RotateMasterKey", kOperator, Scope::kAllSites, "", kLater},
    {kSites, "GetSystemStatus", kSite, Scope::kSiteOrOwn, "site", kServed},
};
// clang-format on

// The roles in rising order; each may do what those before it may.
int RankOf(Role role) {
  switch (role) {
    case Role::kSite:
      return 1;
    case Role::kModerator:
      return 2;
    case Role::kOperator:
      return 3;
  }
  return 0;
}

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kSite:
      return "a site's";
    case Role::kModerator:
      return "a moderator's";
    case Role::kOperator:
      return "an operator's";
  }
  return "another";
}

// The text in a field named by a path like "site.name"; empty when a message on
// the way is unset.
const std::string& TextAt(const google::protobuf::Message& message,
                          absl::string_view path, std::string& scratch) {
  const google::protobuf::Message* at = &message;
  while (true) {
    const size_t dot = path.find('.');
    const auto* field =
        at->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr) return scratch;
    if (dot == absl::string_view::npos) {
      return at->GetReflection()->GetStringReference(*at, field, &scratch);
    }
    at = &at->GetReflection()->GetMessage(*at, field);
    path.remove_prefix(dot + 1);
  }
}

absl::Status BadField(absl::string_view field, absl::string_view what) {
  return InvalidFields(
      {{.field = std::string(field), .description = std::string(what)}});
}

}  // namespace

absl::Span<const Access> AccessTable() { return kTable; }

std::string PathOf(const Access& access) {
  return absl::StrCat("/", access.service, "/", access.method);
}

const Access* FindAccess(absl::string_view path) {
  static const auto& rows = *[] {
    auto* by_path = new absl::flat_hash_map<std::string, const Access*>;
    for (const Access& row : kTable) by_path->emplace(PathOf(row), &row);
    return by_path;
  }();
  const auto at = rows.find(path);
  return at == rows.end() ? nullptr : at->second;
}

const google::protobuf::MethodDescriptor& DescriptorOf(const Access& access) {
  // These two files declare services and no messages, so nothing else would
  // make the linker take them, and neither the pool nor reflection would know
  // their methods.
  static const void* const volatile kLinked[] = {
      &descriptor_table_winnow_2fv1_2fmoderation_5fservice_2eproto,
      &descriptor_table_winnow_2fv1_2fsite_5fservice_2eproto};
  static_cast<void>(kLinked[0]);
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          absl::StrCat(access.service, ".", access.method));
  if (method == nullptr) std::abort();  // a test holds the table to the protos
  return *method;
}

absl::StatusOr<absl::string_view> SiteOf(
    const Access& access, const google::protobuf::Message& request) {
  // The fields named in the table are ordinary strings, so the scratch space
  // that reflection asks for is never the answer's home.
  std::string scratch;
  switch (access.scope) {
    case Scope::kCaller:
    case Scope::kAllSites:
    case Scope::kKey:
      return absl::string_view();
    case Scope::kSiteOrOwn:
      return absl::string_view(TextAt(request, access.field, scratch));
    case Scope::kSite:
    case Scope::kItems: {
      const absl::string_view site = TextAt(request, access.field, scratch);
      if (site.empty()) {
        return BadField(access.field, "must be a site's id, as \"daily-news\"");
      }
      return site;
    }
    case Scope::kName: {
      absl::string_view name = TextAt(request, access.field, scratch);
      constexpr absl::string_view kPrefix = "sites/";
      if (name.substr(0, kPrefix.size()) != kPrefix) {
        return BadField(access.field, "must be a name that begins sites/SITE");
      }
      name.remove_prefix(kPrefix.size());
      return name.substr(0, name.find('/'));
    }
  }
  return absl::InternalError("a scope without a rule");
}

absl::Status CheckSite(const Principal& principal, absl::string_view site) {
  if (principal.site == site || principal.site == "*") return absl::OkStatus();
  return absl::PermissionDeniedError(
      "this key is for another site; use a key of the site you name");
}

absl::Status CheckRole(const Principal& principal, const Access& access) {
  if (RankOf(principal.role) < RankOf(access.role)) {
    return absl::PermissionDeniedError(
        absl::StrCat("this call needs ", RoleName(access.role), " key, and ",
                     "this is ", RoleName(principal.role)));
  }
  if (access.scope == Scope::kAllSites && principal.site != "*") {
    return absl::PermissionDeniedError(
        "this call needs an operator's key for all sites");
  }
  return absl::OkStatus();
}

}  // namespace winnow
