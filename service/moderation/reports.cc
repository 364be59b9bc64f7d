#include "service/moderation/reports.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/intake/reader_address.h"
#include "service/intake/validation.h"
#include "service/moderation/change_record.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

// Puts the reporter's address into `network`, where it is one.
absl::Status CheckReporter(const ReportRequest& request,
                           NetworkAddress& network) {
  std::vector<FieldViolation> wrong;
  if (request.reporter_id.size() > kReporterIdBytesMax) {
    wrong.push_back({.field = "reporter_id",
                     .description = absl::StrCat(
                         "must be at most ", kReporterIdBytesMax, " bytes")});
  }
  if (!request.network_address.empty()) {
    auto parsed = ParseNetworkAddress(request.network_address);
    if (!parsed) {
      wrong.push_back({.field = "network_address",
                       .description = "must be an IPv4 or IPv6 address"});
    } else if (IsReaderAddress(*parsed)) {
      network = *std::move(parsed);
    }
  }
  if (wrong.empty() && request.reporter_id.empty() && network.bytes.empty()) {
    wrong.push_back(
        {.field = "reporter_id",
         .description =
             "it or network_address is required, the reader's own: a "
             "loopback or private address says nothing of them"});
  }
  return wrong.empty() ? absl::OkStatus() : InvalidFields(std::move(wrong));
}

absl::Status ErrorOf(const FiledReport& filed) {
  switch (filed.outcome) {
    case FiledReport::Outcome::kFiled:
      return absl::OkStatus();
    case FiledReport::Outcome::kNotApproved:
      return absl::FailedPreconditionError(
          absl::StrCat("only approved comments can be reported; this one is ",
                       StateName(filed.state)));
    case FiledReport::Outcome::kRateLimited:
      return WithRetryAfter(absl::ResourceExhaustedError(absl::StrCat(
                                "too many reports in an hour from this ",
                                filed.limit, "; try again after the delay")),
                            filed.retry_after);
    case FiledReport::Outcome::kOtherRequest:
      return absl::AlreadyExistsError(
          "this request_id was used for something else; use a new one for each "
          "report");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> Reports::File(ReportRequest request) {
  NetworkAddress network;
  absl::Status valid = CheckReporter(request, network);
  if (valid.ok() && !request.text.empty()) {
    valid = CheckRemark("text", kReportCharsMax, request.text);
  }
  if (!valid.ok()) return valid;
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  const SiteKeys& keys = *(*live)->keys;
  const SiteSettings& settings = (*live)->site.settings;
  const ChangeRequest change =
      MakeChangeRequest(**live, request.request_id,
                        {"report", absl::StrCat(request.reason), request.text,
                         request.reporter_id, network.bytes});
  ReportFiling filing = {.site = request.site,
                         .trusted = request.trusted,
                         .reason = request.reason,
                         .requeue_at = settings.report_requeue_at,
                         .retract_at = settings.report_retract_at,
                         .network_per_hour_max = settings.reports_per_hour_max,
                         .reporter_per_hour_max = kReporterPerHourMax,
                         .held_max = settings.held_max};
  if (!change.id.empty()) {
    filing.request_key = keys.RequestKey(change.id);
    filing.fingerprint = change.fingerprint;
    filing.request_ttl = settings.retention.request_ids;
  }
  filing.text = std::move(request.text);
  filing.reporter = keys.ReporterKey(request.reporter_id, network);
  filing.handle = keys.AuthorHandle(filing.reporter);
  filing.subnet = keys.MakeNetworkKeys(network).subnet;
  return TryThrice(/*names_revision=*/false,
                   [&] { return FileOnce(**live, filing, request.id); });
}

absl::StatusOr<bool> Reports::FileOnce(const LiveSite& live,
                                       ReportFiling filing, const Uuid& id) {
  auto found = comments_.Read(live.site.id, {id}, /*hidden=*/true);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError("no such comment");
  filing.stored = std::move(found->front());
  int& priority = filing.stored.hidden.verdict.priority;
  priority = std::max(priority, kReportPriority);
  filing.now = clock_.Now();
  const auto filed = store_.File(filing);
  if (!filed.ok()) return filed.status();
  absl::Status error = ErrorOf(*filed);
  if (!error.ok()) return error;
  return filed->replaced;
}

}  // namespace winnow
