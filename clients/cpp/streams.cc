#include <memory>
#include <string>
#include <utility>

#include "clients/cpp/client.h"
#include "clients/cpp/stub_stream.h"
#include "clients/cpp/wire.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

std::unique_ptr<Client::SubmitStream> Client::SubmitMany() {
  auto stream = std::make_unique<
      StubStream<v1::SubmitCommentsRequest, v1::SubmitCommentsResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::CommentService::NewStub(wire_->channel)
                       ->SubmitComments(&stream->context()));
  return stream;
}

std::unique_ptr<Client::AnalyzeStream> Client::AnalyzeMany() {
  auto stream = std::make_unique<
      StubStream<v1::AnalyzeTextsRequest, v1::AnalyzeTextsResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::AnalysisService::NewStub(wire_->channel)
                       ->AnalyzeTexts(&stream->context()));
  return stream;
}

absl::StatusOr<v1::ImportTermsResponse> Client::ImportTerms(
    v1::ImportTermsRequest first, absl::string_view file,
    absl::FunctionRef<bool(size_t)> sent) {
  constexpr size_t kPieceBytes = 64 * 1024;  // the most that winnowd takes
  grpc::ClientContext context;
  wire_->Prepare(context);
  v1::ImportTermsResponse response;
  const auto call = v1::SiteService::NewStub(wire_->channel)
                        ->ImportTerms(&context, &response);
  v1::ImportTermsRequest message = std::move(first);
  message.set_total_bytes(static_cast<int64_t>(file.size()));
  size_t done = 0;
  do {
    message.set_content(std::string(file.substr(done, kPieceBytes)));
    done += message.content().size();
    if (!call->Write(message)) break;  // Finish() says why
    if (!sent(done)) {
      context.TryCancel();
      break;
    }
    message.Clear();
  } while (done < file.size());
  call->WritesDone();
  const absl::Status ended = FromGrpc(call->Finish());
  if (!ended.ok()) return ended;
  return response;
}

std::unique_ptr<Client::EventStream> Client::StreamEvents(
    v1::StreamEventsRequest request) {
  if (request.site().empty()) request.set_site(options_.site);
  auto stream = std::make_unique<StubReadStream<v1::StreamEventsResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::FeedService::NewStub(wire_->channel)
                       ->StreamEvents(&stream->context(), request));
  return stream;
}

std::unique_ptr<Client::ReplayStream> Client::ReplayPolicy(
    v1::ReplayPolicyRequest request) {
  if (request.site().empty()) request.set_site(options_.site);
  auto stream = std::make_unique<StubReadStream<v1::ReplayPolicyResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::SiteService::NewStub(wire_->channel)
                       ->ReplayPolicy(&stream->context(), request));
  return stream;
}

std::unique_ptr<Client::AdapterStream> Client::ExportAdapter(
    v1::ExportAdapterRequest request) {
  auto stream = std::make_unique<StubReadStream<v1::ExportAdapterResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::SiteService::NewStub(wire_->channel)
                       ->ExportAdapter(&stream->context(), request));
  return stream;
}

std::unique_ptr<Client::DecisionStream> Client::ExportDecisions(
    v1::ExportDecisionsRequest request) {
  if (request.site().empty()) request.set_site(options_.site);
  auto stream = std::make_unique<StubReadStream<v1::ExportDecisionsResponse>>();
  wire_->Prepare(stream->context());
  stream->set_call(v1::SiteService::NewStub(wire_->channel)
                       ->ExportDecisions(&stream->context(), request));
  return stream;
}

}  // namespace winnow
