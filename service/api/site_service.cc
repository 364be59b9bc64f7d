#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <utility>

#include "service/api/adapter_admin.h"
#include "service/api/erase_author.h"
#include "service/api/key_admin.h"
#include "service/api/list_admin.h"
#include "service/api/list_import.h"
#include "service/api/policy_admin.h"
#include "service/api/produced_stream.h"
#include "service/api/services.h"
#include "service/api/site_admin.h"
#include "service/api/site_status.h"
#include "service/api/thread_admin.h"
#include "service/api/transfer_methods.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class SiteService final : public TransferMethods {
 public:
  SiteService(SiteServiceParts parts, ImportParts imports)
      : TransferMethods(parts_, imports, adapters_),
        parts_(std::move(parts)),
        sites_(parts_),
        threads_(parts_),
        keys_(parts_),
        policies_(parts_),
        lists_(parts_),
        adapters_(parts_) {}

  ServerUnaryReactor* CreateSite(CallbackServerContext* context,
                                 const v1::CreateSiteRequest* request,
                                 v1::Site* response) override {
    return parts_.gate.RunBlocking(context, create_site_, *request,
                                   [this, request, response](const Caller&) {
                                     return sites_.Create(*request, *response);
                                   });
  }

  ServerUnaryReactor* GetSite(CallbackServerContext* context,
                              const v1::GetSiteRequest* request,
                              v1::Site* response) override {
    return parts_.gate.RunBlocking(context, get_site_, *request,
                                   [this, response](const Caller& who) {
                                     return sites_.Get(who, *response);
                                   });
  }

  ServerUnaryReactor* ListSites(CallbackServerContext* context,
                                const v1::ListSitesRequest* request,
                                v1::ListSitesResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_sites_, *request,
        [this, request, response](const Caller& who) {
          return sites_.List(who, *request, *response);
        });
  }

  ServerUnaryReactor* UpdateSite(CallbackServerContext* context,
                                 const v1::UpdateSiteRequest* request,
                                 v1::Site* response) override {
    return parts_.gate.RunBlocking(
        context, update_site_, *request,
        [this, request, response](const Caller& who) {
          return sites_.Update(who, *request, *response);
        });
  }

  ServerUnaryReactor* GetThread(CallbackServerContext* context,
                                const v1::GetThreadRequest* request,
                                v1::Thread* response) override {
    return parts_.gate.RunBlocking(
        context, get_thread_, *request,
        [this, request, response](const Caller& who) {
          return threads_.Get(who, *request, *response);
        });
  }

  ServerUnaryReactor* ListThreads(CallbackServerContext* context,
                                  const v1::ListThreadsRequest* request,
                                  v1::ListThreadsResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_threads_, *request,
        [this, request, response](const Caller& who) {
          return threads_.List(who, *request, *response);
        });
  }

  ServerUnaryReactor* MoveThread(CallbackServerContext* context,
                                 const v1::MoveThreadRequest* request,
                                 v1::Thread* response) override {
    return parts_.gate.RunBlocking(
        context, move_thread_, *request,
        [this, request, response](const Caller& who) {
          return threads_.Move(who, *request, *response);
        });
  }

  ServerUnaryReactor* UpdateThread(CallbackServerContext* context,
                                   const v1::UpdateThreadRequest* request,
                                   v1::Thread* response) override {
    return parts_.gate.RunBlocking(
        context, update_thread_, *request,
        [this, request, response](const Caller& who) {
          return threads_.Update(who, *request, *response);
        });
  }

  ServerUnaryReactor* CreateKey(CallbackServerContext* context,
                                const v1::CreateKeyRequest* request,
                                v1::CreateKeyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, create_key_, *request,
        [this, request, response](const Caller& who) {
          return keys_.Create(who, *request, *response);
        });
  }

  ServerUnaryReactor* ListKeys(CallbackServerContext* context,
                               const v1::ListKeysRequest* request,
                               v1::ListKeysResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_keys_, *request,
        [this, request, response](const Caller& who) {
          return keys_.List(who, *request, *response);
        });
  }

  ServerUnaryReactor* RevokeKey(CallbackServerContext* context,
                                const v1::RevokeKeyRequest* request,
                                v1::ApiKey* response) override {
    return parts_.gate.RunBlocking(
        context, revoke_key_, *request,
        [this, request, response](const Caller& who) {
          return keys_.Revoke(who, *request, *response);
        });
  }

  ServerUnaryReactor* RotateKey(CallbackServerContext* context,
                                const v1::RotateKeyRequest* request,
                                v1::RotateKeyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, rotate_key_, *request,
        [this, request, response](const Caller& who) {
          return keys_.Rotate(who, *request, *response);
        });
  }

  ServerUnaryReactor* WhoAmI(CallbackServerContext* context,
                             const v1::WhoAmIRequest* request,
                             v1::WhoAmIResponse* response) override {
    return parts_.gate.RunBlocking(
        context, who_am_i_, *request, [this, response](const Caller& who) {
          FillApiKey(*who.key, parts_.clock.Now(), *response->mutable_key());
          response->set_server_version(parts_.version);
          return absl::OkStatus();
        });
  }

  ServerUnaryReactor* GetPolicy(CallbackServerContext* context,
                                const v1::GetPolicyRequest* request,
                                v1::GetPolicyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, get_policy_, *request,
        [this, request, response](const Caller& who) {
          return policies_.Get(who, *request, *response);
        });
  }

  ServerUnaryReactor* ApplyPolicy(CallbackServerContext* context,
                                  const v1::ApplyPolicyRequest* request,
                                  v1::ApplyPolicyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, apply_policy_, *request,
        [this, request, response](const Caller& who) {
          return policies_.Apply(who, *request, *response);
        });
  }

  grpc::ServerWriteReactor<v1::ReplayPolicyResponse>* ReplayPolicy(
      CallbackServerContext* context,
      const v1::ReplayPolicyRequest* request) override {
    return Produce<v1::ReplayPolicyRequest, v1::ReplayPolicyResponse>(
        *context, replay_, *request,
        [this](const Caller& /*who*/, const v1::ReplayPolicyRequest& replay) {
          return policies_.Replay(replay);
        });
  }

  ServerUnaryReactor* SetShadowPolicy(
      CallbackServerContext* context, const v1::SetShadowPolicyRequest* request,
      v1::SetShadowPolicyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, set_shadow_, *request,
        [this, request, response](const Caller& who) {
          return policies_.SetShadow(who, *request, *response);
        });
  }

  ServerUnaryReactor* GetShadowReport(CallbackServerContext* context,
                                      const v1::GetShadowReportRequest* request,
                                      v1::ShadowReport* response) override {
    return parts_.gate.RunBlocking(
        context, shadow_report_, *request,
        [this, request, response](const Caller& who) {
          return policies_.ShadowReport(who, *request, *response);
        });
  }

  ServerUnaryReactor* ListPolicyRevisions(
      CallbackServerContext* context,
      const v1::ListPolicyRevisionsRequest* request,
      v1::ListPolicyRevisionsResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_revisions_, *request,
        [this, request, response](const Caller& who) {
          return policies_.ListRevisions(who, *request, *response);
        });
  }

  ServerUnaryReactor* RollbackPolicy(
      CallbackServerContext* context, const v1::RollbackPolicyRequest* request,
      v1::ApplyPolicyResponse* response) override {
    return parts_.gate.RunBlocking(
        context, rollback_, *request,
        [this, request, response](const Caller& who) {
          return policies_.Rollback(who, *request, *response);
        });
  }

  ServerUnaryReactor* ListTermLists(
      CallbackServerContext* context, const v1::ListTermListsRequest* request,
      v1::ListTermListsResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_lists_, *request,
        [this, request, response](const Caller& who) {
          return lists_.ListLists(who, *request, *response);
        });
  }

  ServerUnaryReactor* ListTerms(CallbackServerContext* context,
                                const v1::ListTermsRequest* request,
                                v1::ListTermsResponse* response) override {
    return parts_.gate.RunBlocking(
        context, list_terms_, *request,
        [this, request, response](const Caller& who) {
          return lists_.ListTerms(who, *request, *response);
        });
  }

  ServerUnaryReactor* AddTerms(CallbackServerContext* context,
                               const v1::AddTermsRequest* request,
                               v1::TermListSummary* response) override {
    return parts_.gate.RunBlocking(
        context, add_terms_, *request,
        [this, request, response](const Caller& who) {
          return lists_.Add(who, *request, *response);
        });
  }

  ServerUnaryReactor* RemoveTerms(CallbackServerContext* context,
                                  const v1::RemoveTermsRequest* request,
                                  v1::TermListSummary* response) override {
    return parts_.gate.RunBlocking(
        context, remove_terms_, *request,
        [this, request, response](const Caller& who) {
          return lists_.Remove(who, *request, *response);
        });
  }

  grpc::ServerReadReactor<v1::ImportTermsRequest>* ImportTerms(
      CallbackServerContext* context,
      v1::ImportTermsResponse* response) override {
    auto import = std::make_shared<ListImport>(
        *context, parts_.gate, import_terms_, lists_, imports_, *response);
    import->Begin(parts_.streams);
    return import.get();
  }

  ServerUnaryReactor* GetAdapter(CallbackServerContext* context,
                                 const v1::GetAdapterRequest* request,
                                 v1::Adapter* response) override {
    return parts_.gate.RunBlocking(
        context, get_adapter_, *request,
        [this, request, response](const Caller& who) {
          return adapters_.Get(who, *request, *response);
        });
  }

  ServerUnaryReactor* ResetAdapter(CallbackServerContext* context,
                                   const v1::ResetAdapterRequest* request,
                                   v1::Adapter* response) override {
    return parts_.gate.RunBlocking(
        context, reset_adapter_, *request,
        [this, request, response](const Caller& who) {
          return adapters_.Reset(who, *request, *response);
        });
  }

  ServerUnaryReactor* EraseAuthor(CallbackServerContext* context,
                                  const v1::EraseAuthorRequest* request,
                                  v1::EraseAuthorResponse* response) override {
    return parts_.gate.RunBlocking(
        context, erase_author_, *request,
        [this, request, response](const Caller& who) {
          return winnow::EraseAuthor(parts_.erasures, parts_.author_comments,
                                     who, *request, *response);
        });
  }

  ServerUnaryReactor* GetSystemStatus(CallbackServerContext* context,
                                      const v1::GetSystemStatusRequest* request,
                                      v1::SystemStatus* response) override {
    return parts_.gate.RunBlocking(
        context, status_, *request, [this, response](const Caller& who) {
          return FillSystemStatus(parts_, who, *response);
        });
  }

 private:
  template <typename Request, typename Response>
  grpc::ServerWriteReactor<Response>* Produce(
      CallbackServerContext& context, const Access& access,
      const Request& request,
      typename ProducedStream<Request, Response>::Begin begin) {
    auto stream = std::make_shared<ProducedStream<Request, Response>>(
        context, parts_.gate, access, request, std::move(begin));
    stream->Start(parts_.streams);
    return stream.get();
  }

  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::SiteService::service_full_name(), method);
  }

  const SiteServiceParts parts_;
  SiteAdmin sites_;
  ThreadAdmin threads_;
  KeyAdmin keys_;
  PolicyAdmin policies_;
  ListAdmin lists_;
  AdapterAdmin adapters_;
  std::atomic<int> imports_ = 0;
  const Access& create_site_ = Row("CreateSite");
  const Access& get_site_ = Row("GetSite");
  const Access& list_sites_ = Row("ListSites");
  const Access& update_site_ = Row("UpdateSite");
  const Access& get_thread_ = Row("GetThread");
  const Access& list_threads_ = Row("ListThreads");
  const Access& update_thread_ = Row("UpdateThread");
  const Access& move_thread_ = Row("MoveThread");
  const Access& create_key_ = Row("CreateKey");
  const Access& list_keys_ = Row("ListKeys");
  const Access& revoke_key_ = Row("RevokeKey");
  const Access& rotate_key_ = Row("RotateKey");
  const Access& who_am_i_ = Row("WhoAmI");
  const Access& get_policy_ = Row("GetPolicy");
  const Access& apply_policy_ = Row("ApplyPolicy");
  const Access& replay_ = Row("ReplayPolicy");
  const Access& set_shadow_ = Row("SetShadowPolicy");
  const Access& shadow_report_ = Row("GetShadowReport");
  const Access& list_revisions_ = Row("ListPolicyRevisions");
  const Access& rollback_ = Row("RollbackPolicy");
  const Access& list_lists_ = Row("ListTermLists");
  const Access& list_terms_ = Row("ListTerms");
  const Access& add_terms_ = Row("AddTerms");
  const Access& remove_terms_ = Row("RemoveTerms");
  const Access& import_terms_ = Row("ImportTerms");
  const Access& get_adapter_ = Row("GetAdapter");
  const Access& reset_adapter_ = Row("ResetAdapter");
  const Access& erase_author_ = Row("EraseAuthor");
  const Access& status_ = Row("GetSystemStatus");
};

}  // namespace

std::shared_ptr<grpc::Service> MakeSiteService(SiteServiceParts parts,
                                               ImportParts imports) {
  return std::make_shared<SiteService>(std::move(parts), imports);
}

}  // namespace winnow
