#include "service/api/report_methods.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

// Rows that one call of the store lists.
constexpr int kChunk = 100;
// Of the site's reports one page looks at, where a key sees few of them.
constexpr int kLookedAtMax = 2000;

}  // namespace

grpc::ServerUnaryReactor* ReaderMethods::ReportComment(
    grpc::CallbackServerContext* context,
    const v1::ReportCommentRequest* request,
    v1::ReportCommentResponse* response) {
  return gate_.RunBlocking(context, report_, *request,
                           [this, request, response](const Caller& who) {
                             return File(who, *request, *response);
                           });
}

absl::Status ReaderMethods::File(const Caller& who,
                                 const v1::ReportCommentRequest& request,
                                 v1::ReportCommentResponse& response) {
  absl::Status allowed = admission_.Check();
  if (!allowed.ok()) return allowed;
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  absl::Status valid = CheckRequestId(request.request_id());
  if (!valid.ok()) return valid;
  if (request.reason() == v1::Report::REASON_UNSPECIFIED ||
      !v1::Report::Reason_IsValid(request.reason())) {
    return InvalidFields(
        {{.field = "reason", .description = "is required: what is wrong"}});
  }
  const auto replaced =
      reports_.File({.site = who.site,
                     .id = *id,
                     .reason = request.reason(),
                     .text = request.text(),
                     .reporter_id = request.reporter_id(),
                     .network_address = request.network_address(),
                     .request_id = request.request_id(),
                     .trusted = who.principal().trusted});
  if (!replaced.ok()) return replaced.status();
  response.set_replaced(*replaced);
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ReportMethods::ListReports(
    grpc::CallbackServerContext* context, const v1::ListReportsRequest* request,
    v1::ListReportsResponse* response) {
  return gate_.RunBlocking(context, list_, *request,
                           [this, request, response](const Caller& who) {
                             return List(who, *request, *response);
                           });
}

absl::Status ReportMethods::List(const Caller& who,
                                 const v1::ListReportsRequest& request,
                                 v1::ListReportsResponse& response) {
  std::optional<Uuid> comment;
  if (!request.comment_name().empty()) {
    const auto id =
        ParseCommentName(request.comment_name(), who.site, "comment_name");
    if (!id.ok()) return id.status();
    comment = *id;
  }
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto binding = {absl::string_view(who.site),
                        absl::string_view("reports"),
                        absl::string_view(request.comment_name())};
  const auto start = ParsePageToken(request.page_token(), binding);
  if (!start.ok()) return start.status();
  if (comment) {
    const auto stored = moderation_.Get(who.site, *comment);
    if (!stored.ok()) return stored.status();
    absl::Status allowed = CheckSection(who.principal(), *stored);
    if (!allowed.ok()) return allowed;
  }
  std::optional<int64_t> before;
  int64_t number = 0;
  if (*start && absl::SimpleAtoi((*start)->score, &number)) before = number;
  for (int looked_at = 0;; looked_at += kChunk) {
    if (response.reports_size() >= *page_size || looked_at >= kLookedAtMax) {
      response.set_next_page_token(
          MakePageToken({.score = absl::StrCat(*before), .id = {}}, binding));
      return absl::OkStatus();
    }
    const auto rows = reports_.List(who.site, comment, before, kChunk);
    if (!rows.ok()) return rows.status();
    for (const ReportRow& row : *rows) {
      if (response.reports_size() == *page_size) break;
      before = row.report.number;
      ThreadInfo thread;
      thread.section = row.section;
      if (!comment && !MaySee(who.principal(), thread)) continue;
      auto& added = *response.add_reports();
      added.set_comment_name(CommentName(who.site, row.comment));
      FillReport(row.report, *added.mutable_report());
    }
    if (rows->size() < kChunk &&
        (rows->empty() || before == rows->back().report.number)) {
      return absl::OkStatus();
    }
  }
}

}  // namespace winnow
