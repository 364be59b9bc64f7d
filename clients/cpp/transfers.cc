#include "clients/cpp/transfers.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/stub_stream.h"
#include "clients/cpp/wire.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

void Authorize(const ClientOptions& options, grpc::ClientContext& context) {
  if (options.key.empty()) return;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", options.key));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ImportStream>> OpenImport(
    const ClientOptions& options) {
  const auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  auto stream = std::make_unique<
      StubStream<v1::ImportCommentsRequest, v1::ImportCommentsResponse>>();
  Authorize(options, stream->context());
  stream->set_call(
      v1::SiteService::NewStub(*channel)->ImportComments(&stream->context()));
  return stream;
}

absl::StatusOr<std::unique_ptr<ExportStream>> OpenExport(
    const ClientOptions& options, v1::ExportCommentsRequest request) {
  const auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  auto stream = std::make_unique<StubReadStream<v1::ExportCommentsResponse>>();
  Authorize(options, stream->context());
  stream->set_call(v1::SiteService::NewStub(*channel)->ExportComments(
      &stream->context(), request));
  return stream;
}

absl::StatusOr<std::unique_ptr<AuthorExportStream>> OpenAuthorExport(
    const ClientOptions& options, const v1::ExportAuthorRequest& request) {
  const auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  auto stream = std::make_unique<StubReadStream<v1::ExportAuthorResponse>>();
  Authorize(options, stream->context());
  stream->set_call(v1::SiteService::NewStub(*channel)->ExportAuthor(
      &stream->context(), request));
  return stream;
}

}  // namespace winnow
