// The unary methods that Client::Call() knows, with the types that belong to
// each. A test compares every line with the protos.
//
//   absl::StatusOr<v1::Thread> thread = client.Call(kGetThread, request);

#ifndef WINNOW_CLIENTS_CPP_METHODS_H_
#define WINNOW_CLIENTS_CPP_METHODS_H_

#include "winnow/v1/analysis_service.pb.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/feed_service.pb.h"
#include "winnow/v1/moderation_service.pb.h"
#include "winnow/v1/site_service.pb.h"

namespace winnow {

// One unary method.
template <typename RequestType, typename ResponseType>
struct Method {
  using Request = RequestType;
  using Response = ResponseType;

  // `/winnow.v1.SERVICE/METHOD`.
  const char* path;
  // May be sent again though the first one might have been done: it reads,
  // winnowd knows its request_id again, or twice is the same as once.
  bool repeatable = true;
  // An empty `site` has a meaning of its own and must not be filled in.
  bool site_may_be_empty = false;
};

// A write that winnowd would do a second time: after a lost answer the caller
// looks what was done.
inline constexpr bool kOnce = false;

inline constexpr Method<v1::SubmitCommentRequest, v1::SubmitCommentResponse>
    kSubmitComment{"/winnow.v1.CommentService/SubmitComment"};
inline constexpr Method<v1::GetCommentRequest, v1::Comment> kGetComment{
    "/winnow.v1.CommentService/GetComment"};
inline constexpr Method<v1::ListCommentsRequest, v1::ListCommentsResponse>
    kListComments{"/winnow.v1.CommentService/ListComments"};
inline constexpr Method<v1::CountCommentsRequest, v1::CountCommentsResponse>
    kCountComments{"/winnow.v1.CommentService/CountComments"};

inline constexpr Method<v1::UpdateCommentRequest, v1::Comment> kUpdateComment{
    "/winnow.v1.CommentService/UpdateComment", kOnce};
inline constexpr Method<v1::WithdrawCommentRequest, v1::Comment>
    kWithdrawComment{"/winnow.v1.CommentService/WithdrawComment"};
inline constexpr Method<v1::GetStatusRequest, v1::CommentStatus> kGetStatus{
    "/winnow.v1.CommentService/GetStatus"};
inline constexpr Method<v1::AppealCommentRequest, v1::CommentStatus>
    kAppealComment{"/winnow.v1.CommentService/AppealComment", kOnce};

inline constexpr Method<v1::ReportCommentRequest, v1::ReportCommentResponse>
    kReportComment{"/winnow.v1.CommentService/ReportComment"};

inline constexpr Method<v1::ListEventsRequest, v1::ListEventsResponse>
    kListEvents{"/winnow.v1.FeedService/ListEvents"};
inline constexpr Method<v1::AcknowledgeEventsRequest, v1::Subscription>
    kAcknowledgeEvents{"/winnow.v1.FeedService/AcknowledgeEvents"};
inline constexpr Method<v1::UpdateSubscriptionRequest, v1::Subscription>
    kUpdateSubscription{"/winnow.v1.FeedService/UpdateSubscription"};
inline constexpr Method<v1::DeleteSubscriptionRequest, google::protobuf::Empty>
    kDeleteSubscription{"/winnow.v1.FeedService/DeleteSubscription", kOnce};
inline constexpr Method<v1::ListSubscriptionsRequest,
                        v1::ListSubscriptionsResponse>
    kListSubscriptions{"/winnow.v1.FeedService/ListSubscriptions"};

inline constexpr Method<v1::SearchCommentsRequest, v1::SearchCommentsResponse>
    kSearchComments{"/winnow.v1.ModerationService/SearchComments"};
inline constexpr Method<v1::GetModeratedCommentRequest, v1::ModeratedComment>
    kGetModeratedComment{"/winnow.v1.ModerationService/GetComment"};
inline constexpr Method<v1::SummarizeQueueRequest, v1::SummarizeQueueResponse>
    kSummarizeQueue{"/winnow.v1.ModerationService/SummarizeQueue"};
inline constexpr Method<v1::VerifyQueueRequest, v1::VerifyQueueResponse>
    kVerifyQueue{"/winnow.v1.ModerationService/VerifyQueue"};
inline constexpr Method<v1::LeaseNextRequest, v1::LeaseNextResponse> kLeaseNext{
    "/winnow.v1.ModerationService/LeaseNext", kOnce};
inline constexpr Method<v1::RenewLeaseRequest, v1::Lease> kRenewLease{
    "/winnow.v1.ModerationService/RenewLease"};
inline constexpr Method<v1::ReleaseLeaseRequest, google::protobuf::Empty>
    kReleaseLease{"/winnow.v1.ModerationService/ReleaseLease"};
inline constexpr Method<v1::StealLeaseRequest, v1::Lease> kStealLease{
    "/winnow.v1.ModerationService/StealLease"};
inline constexpr Method<v1::ListLeasesRequest, v1::ListLeasesResponse>
    kListLeases{"/winnow.v1.ModerationService/ListLeases"};
inline constexpr Method<v1::ApproveCommentRequest, v1::ModeratedComment>
    kApproveComment{"/winnow.v1.ModerationService/ApproveComment", kOnce};
inline constexpr Method<v1::RejectCommentRequest, v1::ModeratedComment>
    kRejectComment{"/winnow.v1.ModerationService/RejectComment", kOnce};
inline constexpr Method<v1::MarkSpamRequest, v1::ModeratedComment> kMarkSpam{
    "/winnow.v1.ModerationService/MarkSpam", kOnce};
inline constexpr Method<v1::BatchDecideRequest, v1::BatchDecideResponse>
    kBatchDecide{"/winnow.v1.ModerationService/BatchDecide", kOnce};
inline constexpr Method<v1::UndoDecisionRequest, v1::UndoDecisionResponse>
    kUndoDecision{"/winnow.v1.ModerationService/UndoDecision", kOnce};
inline constexpr Method<v1::RescreenCommentsRequest,
                        v1::RescreenCommentsResponse>
    kRescreenComments{"/winnow.v1.ModerationService/RescreenComments", kOnce};
inline constexpr Method<v1::ListSimilarRequest, v1::ListSimilarResponse>
    kListSimilar{"/winnow.v1.ModerationService/ListSimilar"};
inline constexpr Method<v1::ListReportsRequest, v1::ListReportsResponse>
    kListReports{"/winnow.v1.ModerationService/ListReports"};
inline constexpr Method<v1::AddNoteRequest, v1::ModeratedComment> kAddNote{
    "/winnow.v1.ModerationService/AddNote", kOnce};
inline constexpr Method<v1::UpdateTagsRequest, v1::ModeratedComment>
    kUpdateTags{"/winnow.v1.ModerationService/UpdateTags"};
inline constexpr Method<v1::FeatureCommentRequest, v1::ModeratedComment>
    kFeatureComment{"/winnow.v1.ModerationService/FeatureComment", kOnce};
inline constexpr Method<v1::RevealEmailRequest, v1::RevealEmailResponse>
    kRevealEmail{"/winnow.v1.ModerationService/RevealEmail", kOnce};
inline constexpr Method<v1::GetHistoryRequest, v1::GetHistoryResponse>
    kGetHistory{"/winnow.v1.ModerationService/GetHistory"};
inline constexpr Method<v1::VerifyAuditRequest, v1::VerifyAuditResponse>
    kVerifyAudit{"/winnow.v1.ModerationService/VerifyAudit"};
inline constexpr Method<v1::GetAuditHeadRequest, v1::AuditHead> kGetAuditHead{
    "/winnow.v1.ModerationService/GetAuditHead"};
inline constexpr Method<v1::CreateBanRequest, v1::CreateBanResponse> kCreateBan{
    "/winnow.v1.ModerationService/CreateBan"};
inline constexpr Method<v1::ListBansRequest, v1::ListBansResponse> kListBans{
    "/winnow.v1.ModerationService/ListBans"};
inline constexpr Method<v1::DeleteBanRequest, google::protobuf::Empty>
    kDeleteBan{"/winnow.v1.ModerationService/DeleteBan"};
inline constexpr Method<v1::GetStatsRequest, v1::GetStatsResponse> kGetStats{
    "/winnow.v1.ModerationService/GetStats"};
inline constexpr Method<v1::GetRuleStatsRequest, v1::GetRuleStatsResponse>
    kGetRuleStats{"/winnow.v1.ModerationService/GetRuleStats"};
inline constexpr Method<v1::GetCalibrationRequest, v1::GetCalibrationResponse>
    kGetCalibration{"/winnow.v1.ModerationService/GetCalibration"};

inline constexpr Method<v1::AnalyzeTextRequest, v1::AnalyzeTextResponse>
    kAnalyzeText{"/winnow.v1.AnalysisService/AnalyzeText"};
inline constexpr Method<v1::SubmitFeedbackRequest, google::protobuf::Empty>
    kSubmitFeedback{"/winnow.v1.AnalysisService/SubmitFeedback", kOnce};

inline constexpr Method<v1::CreateSiteRequest, v1::Site> kCreateSite{
    "/winnow.v1.SiteService/CreateSite", kOnce, true};
inline constexpr Method<v1::GetSiteRequest, v1::Site> kGetSite{
    "/winnow.v1.SiteService/GetSite"};
inline constexpr Method<v1::ListSitesRequest, v1::ListSitesResponse> kListSites{
    "/winnow.v1.SiteService/ListSites"};
inline constexpr Method<v1::UpdateSiteRequest, v1::Site> kUpdateSite{
    "/winnow.v1.SiteService/UpdateSite", kOnce};
inline constexpr Method<v1::GetThreadRequest, v1::Thread> kGetThread{
    "/winnow.v1.SiteService/GetThread"};
inline constexpr Method<v1::ListThreadsRequest, v1::ListThreadsResponse>
    kListThreads{"/winnow.v1.SiteService/ListThreads"};
inline constexpr Method<v1::MoveThreadRequest, v1::Thread> kMoveThread{
    "/winnow.v1.SiteService/MoveThread", kOnce};
inline constexpr Method<v1::UpdateThreadRequest, v1::Thread> kUpdateThread{
    "/winnow.v1.SiteService/UpdateThread", kOnce};
inline constexpr Method<v1::CreateKeyRequest, v1::CreateKeyResponse> kCreateKey{
    "/winnow.v1.SiteService/CreateKey", kOnce};
inline constexpr Method<v1::ListKeysRequest, v1::ListKeysResponse> kListKeys{
    "/winnow.v1.SiteService/ListKeys", true, true};
inline constexpr Method<v1::RevokeKeyRequest, v1::ApiKey> kRevokeKey{
    "/winnow.v1.SiteService/RevokeKey", kOnce};
inline constexpr Method<v1::RotateKeyRequest, v1::RotateKeyResponse> kRotateKey{
    "/winnow.v1.SiteService/RotateKey", kOnce};
inline constexpr Method<v1::WhoAmIRequest, v1::WhoAmIResponse> kWhoAmI{
    "/winnow.v1.SiteService/WhoAmI"};
inline constexpr Method<v1::GetPolicyRequest, v1::GetPolicyResponse> kGetPolicy{
    "/winnow.v1.SiteService/GetPolicy"};
inline constexpr Method<v1::ApplyPolicyRequest, v1::ApplyPolicyResponse>
    kApplyPolicy{"/winnow.v1.SiteService/ApplyPolicy"};
inline constexpr Method<v1::SetShadowPolicyRequest, v1::SetShadowPolicyResponse>
    kSetShadowPolicy{"/winnow.v1.SiteService/SetShadowPolicy"};
inline constexpr Method<v1::GetShadowReportRequest, v1::ShadowReport>
    kGetShadowReport{"/winnow.v1.SiteService/GetShadowReport"};
inline constexpr Method<v1::RollbackPolicyRequest, v1::ApplyPolicyResponse>
    kRollbackPolicy{"/winnow.v1.SiteService/RollbackPolicy"};
inline constexpr Method<v1::ListPolicyRevisionsRequest,
                        v1::ListPolicyRevisionsResponse>
    kListPolicyRevisions{"/winnow.v1.SiteService/ListPolicyRevisions"};
inline constexpr Method<v1::ListTermListsRequest, v1::ListTermListsResponse>
    kListTermLists{"/winnow.v1.SiteService/ListTermLists"};
inline constexpr Method<v1::ListTermsRequest, v1::ListTermsResponse> kListTerms{
    "/winnow.v1.SiteService/ListTerms"};
inline constexpr Method<v1::AddTermsRequest, v1::TermListSummary> kAddTerms{
    "/winnow.v1.SiteService/AddTerms"};
inline constexpr Method<v1::RemoveTermsRequest, v1::TermListSummary>
    kRemoveTerms{"/winnow.v1.SiteService/RemoveTerms"};
inline constexpr Method<v1::GetAdapterRequest, v1::Adapter> kGetAdapter{
    "/winnow.v1.SiteService/GetAdapter"};
inline constexpr Method<v1::ResetAdapterRequest, v1::Adapter> kResetAdapter{
    "/winnow.v1.SiteService/ResetAdapter", kOnce};
inline constexpr Method<v1::EraseAuthorRequest, v1::EraseAuthorResponse>
    kEraseAuthor{"/winnow.v1.SiteService/EraseAuthor"};
inline constexpr Method<v1::RotateDataKeyRequest, v1::RotateDataKeyResponse>
    kRotateDataKey{"/winnow.v1.SiteService/RotateDataKey", kOnce};
inline constexpr Method<v1::RotateMasterKeyRequest, v1::RotateMasterKeyResponse>
    kRotateMasterKey{"/winnow.v1.SiteService/RotateMasterKey"};
inline constexpr Method<v1::GetSystemStatusRequest, v1::SystemStatus>
    kGetSystemStatus{"/winnow.v1.SiteService/GetSystemStatus", true, true};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_METHODS_H_
