// Moving a site's comments in and out: streams of SiteService, each on a
// connection of its own, so that a million comments do not stand in the way of
// other calls.

#ifndef WINNOW_CLIENTS_CPP_TRANSFERS_H_
#define WINNOW_CLIENTS_CPP_TRANSFERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "clients/cpp/options.h"
#include "clients/cpp/stream.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

using ImportStream =
    Stream<v1::ImportCommentsRequest, v1::ImportCommentsResponse>;
using ExportStream = ReadStream<v1::ExportCommentsResponse>;
using AuthorExportStream = ReadStream<v1::ExportAuthorResponse>;

// Open streams, which have no time limit; Cancel() ends them.
// Input: options of a Client, with its key.
// Errors: NotFound for a certificate file that cannot be read.
absl::StatusOr<std::unique_ptr<ImportStream>> OpenImport(
    const ClientOptions& options);
absl::StatusOr<std::unique_ptr<ExportStream>> OpenExport(
    const ClientOptions& options, v1::ExportCommentsRequest request);
absl::StatusOr<std::unique_ptr<AuthorExportStream>> OpenAuthorExport(
    const ClientOptions& options, const v1::ExportAuthorRequest& request);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_TRANSFERS_H_
