#include "service/api/access.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/status_matchers.h"
#include "winnow/v1/analysis_service.pb.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/feed_service.pb.h"
#include "winnow/v1/moderation_service.pb.h"
#include "winnow/v1/site_service.pb.h"

namespace winnow {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

// Every method of every file of winnow.v1 that declares a service.
std::vector<const MethodDescriptor*> EveryMethod() {
  // Named, so that the linker takes them.
  EXPECT_NE(v1::SubmitCommentRequest::descriptor(), nullptr);
  EXPECT_NE(v1::StreamEventsRequest::descriptor(), nullptr);
  EXPECT_NE(v1::AnalyzeTextRequest::descriptor(), nullptr);
  EXPECT_EQ(DescriptorOf(AccessTable()[0]).name(), "SubmitComment");
  std::vector<const MethodDescriptor*> methods;
  for (const char* file :
       {"comment_service", "feed_service", "moderation_service",
        "analysis_service", "site_service"}) {
    const auto* found = DescriptorPool::generated_pool()->FindFileByName(
        std::string("winnow/v1/") + file + ".proto");
    EXPECT_NE(found, nullptr) << file;
    for (int s = 0; s < found->service_count(); ++s) {
      for (int m = 0; m < found->service(s)->method_count(); ++m) {
        methods.push_back(found->service(s)->method(m));
      }
    }
  }
  return methods;
}

Principal Who(Role role, const std::string& site) {
  Principal principal;
  principal.role = role;
  principal.site = site;
  return principal;
}

// Served<> numbers methods by their place in the table.
TEST(Access, ListsEveryMethodOfTheProtosInTheirOrder) {
  const auto methods = EveryMethod();
  const auto table = AccessTable();
  ASSERT_EQ(table.size(), methods.size());
  for (size_t i = 0; i < methods.size(); ++i) {
    EXPECT_EQ(table[i].service, methods[i]->service()->full_name());
    EXPECT_EQ(table[i].method, methods[i]->name());
  }
}

TEST(Access, NamesFieldsThatTheRequestsHave) {
  for (const MethodDescriptor* method : EveryMethod()) {
    const Access* row =
        FindAccess("/" + method->service()->full_name() + "/" + method->name());
    ASSERT_NE(row, nullptr);
    std::string path(row->field);
    const auto* message = method->input_type();
    while (!path.empty()) {
      const size_t dot = path.find('.');
      const auto* field = message->FindFieldByName(path.substr(0, dot));
      ASSERT_NE(field, nullptr) << method->full_name() << " " << row->field;
      if (dot == std::string::npos) {
        EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING);
        break;
      }
      message = field->message_type();
      path = path.substr(dot + 1);
    }
    // A request that names a site must have it checked.
    if (method->input_type()->FindFieldByName("site") != nullptr &&
        method->input_type()->FindFieldByName("site")->type() ==
            FieldDescriptor::TYPE_STRING) {
      EXPECT_TRUE(row->field == "site" || row->scope == Scope::kAllSites)
          << method->full_name();
    }
  }
}

TEST(Access, KnowsNoOtherMethod) {
  for (const char* path :
       {"", "/", "/winnow.v1.CommentService/", "SubmitComment",
        "/winnow.v1.CommentService/submitcomment",
        "/winnow.v2.CommentService/SubmitComment"}) {
    EXPECT_EQ(FindAccess(path), nullptr) << path;
  }
}

TEST(Access, LetsEachRoleDoWhatTheOnesBeforeItMay) {
  const Role roles[] = {Role::kSite, Role::kModerator, Role::kOperator};
  for (const Access& row : AccessTable()) {
    bool allowed_before = false;
    for (const Role role : roles) {
      Principal who = Who(role, "*");
      who.permissions = {kRevealEmailPermission};
      const bool allowed = CheckRole(who, row).ok();
      EXPECT_TRUE(allowed || !allowed_before) << row.method;
      allowed_before = allowed;
    }
    EXPECT_TRUE(allowed_before) << row.method << ": operators may do all";
  }
}

