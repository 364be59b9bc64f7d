#include "clients/cpp/methods.h"

#include <google/protobuf/descriptor.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

template <typename Method>
void ExpectAsInTheProtos(const Method& method) {
  absl::string_view path = method.path;
  ASSERT_TRUE(absl::ConsumePrefix(&path, "/")) << method.path;
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          absl::StrReplaceAll(path, {{"/", "."}}));
  ASSERT_NE(found, nullptr) << method.path;
  EXPECT_EQ(found->input_type(), Method::Request::descriptor()) << method.path;
  EXPECT_EQ(found->output_type(), Method::Response::descriptor())
      << method.path;
  EXPECT_FALSE(found->client_streaming() || found->server_streaming())
      << method.path;
}

// Whether winnowd does it only once though it comes twice.
bool IsSafeTwice(absl::string_view path) {
  const absl::string_view name = path.substr(path.rfind('/') + 1);
  for (absl::string_view reading :
       {"Get", "List", "Search", "Count", "Summarize", "Analyze", "Verify",
        "WhoAmI"}) {
    if (absl::StartsWith(name, reading)) return true;
  }
  return name == "SubmitComment" || name == "AcknowledgeEvents" ||
         name == "ApplyPolicy" || name == "RollbackPolicy" ||
         name == "CreateBan" || name == "DeleteBan" ||
         name == "SetShadowPolicy" || name == "AddTerms" ||
         name == "RemoveTerms" || name == "RenewLease" ||
         name == "ReleaseLease" || name == "StealLease" ||
         name == "UpdateTags" || name == "UpdateSubscription" ||
         name == "WithdrawComment";
}

template <typename Method>
void ExpectRepeatableIfSafeTwice(const Method& method) {
  EXPECT_EQ(method.repeatable, IsSafeTwice(method.path)) << method.path;
}

// Calls `check` with every method.
template <typename Check>
void OnAll(Check check) {
  check(kSubmitComment, kGetComment, kListComments, kCountComments,
        kUpdateComment, kWithdrawComment, kGetStatus, kAppealComment,
        kListEvents, kAcknowledgeEvents, kListSubscriptions,
        kUpdateSubscription, kSearchComments, kGetModeratedComment,
        kSummarizeQueue, kVerifyQueue, kLeaseNext, kRenewLease, kReleaseLease,
        kStealLease, kListLeases, kApproveComment, kRejectComment, kMarkSpam,
        kBatchDecide, kUndoDecision, kAddNote, kUpdateTags, kFeatureComment,
        kGetHistory, kVerifyAudit, kGetAuditHead, kCreateBan, kListBans,
        kDeleteBan, kGetStats, kGetRuleStats, kGetCalibration, kAnalyzeText,
        kSubmitFeedback, kCreateSite, kGetSite, kListSites, kUpdateSite,
        kGetThread, kListThreads, kMoveThread, kUpdateThread, kCreateKey,
        kListKeys, kRevokeKey, kWhoAmI, kGetPolicy, kApplyPolicy,
        kRollbackPolicy, kSetShadowPolicy, kGetShadowReport, kRescreenComments,
        kListPolicyRevisions, kListTermLists, kListTerms, kAddTerms,
        kRemoveTerms, kGetAdapter, kResetAdapter, kGetSystemStatus);
}

// A file that has only a service is linked when somebody names its table.
const void* const kServiceFiles[] = {
    &descriptor_table_winnow_2fv1_2fmoderation_5fservice_2eproto,
    &descriptor_table_winnow_2fv1_2fsite_5fservice_2eproto,
};

TEST(Methods, AreThoseOfTheProtosWithTheirTypes) {
  for (const void* file : kServiceFiles) ASSERT_NE(file, nullptr);
  OnAll([](const auto&... methods) { (ExpectAsInTheProtos(methods), ...); });
}

TEST(Methods, AreRepeatedOnlyWhenTwiceIsAsGoodAsOnce) {
  OnAll([](const auto&... methods) {
    (ExpectRepeatableIfSafeTwice(methods), ...);
  });
}

}  // namespace
}  // namespace winnow
