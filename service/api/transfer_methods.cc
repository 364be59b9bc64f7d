#include "service/api/transfer_methods.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <utility>

#include "service/api/export_author.h"
#include "service/api/export_comments.h"
#include "service/api/import_stream.h"
#include "service/api/produced_stream.h"

namespace winnow {
namespace {

template <typename Request, typename Response>
grpc::ServerWriteReactor<Response>* Produce(
    grpc::CallbackServerContext& context, const SiteServiceParts& parts,
    const Access& access, const Request& request,
    typename ProducedStream<Request, Response>::Begin begin) {
  auto stream = std::make_shared<ProducedStream<Request, Response>>(
      context, parts.gate, access, request, std::move(begin));
  stream->Start(parts.streams);
  return stream.get();
}

}  // namespace

grpc::ServerBidiReactor<v1::ImportCommentsRequest, v1::ImportCommentsResponse>*
TransferMethods::ImportComments(grpc::CallbackServerContext* context) {
  auto stream = std::make_shared<ImportStream>(
      *context, parts_.gate, import_comments_, imports_.admission,
      imports_.importer, open_imports_);
  stream->Begin(parts_.streams);
  return stream.get();
}

grpc::ServerWriteReactor<v1::ExportCommentsResponse>*
TransferMethods::ExportComments(grpc::CallbackServerContext* context,
                                const v1::ExportCommentsRequest* request) {
  return Produce<v1::ExportCommentsRequest, v1::ExportCommentsResponse>(
      *context, parts_, export_comments_, *request,
      [this](const Caller& who, const v1::ExportCommentsRequest& asked) {
        return winnow::ExportComments(parts_, imports_.store, who, asked);
      });
}

grpc::ServerWriteReactor<v1::ExportAuthorResponse>*
TransferMethods::ExportAuthor(grpc::CallbackServerContext* context,
                              const v1::ExportAuthorRequest* request) {
  return Produce<v1::ExportAuthorRequest, v1::ExportAuthorResponse>(
      *context, parts_, export_author_, *request,
      [this](const Caller& who, const v1::ExportAuthorRequest& asked) {
        return winnow::ExportAuthor(parts_, imports_.store, who, asked);
      });
}

grpc::ServerWriteReactor<v1::ExportAdapterResponse>*
TransferMethods::ExportAdapter(grpc::CallbackServerContext* context,
                               const v1::ExportAdapterRequest* request) {
  return Produce<v1::ExportAdapterRequest, v1::ExportAdapterResponse>(
      *context, parts_, export_adapter_, *request,
      [this](const Caller& who, const v1::ExportAdapterRequest& asked) {
        return adapters_.Export(who, asked);
      });
}

grpc::ServerWriteReactor<v1::ExportDecisionsResponse>*
TransferMethods::ExportDecisions(grpc::CallbackServerContext* context,
                                 const v1::ExportDecisionsRequest* request) {
  return Produce<v1::ExportDecisionsRequest, v1::ExportDecisionsResponse>(
      *context, parts_, export_decisions_, *request,
      [this](const Caller& who, const v1::ExportDecisionsRequest& asked) {
        return adapters_.ExportDecisions(who, asked);
      });
}

}  // namespace winnow
