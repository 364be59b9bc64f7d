#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/api/report_methods.h"
#include "service/api/services.h"
#include "service/api/submit_messages.h"
#include "service/api/submit_stream.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/privacy/thread_key.h"
#include "winnow/v1/comment_service.grpc.pb.h"

namespace winnow {
namespace {

constexpr int kThreadsCountedMax = 100;
// A page ends early here: clients take 4 MB by default, and a thousand comments
// of 64 KB would be sixteen times that. So many are read at once that the last
// of them stay below it too.
constexpr size_t kPageBytesMax = 2 << 20;
constexpr int kStepMax = 25;

absl::Status CheckThreadId(absl::string_view id, std::string field) {
  if (!id.empty() && id.size() <= kThreadIdBytesMax) return absl::OkStatus();
  return InvalidFields({{.field = std::move(field),
                         .description = absl::StrCat(
                             "must have 1 to ", kThreadIdBytesMax, " bytes")}});
}

// What a withdrawal and an appeal have in common.
template <typename Request>
absl::StatusOr<OwnRequest> OwnRequestOf(const Caller& who,
                                        const Request& request) {
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  const auto etag = ParseEtag(request.etag());
  if (!etag.ok()) return etag.status();
  const absl::Status valid = CheckRequestId(request.request_id());
  if (!valid.ok()) return valid;
  return OwnRequest{.site = who.site,
                    .id = *id,
                    .edit_token = request.edit_token(),
                    .revision = *etag,
                    .request_id = request.request_id()};
}

void FillStatus(AuthorStatus status, const std::string& site,
                v1::CommentStatus& out) {
  FillComment(std::move(status.comment), site, *out.mutable_comment());
  if (status.edit_end != absl::InfinitePast()) {
    FillTimestamp(status.edit_end, *out.mutable_edit_end_time());
  }
  if (status.withdraw_end != absl::InfinitePast()) {
    FillTimestamp(status.withdraw_end, *out.mutable_withdraw_end_time());
  }
  if (status.appeal_end != absl::InfinitePast()) {
    FillTimestamp(status.appeal_end, *out.mutable_appeal_end_time());
  }
  out.set_appealed(status.appealed);
}

class CommentService final : public ReaderMethods {
 public:
  CommentService(Gate& gate, OpenStreams& streams, const Admission& admission,
                 Intake& intake, Edits& edits, OwnComments& own,
                 Reports& reports, CommentStore& store)
      : ReaderMethods(gate, admission, reports),
        gate_(gate),
        streams_(streams),
        admission_(admission),
        intake_(intake),
        edits_(edits),
        own_(own),
        store_(store) {
    SetMessageAllocatorFor_SubmitComment(&allocator_);
  }

  grpc::ServerUnaryReactor* SubmitComment(
      grpc::CallbackServerContext* context,
      const v1::SubmitCommentRequest* request,
      v1::SubmitCommentResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const absl::Time start = absl::Now();
    const auto bytes = static_cast<int64_t>(request->ByteSizeLong());
    if (!gate_.Admit(submit_, bytes, start)) {
      reactor->Finish(gate_.Refuse(submit_, *context));
      return reactor;
    }
    auto caller = gate_.Enter(*context, submit_, *request);
    const auto finish = [this, context, reactor, request, start, bytes,
                         key = caller.ok() ? caller->key : nullptr](
                            const absl::Status& status) {
      gate_.Observe(submit_, *context, status, start,
                    {.key = key.get(), .request = request});
      gate_.Leave(bytes);
      reactor->Finish(ToGrpcStatus(status, *context));
    };
    absl::Status allowed = caller.status();
    if (allowed.ok()) allowed = CheckSubmission(caller->principal(), *request);
    if (allowed.ok()) allowed = admission_.Check();
    if (!allowed.ok()) {
      finish(allowed);
      return reactor;
    }
    // Ours to take texts out of: see SubmitMessages.
    auto* messages =
        static_cast<SubmitMessages*>(context->GetRpcAllocatorState());
    intake_.Submit(
        TakeSubmission(*messages->request(), caller->principal().trusted),
        [this, start, finish, response,
         site = std::move(caller->site)](absl::StatusOr<Submitted> result) {
          const absl::Status status = result.status();
          const absl::Time now = absl::Now();
          if (status.ok()) {
            gate_.limit().Observe(CallLimit::Delay::kSubmission, now - start,
                                  now);
          }
          if (result.ok()) FillSubmitted(*std::move(result), site, *response);
          finish(status);
        },
        [context] { return Gate::CheckWanted(*context); });
    return reactor;
  }

