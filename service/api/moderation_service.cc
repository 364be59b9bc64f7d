#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>

#include "service/api/ban_admin.h"
#include "service/api/batch_changes.h"
#include "service/api/batch_decide.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/history_pages.h"
#include "service/api/mark_methods.h"
#include "service/api/names.h"
#include "service/api/queue_summary.h"
#include "service/api/reveal_email.h"
#include "service/api/search_comments.h"
#include "service/api/sections.h"
#include "service/api/services.h"
#include "service/api/stats_methods.h"
#include "service/base/status_details.h"
#include "service/moderation/blind.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

class ModerationService final : public StatsMethods {
 public:
  ModerationService(Gate& gate, Moderation& moderation, Edits& edits,
                    Leases& leases, QueueStore& queue, Audit& audit,
                    EmailReveals& reveals, Marks& marks, Reports& reports,
                    Bans& bans, WatchParts watch, SiteFigures& figures)
      : StatsMethods(gate, moderation, marks, reports, leases, queue, watch,
                     figures),
        gate_(gate),
        moderation_(moderation),
        edits_(edits),
        audit_(audit),
        reveals_(reveals),
        reports_(reports),
        bans_(bans) {}

  grpc::ServerUnaryReactor* SearchComments(
      grpc::CallbackServerContext* context,
      const v1::SearchCommentsRequest* request,
      v1::SearchCommentsResponse* response) override {
    return gate_.RunBlocking(context, search_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::SearchComments(
                                   moderation_, who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* GetComment(
      grpc::CallbackServerContext* context,
      const v1::GetModeratedCommentRequest* request,
      v1::ModeratedComment* response) override {
    return gate_.RunBlocking(context, get_, *request,
                             [this, request, response](const Caller& who) {
                               return Get(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* SummarizeQueue(
      grpc::CallbackServerContext* context,
      const v1::SummarizeQueueRequest* request,
      v1::SummarizeQueueResponse* response) override {
    return gate_.RunBlocking(context, summarize_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::SummarizeQueue(
                                   moderation_, who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* ApproveComment(
      grpc::CallbackServerContext* context,
      const v1::ApproveCommentRequest* request,
      v1::ModeratedComment* response) override {
    return gate_.RunBlocking(context, approve_, *request,
                             [this, request, response](const Caller& who) {
                               return Decide(who, *request, State::kApproved,
                                             *response);
                             });
  }

  grpc::ServerUnaryReactor* RejectComment(
      grpc::CallbackServerContext* context,
      const v1::RejectCommentRequest* request,
      v1::ModeratedComment* response) override {
    return gate_.RunBlocking(
        context, reject_, *request,
        [this, request, response](const Caller& who) -> absl::Status {
          auto message = MessageToAuthor(request->message());
          if (!message.ok()) return message.status();
          return Decide(who, *request, State::kRejected, *response,
                        *std::move(message));
        });
  }

  grpc::ServerUnaryReactor* MarkSpam(grpc::CallbackServerContext* context,
                                     const v1::MarkSpamRequest* request,
                                     v1::ModeratedComment* response) override {
    return gate_.RunBlocking(
        context, spam_, *request, [this, request, response](const Caller& who) {
          return Decide(who, *request, State::kSpam, *response);
        });
  }

  grpc::ServerUnaryReactor* BatchDecide(
      grpc::CallbackServerContext* context,
      const v1::BatchDecideRequest* request,
      v1::BatchDecideResponse* response) override {
    return gate_.RunBlocking(context, batch_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::BatchDecide(moderation_, who,
                                                          *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* RevealEmail(
      grpc::CallbackServerContext* context,
      const v1::RevealEmailRequest* request,
      v1::RevealEmailResponse* response) override {
    return gate_.RunBlocking(context, reveal_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::RevealEmail(reveals_, moderation_,
                                                          who, *request,
                                                          *response);
                             });
  }

  grpc::ServerUnaryReactor* UndoDecision(
      grpc::CallbackServerContext* context,
      const v1::UndoDecisionRequest* request,
      v1::UndoDecisionResponse* response) override {
    return gate_.RunBlocking(context, undo_, *request,
                             [this, request, response](const Caller& who) {
                               return Undo(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* EditComment(
      grpc::CallbackServerContext* context,
      const v1::EditCommentRequest* request,
      v1::ModeratedComment* response) override {
    return gate_.RunBlocking(context, edit_, *request,
                             [this, request, response](const Caller& who) {
                               return Edit(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* RescreenComments(
      grpc::CallbackServerContext* context,
      const v1::RescreenCommentsRequest* request,
      v1::RescreenCommentsResponse* response) override {
    return gate_.RunBlocking(context, rescreen_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::RescreenComments(
                                   moderation_, who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* GetHistory(
      grpc::CallbackServerContext* context,
      const v1::GetHistoryRequest* request,
      v1::GetHistoryResponse* response) override {
    return gate_.RunBlocking(context, history_, *request,
                             [this, request, response](const Caller& who) {
                               return History(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* VerifyAudit(
      grpc::CallbackServerContext* context,
      const v1::VerifyAuditRequest* request,
      v1::VerifyAuditResponse* response) override {
    return gate_.RunBlocking(context, verify_audit_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::VerifyAudit(audit_, who, *request,
                                                          *response);
                             });
  }

  grpc::ServerUnaryReactor* GetAuditHead(grpc::CallbackServerContext* context,
                                         const v1::GetAuditHeadRequest* request,
                                         v1::AuditHead* response) override {
    return gate_.RunBlocking(
        context, audit_head_, *request, [this, response](const Caller& who) {
          return winnow::GetAuditHead(audit_, who, *response);
        });
  }

  grpc::ServerUnaryReactor* CreateBan(
      grpc::CallbackServerContext* context, const v1::CreateBanRequest* request,
      v1::CreateBanResponse* response) override {
    return gate_.RunBlocking(context, create_ban_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::CreateBan(bans_, who, *request,
                                                        *response);
                             });
  }

  grpc::ServerUnaryReactor* ListBans(grpc::CallbackServerContext* context,
                                     const v1::ListBansRequest* request,
                                     v1::ListBansResponse* response) override {
    return gate_.RunBlocking(context, list_bans_, *request,
                             [this, request, response](const Caller& who) {
                               return winnow::ListBans(bans_, who, *request,
                                                       *response);
                             });
  }

  grpc::ServerUnaryReactor* DeleteBan(
      grpc::CallbackServerContext* context, const v1::DeleteBanRequest* request,
      google::protobuf::Empty* /*response*/) override {
    return gate_.RunBlocking(context, delete_ban_, *request,
                             [this, request](const Caller& who) {
                               return winnow::DeleteBan(bans_, who, *request);
                             });
  }

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::ModerationService::service_full_name(), method);
  }

  // Reads a comment that the caller may see.
  absl::StatusOr<StoredComment> Read(const Caller& who,
                                     absl::string_view name) {
    const auto id = ParseCommentName(name, who.site, "name");
    if (!id.ok()) return id.status();
    auto stored = moderation_.Get(who.site, *id);
    if (!stored.ok()) return stored.status();
    absl::Status allowed = CheckSection(who.principal(), *stored);
    if (!allowed.ok()) return allowed;
    return stored;
  }

  absl::Status Get(const Caller& who,
                   const v1::GetModeratedCommentRequest& request,
                   v1::ModeratedComment& response) {
    auto stored = Read(who, request.name());
    if (!stored.ok()) return stored.status();
    if (stored->comment.parent) {
      auto parent = moderation_.Get(who.site, *stored->comment.parent);
      if (parent.ok()) {
        FillComment(std::move(parent->comment), who.site,
                    *response.mutable_parent_comment());
      }
    }
    if (IsBlind(*stored)) {
      FillModeratedComment(*std::move(stored), who.site, response);
      return absl::OkStatus();
    }
    const auto shadow = moderation_.ShadowState(who.site, *stored);
    if (!shadow.ok()) return shadow.status();
    if (request.include_score_details()) {
      const auto explained = moderation_.ExplainScores(who.site, *stored);
      if (!explained.ok()) return explained.status();
      FillScoreDetails(explained->scores, stored->hidden.verdict,
                       explained->model_revision,
                       {.body = stored->comment.body,
                        .display_name = stored->comment.display_name,
                        .website = stored->comment.website},
                       *response.mutable_screening());
    }
    FillModeratedComment(*std::move(stored), who.site, response);
    if (*shadow) {
      response.mutable_screening()->set_shadow_verdict(ToProto(**shadow));
    }
    return absl::OkStatus();
  }

  absl::Status Edit(const Caller& who, const v1::EditCommentRequest& request,
                    v1::ModeratedComment& response) {
    const auto etag = ParseEtag(request.etag());
    if (!etag.ok()) return etag.status();
    const auto seen = Read(who, request.name());
    if (!seen.ok()) return seen.status();
    EditRequest edit = {.site = who.site, .id = seen->comment.id};
    if (request.has_body()) edit.texts.body = request.body();
    if (request.has_display_name()) {
      edit.texts.display_name = request.display_name();
    }
    if (request.has_website()) edit.texts.website = request.website();
    edit.texts.request_id = request.request_id();
    edit.revision = *etag;
    edit.steals_lease = request.steal_lease();
    auto edited = edits_.ByModerator(std::move(edit), who.principal());
    if (!edited.ok()) return edited.status();
    FillModeratedComment(*std::move(edited), who.site, response);
    return absl::OkStatus();
  }

  template <typename Request>
  absl::Status Decide(const Caller& who, const Request& request, State to,
                      v1::ModeratedComment& response,
                      std::string message = "") {
    absl::Status valid = CheckReasonCode(request.reason_code());
    if (!valid.ok()) return valid;
    const auto etag = ParseEtag(request.etag());
    if (!etag.ok()) return etag.status();
    auto seen = Read(who, request.name());
    if (!seen.ok()) return seen.status();
    const Uuid id = seen->comment.id;
    auto decided = moderation_.Decide(
        {.site = who.site,
         .id = id,
         .to = to,
         .revision = *etag,
         .reason = request.reason_code(),
         .message = std::move(message),
         .batch = "",
         .lease = {request.lease_token(), request.steal_lease()}},
        who.principal(), *std::move(seen));
    if (!decided.ok()) return decided.status();
    FillModeratedComment(*std::move(decided), who.site, response);
    return absl::OkStatus();
  }

  absl::Status Undo(const Caller& who, const v1::UndoDecisionRequest& request,
                    v1::UndoDecisionResponse& response) {
    if (request.has_batch()) {
      return winnow::UndoBatch(moderation_, who, request, response);
    }
    const auto seen = Read(who, request.name());
    if (!seen.ok()) return seen.status();
    return UndoComment(moderation_, who, *seen, request, response);
  }

  absl::Status History(const Caller& who, const v1::GetHistoryRequest& request,
                       v1::GetHistoryResponse& response) {
    if (request.comment_name().empty()) {
      return ListSiteHistory(audit_, who, request, response);
    }
    const auto seen = Read(who, request.comment_name());
    if (!seen.ok()) return seen.status();
    return ListCommentHistory(moderation_, reports_, who, seen->comment.id,
                              request, response);
  }

  Gate& gate_;
  Moderation& moderation_;
  Edits& edits_;
  Audit& audit_;
  EmailReveals& reveals_;
  Reports& reports_;
  Bans& bans_;
  const Access& search_ = Row("SearchComments");
  const Access& get_ = Row("GetComment");
  const Access& summarize_ = Row("SummarizeQueue");
  const Access& approve_ = Row("ApproveComment");
  const Access& reject_ = Row("RejectComment");
  const Access& spam_ = Row("MarkSpam");
  const Access& batch_ = Row("BatchDecide");
  const Access& rescreen_ = Row("RescreenComments");
  const Access& edit_ = Row("EditComment");
  const Access& reveal_ = Row("RevealEmail");
  const Access& undo_ = Row("UndoDecision");
  const Access& history_ = Row("GetHistory");
  const Access& verify_audit_ = Row("VerifyAudit");
  const Access& audit_head_ = Row("GetAuditHead");
  const Access& create_ban_ = Row("CreateBan");
  const Access& list_bans_ = Row("ListBans");
  const Access& delete_ban_ = Row("DeleteBan");
};

}  // namespace

std::shared_ptr<grpc::Service> MakeModerationService(
    Gate& gate, OpenStreams& streams, Moderation& moderation, Edits& edits,
    Leases& leases, QueueStore& queue, QueueWatch& watch, LiveSites& sites,
    Audit& audit, EmailReveals& reveals, Marks& marks, Reports& reports,
    Bans& bans, SiteFigures& figures) {
  return std::make_shared<ModerationService>(
      gate, moderation, edits, leases, queue, audit, reveals, marks, reports,
      bans, WatchParts{.streams = streams, .watch = watch, .sites = sites},
      figures);
}

}  // namespace winnow