TEST(Access, ShowsAddressesToNoRoleWithoutThePermission) {
  for (const char* path : {"/winnow.v1.ModerationService/RevealEmail",
                           "/winnow.v1.SiteService/ExportAuthor"}) {
    const Access& row = *FindAccess(path);
    EXPECT_TRUE(row.reveals);
    Principal who = Who(Role::kOperator, "*");
    who.trusted = true;
    EXPECT_THAT(CheckRole(who, row),
                StatusIs(absl::StatusCode::kPermissionDenied,
                         testing::HasSubstr("REVEAL_EMAIL")));
    who.permissions = {"something else"};
    EXPECT_THAT(CheckRole(who, row),
                StatusIs(absl::StatusCode::kPermissionDenied));
    who.permissions.push_back(kRevealEmailPermission);
    EXPECT_THAT(CheckRole(who, row), IsOk());
  }
}

TEST(Access, KeepsWhatIsForAllSitesFromOperatorsOfOne) {
  const Access& create = *FindAccess("/winnow.v1.SiteService/CreateSite");
  EXPECT_THAT(CheckRole(Who(Role::kOperator, "*"), create), IsOk());
  EXPECT_THAT(CheckRole(Who(Role::kOperator, "daily"), create),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(Access, KeepsAKeyOfSomeSectionsFromWhatDoesNotHeedThem) {
  Principal who = Who(Role::kModerator, "daily");
  who.sections = {"sport"};
  who.permissions = {kRevealEmailPermission};
  for (const Access& row : AccessTable()) {
    const bool about_all =
        row.method == "CreateBan" || row.method == "DeleteBan" ||
        row.method == "ListBans" || row.method == "VerifyQueue" ||
        row.method == "GetRuleStats" || row.method == "GetCalibration";
    const bool heeds =
        (row.service == "winnow.v1.ModerationService" && !about_all) ||
        row.method == "WhoAmI" || row.method == "GetSite" ||
        row.method == "GetSystemStatus";
    const absl::Status status = CheckRole(who, row);
    EXPECT_EQ(status.code(), heeds ? absl::StatusCode::kOk
                                   : absl::StatusCode::kPermissionDenied)
        << row.service << " " << row.method;
  }
}

TEST(Access, SaysTheSameOfASiteThatExistsAndOneThatDoesNot) {
  const Principal who = Who(Role::kModerator, "daily");
  EXPECT_THAT(CheckSite(who, "daily"), IsOk());
  const absl::Status other = CheckSite(who, "weekly");
  EXPECT_EQ(other.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(other, CheckSite(who, "nowhere"));
  EXPECT_THAT(CheckSite(who, "*"),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(CheckSite(who, ""),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(Access, FindsTheSiteWhereTheTableSays) {
  v1::SubmitCommentRequest submit;
  submit.set_site("daily");
  EXPECT_THAT(
      SiteOf(*FindAccess("/winnow.v1.CommentService/SubmitComment"), submit),
      IsOkAndHolds(absl::string_view("daily")));
  v1::GetCommentRequest get;
  get.set_name("sites/daily/comments/x");
  EXPECT_THAT(SiteOf(*FindAccess("/winnow.v1.CommentService/GetComment"), get),
              IsOkAndHolds(absl::string_view("daily")));
  v1::UpdateSiteRequest update;
  update.mutable_site()->set_name("sites/daily");
  EXPECT_THAT(SiteOf(*FindAccess("/winnow.v1.SiteService/UpdateSite"), update),
              IsOkAndHolds(absl::string_view("daily")));
}

TEST(Access, RefusesARequestThatNamesNoSite) {
  EXPECT_THAT(SiteOf(*FindAccess("/winnow.v1.CommentService/SubmitComment"),
                     v1::SubmitCommentRequest()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* name : {"", "sites", "site/daily", "comments/x"}) {
    v1::GetCommentRequest get;
    get.set_name(name);
    EXPECT_THAT(
        SiteOf(*FindAccess("/winnow.v1.CommentService/GetComment"), get),
        StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

}  // namespace
}  // namespace winnow