  grpc::ServerBidiReactor<v1::SubmitCommentsRequest,
                          v1::SubmitCommentsResponse>*
  SubmitComments(grpc::CallbackServerContext* context) override {
    auto stream = std::make_shared<SubmitStream>(
        *context, gate_, submit_stream_, admission_, intake_);
    stream->Begin(streams_);
    return stream.get();
  }

  grpc::ServerUnaryReactor* GetComment(grpc::CallbackServerContext* context,
                                       const v1::GetCommentRequest* request,
                                       v1::Comment* response) override {
    return gate_.RunBlocking(context, get_, *request,
                             [this, request, response](const Caller& who) {
                               return Get(who.site, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* ListComments(
      grpc::CallbackServerContext* context,
      const v1::ListCommentsRequest* request,
      v1::ListCommentsResponse* response) override {
    return gate_.RunBlocking(context, list_, *request,
                             [this, request, response](const Caller& who) {
                               return List(who.site, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* CountComments(
      grpc::CallbackServerContext* context,
      const v1::CountCommentsRequest* request,
      v1::CountCommentsResponse* response) override {
    return gate_.RunBlocking(context, count_, *request,
                             [this, request, response](const Caller& who) {
                               return Count(who.site, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* UpdateComment(
      grpc::CallbackServerContext* context,
      const v1::UpdateCommentRequest* request, v1::Comment* response) override {
    return gate_.RunBlocking(context, update_, *request,
                             [this, request, response](const Caller& who) {
                               return Update(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* WithdrawComment(
      grpc::CallbackServerContext* context,
      const v1::WithdrawCommentRequest* request,
      v1::Comment* response) override {
    return gate_.RunBlocking(context, withdraw_, *request,
                             [this, request, response](const Caller& who) {
                               return Withdraw(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* AppealComment(
      grpc::CallbackServerContext* context,
      const v1::AppealCommentRequest* request,
      v1::CommentStatus* response) override {
    return gate_.RunBlocking(context, appeal_, *request,
                             [this, request, response](const Caller& who) {
                               return Appeal(who, *request, *response);
                             });
  }

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::CommentStatus* response) override {
    return gate_.RunBlocking(context, get_status_, *request,
                             [this, request, response](const Caller& who) {
                               return Status(who.site, *request, *response);
                             });
  }

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::CommentService::service_full_name(), method);
  }

  absl::Status Get(const std::string& site,
                   const v1::GetCommentRequest& request,
                   v1::Comment& response) {
    const auto id = ParseCommentName(request.name(), site, "name");
    if (!id.ok()) return id.status();
    auto found = store_.Read(site, {*id}, /*hidden=*/false);
    if (!found.ok()) return found.status();
    if (found->empty()) return absl::NotFoundError("no such comment");
    FillComment(std::move(found->front().comment), site, response);
    return absl::OkStatus();
  }

  absl::Status List(const std::string& site,
                    const v1::ListCommentsRequest& request,
                    v1::ListCommentsResponse& response) {
    absl::Status valid = CheckThreadId(request.thread_id(), "thread_id");
    if (!valid.ok()) return valid;
    const auto page_size = PageSize(request.page_size());
    if (!page_size.ok()) return page_size.status();
    const bool newest = request.order_by() == v1::ListCommentsRequest::NEWEST;
    const std::string order = newest ? "newest" : "oldest";
    auto start = ParsePageToken(request.page_token(),
                                {site, request.thread_id(), order});
    if (!start.ok()) return start.status();

    const std::string thread = ThreadKey(request.thread_id());
    auto counts = store_.CountThreads(site, {thread});
    if (!counts.ok()) return counts.status();
    if (!counts->empty()) response.set_approved_count(counts->front());
    const auto now = store_.ThreadsNow(site, {thread});
    if (!now.ok()) return now.status();
    // Without a comment and open it may be one that was never seen.
    const ThreadMode mode = now->front().mode;
    if (mode != ThreadMode::kOpen || response.approved_count() > 0) {
      response.set_thread_state(ToProto(mode));
    }

    size_t bytes = 0;
    while (true) {
      const int wanted =
          std::min(kStepMax, *page_size - response.comments_size());
      auto rows = store_.PageByThread(site, thread, newest, *start, wanted,
                                      Parts::kShown);
      if (!rows.ok()) return rows.status();
      for (PageRow& row : *rows) {
        start->emplace(PageStart{.score = row.score, .id = row.id});
        if (!row.stored) continue;
        // The site keeps it, and its text is here no more.
        if (HasLeft(row.stored->comment)) continue;
        v1::Comment& added = *response.add_comments();
        FillComment(std::move(row.stored->comment), site, added);
        bytes += added.ByteSizeLong();
      }
      if (static_cast<int>(rows->size()) < wanted) return absl::OkStatus();
      if (response.comments_size() >= *page_size || bytes >= kPageBytesMax) {
        response.set_next_page_token(
            MakePageToken(**start, {site, request.thread_id(), order}));
        return absl::OkStatus();
      }
    }
  }

  absl::Status Count(const std::string& site,
                     const v1::CountCommentsRequest& request,
                     v1::CountCommentsResponse& response) {
    if (request.thread_ids().empty() ||
        request.thread_ids_size() > kThreadsCountedMax) {
      return InvalidFields(
          {{.field = "thread_ids",
            .description = absl::StrCat("must have 1 to ", kThreadsCountedMax,
                                        " thread ids")}});
    }
    std::vector<std::string> keys;
    for (int i = 0; i < request.thread_ids_size(); ++i) {
      absl::Status valid = CheckThreadId(request.thread_ids(i),
                                         absl::StrCat("thread_ids[", i, "]"));
      if (!valid.ok()) return valid;
      keys.push_back(ThreadKey(request.thread_ids(i)));
    }
    auto counts = store_.CountThreads(site, keys);
    if (!counts.ok()) return counts.status();
    for (int i = 0; i < request.thread_ids_size(); ++i) {
      auto* count = response.add_counts();
      count->set_thread_id(request.thread_ids(i));
      const auto at = static_cast<size_t>(i);
      if (at < counts->size()) count->set_approved_count((*counts)[at]);
    }
    return absl::OkStatus();
  }

  absl::Status Update(const Caller& who,
                      const v1::UpdateCommentRequest& request,
                      v1::Comment& response) {
    absl::Status allowed = admission_.Check();
    if (!allowed.ok()) return allowed;
    const auto id = ParseCommentName(request.name(), who.site, "name");
    if (!id.ok()) return id.status();
    const auto etag = ParseEtag(request.etag());
    if (!etag.ok()) return etag.status();
    auto edited = edits_.ByAuthor(
        {.site = who.site,
         .id = *id,
         .texts = {.body = request.body(),
                   .request_id = request.request_id(),
                   .network_address = request.network_address()},
         .revision = *etag,
         .has_user_agent = !request.user_agent().empty()},
        request.edit_token(), who.principal());
    if (!edited.ok()) return edited.status();
    FillComment(std::move(edited->comment), who.site, response);
    return absl::OkStatus();
  }

  absl::Status Status(const std::string& site,
                      const v1::GetStatusRequest& request,
                      v1::CommentStatus& response) {
    const auto id = ParseCommentName(request.name(), site, "name");
    if (!id.ok()) return id.status();
    auto status = own_.Status(site, *id, request.edit_token());
    if (!status.ok()) return status.status();
    FillStatus(*std::move(status), site, response);
    return absl::OkStatus();
  }

  absl::Status Withdraw(const Caller& who,
                        const v1::WithdrawCommentRequest& request,
                        v1::Comment& response) {
    const auto own = OwnRequestOf(who, request);
    if (!own.ok()) return own.status();
    auto withdrawn = own_.Withdraw(*own, who.principal());
    if (!withdrawn.ok()) return withdrawn.status();
    FillComment(std::move(withdrawn->comment), who.site, response);
    return absl::OkStatus();
  }

  absl::Status Appeal(const Caller& who,
                      const v1::AppealCommentRequest& request,
                      v1::CommentStatus& response) {
    // It fills the queue.
    absl::Status allowed = admission_.Check();
    if (!allowed.ok()) return allowed;
    const auto own = OwnRequestOf(who, request);
    if (!own.ok()) return own.status();
    auto status = own_.Appeal(*own, request.text(), who.principal());
    if (!status.ok()) return status.status();
    FillStatus(*std::move(status), who.site, response);
    return absl::OkStatus();
  }

  Gate& gate_;
  OpenStreams& streams_;
  const Admission& admission_;
  Intake& intake_;
  Edits& edits_;
  OwnComments& own_;
  CommentStore& store_;
  SubmitMessageAllocator allocator_;
  const Access& submit_ = Row("SubmitComment");
  const Access& submit_stream_ = Row("SubmitComments");
  const Access& get_ = Row("GetComment");
  const Access& list_ = Row("ListComments");
  const Access& count_ = Row("CountComments");
  const Access& update_ = Row("UpdateComment");
  const Access& withdraw_ = Row("WithdrawComment");
  const Access& get_status_ = Row("GetStatus");
  const Access& appeal_ = Row("AppealComment");
};

}  // namespace

std::shared_ptr<grpc::Service> MakeCommentService(
    Gate& gate, OpenStreams& streams, const Admission& admission,
    Intake& intake, Edits& edits, OwnComments& own, Reports& reports,
    CommentStore& store) {
  return std::make_shared<CommentService>(gate, streams, admission, intake,
                                          edits, own, reports, store);
}

}  // namespace winnow
