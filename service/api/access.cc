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
constexpr bool kReveals = true;

constexpr absl::string_view kComments = "winnow.v1.CommentService";
constexpr absl::string_view kFeed = "winnow.v1.FeedService";
constexpr absl::string_view kModeration = "winnow.v1.ModerationService";
constexpr absl::string_view kAnalysis = "winnow.v1.AnalysisService";
constexpr absl::string_view kSites = "winnow.v1.SiteService";

// clang-format off
constexpr Access kTable[] = {
    {kComments, "SubmitComment", "site", kSite, Scope::kSite, kServed},
    {kComments, "SubmitComments", "comment.site", kSite, Scope::kItems, kServed},
    {kComments, "GetComment", "name", kSite, Scope::kName, kServed},
    {kComments, "ListComments", "site", kSite, Scope::kSite, kServed},
    {kComments, "CountComments", "site", kSite, Scope::kSite, kServed},
    {kComments, "UpdateComment", "name", kSite, Scope::kName, kServed},
    {kComments, "WithdrawComment", "name", kSite, Scope::kName, kServed},
    {kComments, "GetStatus", "name", kSite, Scope::kName, kServed},
    {kComments, "AppealComment", "name", kSite, Scope::kName, kServed},
    {kComments, "ReportComment", "name", kSite, Scope::kName, kServed},

    {kFeed, "StreamEvents", "site", kSite, Scope::kSite, kServed},
    {kFeed, "ListEvents", "site", kSite, Scope::kSite, kServed},
    {kFeed, "AcknowledgeEvents", "site", kSite, Scope::kSite, kServed},
    {kFeed, "ListSubscriptions", "site", kSite, Scope::kSite, kServed},
    {kFeed, "UpdateSubscription", "subscription.name", kSite, Scope::kName, kServed},
    {kFeed, "DeleteSubscription", "name", kSite, Scope::kName, kServed},

    {kModeration, "SearchComments", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "GetComment", "name", kModerator, Scope::kName, kServed},
    {kModeration, "SummarizeQueue", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "WatchQueue", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "VerifyQueue", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "LeaseNext", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "RenewLease", "name", kModerator, Scope::kName, kServed},
    {kModeration, "ReleaseLease", "name", kModerator, Scope::kName, kServed},
    {kModeration, "StealLease", "name", kModerator, Scope::kName, kServed},
    {kModeration, "ListLeases", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "ApproveComment", "name", kModerator, Scope::kName, kServed},
    {kModeration, "RejectComment", "name", kModerator, Scope::kName, kServed},
    {kModeration, "MarkSpam", "name", kModerator, Scope::kName, kServed},
    {kModeration, "BatchDecide", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "UndoDecision", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "RescreenComments", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "EditComment", "name", kModerator, Scope::kName, kServed},
    {kModeration, "ListSimilar", "name", kModerator, Scope::kName, kServed},
    {kModeration, "ListReports", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "GetHistory", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "VerifyAudit", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "GetAuditHead", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "AddNote", "name", kModerator, Scope::kName, kServed},
    {kModeration, "UpdateTags", "name", kModerator, Scope::kName, kServed},
    {kModeration, "FeatureComment", "name", kModerator, Scope::kName, kServed},
    {kModeration, "RevealEmail", "name", kModerator, Scope::kName, kServed, kReveals},
    {kModeration, "CreateBan", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "ListBans", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "DeleteBan", "name", kModerator, Scope::kName, kServed},
    {kModeration, "GetStats", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "GetRuleStats", "site", kModerator, Scope::kSite, kServed},
    {kModeration, "GetCalibration", "site", kModerator, Scope::kSite, kServed},

    {kAnalysis, "AnalyzeText", "site", kSite, Scope::kSiteOrOwn, kServed},
    {kAnalysis, "AnalyzeTexts", "text.site", kSite, Scope::kItems, kServed},
    {kAnalysis, "SubmitFeedback", "site", kSite, Scope::kSiteOrOwn, kServed},

    {kSites, "CreateSite", "", kOperator, Scope::kAllSites, kServed},
    {kSites, "GetSite", "name", kSite, Scope::kName, kServed},
    {kSites, "ListSites", "", kOperator, Scope::kCaller, kServed},
    {kSites, "UpdateSite", "site.name", kOperator, Scope::kName, kServed},
    {kSites, "GetThread", "site", kSite, Scope::kSite, kServed},
    {kSites, "ListThreads", "site", kSite, Scope::kSite, kServed},
    {kSites, "UpdateThread", "site", kSite, Scope::kSite, kServed},
    {kSites, "MoveThread", "site", kModerator, Scope::kSite, kServed},
    {kSites, "CreateKey", "key.site", kOperator, Scope::kSite, kServed},
    {kSites, "ListKeys", "site", kOperator, Scope::kSiteOrOwn, kServed},
    {kSites, "UpdateKey", "key.name", kOperator, Scope::kKey, kLater},
    {kSites, "RevokeKey", "name", kOperator, Scope::kKey, kServed},
    {kSites, "RotateKey", "name", kOperator, Scope::kKey, kServed},
    {kSites, "WhoAmI", "", kSite, Scope::kCaller, kServed},
    {kSites, "GetPolicy", "site", kModerator, Scope::kSite, kServed},
    {kSites, "ApplyPolicy", "site", kOperator, Scope::kSite, kServed},
    {kSites, "ReplayPolicy", "site", kOperator, Scope::kSite, kServed},
    {kSites, "SetShadowPolicy", "site", kOperator, Scope::kSite, kServed},
    {kSites, "GetShadowReport", "site", kModerator, Scope::kSite, kServed},
    {kSites, "ListPolicyRevisions", "site", kModerator, Scope::kSite, kServed},
    {kSites, "RollbackPolicy", "site", kOperator, Scope::kSite, kServed},
    {kSites, "ListTermLists", "site", kModerator, Scope::kSite, kServed},
    {kSites, "ListTerms", "name", kModerator, Scope::kName, kServed},
    {kSites, "AddTerms", "name", kModerator, Scope::kName, kServed},
    {kSites, "RemoveTerms", "name", kModerator, Scope::kName, kServed},
    {kSites, "ImportTerms", "name", kModerator, Scope::kName, kServed},
    {kSites, "GetAdapter", "name", kOperator, Scope::kName, kServed},
    {kSites, "ResetAdapter", "name", kOperator, Scope::kName, kServed},
    {kSites, "ExportAdapter", "name", kOperator, Scope::kName, kServed},
    {kSites, "ImportComments", "comment.site", kOperator, Scope::kItems, kServed},
    {kSites, "ExportComments", "site", kOperator, Scope::kSite, kServed},
    {kSites, "ExportDecisions", "site", kOperator, Scope::kSite, kServed},
    {kSites, "EraseAuthor", "site", kOperator, Scope::kSite, kServed},
    {kSites, "ExportAuthor", "site", kOperator, Scope::kSite, kServed, kReveals},
    {kSites, "RotateDataKey", "site", kOperator, Scope::kSite, kServed},
    {kSites, "RotateMasterKey", "", kOperator, Scope::kAllSites, kServed},
    {kSites, "GetSystemStatus", "site", kSite, Scope::kSiteOrOwn, kServed},
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

// Methods that look at a key's sections, or show no comment at all.
bool KeepsToSections(const Access& access) {
  // A ban holds in all sections, what verifying finds lies in any, and rules
  // are judged by all.
  if (access.method == "CreateBan" || access.method == "DeleteBan" ||
      access.method == "ListBans" || access.method == "VerifyQueue" ||
      access.method == "GetRuleStats" || access.method == "GetCalibration") {
    return false;
  }
  return access.service == kModeration ||
         (access.service == kSites &&
          (access.method == "WhoAmI" || access.method == "GetSite" ||
           access.method == "GetSystemStatus"));
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

CallClass ClassOf(const Access& access) {
  // They move many comments and can wait; nobody sits before a screen for them.
  constexpr absl::string_view kBulk[] = {
      "ReplayPolicy",    "ImportTerms",   "ImportComments", "ExportComments",
      "ExportDecisions", "ExportAdapter", "ExportAuthor"};
  if (access.service == kAnalysis) return CallClass::kBulk;
  if (access.service == kComments) return CallClass::kSubmission;
  if (access.service != kSites) return CallClass::kModeration;
  for (const absl::string_view method : kBulk) {
    if (access.method == method) return CallClass::kBulk;
  }
  // What pages ask about their site and threads. Who calls, and how the system
  // is, must be answered most of all when it is overloaded.
  const bool is_of_pages = access.role == kSite && access.method != "WhoAmI" &&
                           access.method != "GetSystemStatus";
  return is_of_pages ? CallClass::kSubmission : CallClass::kModeration;
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
  if (!principal.sections.empty() && !KeepsToSections(access)) {
    return absl::PermissionDeniedError(
        "this key is limited to some sections of its site, and this call is "
        "about all of them; use a key without sections");
  }
  if (RankOf(principal.role) < RankOf(access.role)) {
    return absl::PermissionDeniedError(
        absl::StrCat("this call needs ", RoleName(access.role), " key, and ",
                     "this is ", RoleName(principal.role)));
  }
  if (access.reveals && !MayRevealEmails(principal)) {
    return absl::PermissionDeniedError(
        "this call shows an address and needs a key with the permission "
        "REVEAL_EMAIL; have one made with winnow key create --reveal-email");
  }
  if (access.scope == Scope::kAllSites && principal.site != "*") {
    return absl::PermissionDeniedError(
        "this call needs an operator's key for all sites");
  }
  return absl::OkStatus();
}

}  // namespace winnow
