#include "service/api/history_pages.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr size_t kHashDigits = 40;

absl::Status BadField(absl::string_view field, absl::string_view what) {
  return InvalidFields(
      {{.field = std::string(field), .description = std::string(what)}});
}

absl::StatusOr<std::optional<KnownHead>> KnownHeadOf(
    const v1::VerifyAuditRequest& request) {
  if (!request.has_known_head()) return std::nullopt;
  const v1::AuditHead& head = request.known_head();
  // The head of a chain without records: nothing follows from it.
  if (head.seq() == 0 && head.hash().empty()) return std::nullopt;
  if (head.seq() < 1) {
    return BadField("known_head.seq", "must be at least 1");
  }
  if (head.hash().size() != kHashDigits ||
      !std::all_of(head.hash().begin(), head.hash().end(),
                   absl::ascii_isxdigit)) {
    return BadField("known_head.hash", "must be 40 hexadecimal digits");
  }
  return KnownHead{head.seq(), absl::AsciiStrToLower(head.hash())};
}

std::string BindingOf(const std::optional<KnownHead>& known) {
  return known ? absl::StrCat("audit ", known->seq, " ", known->head)
               : std::string("audit");
}

// A report as history tells it: no audit record, for no key of ours made it.
HistoryRecord RecordOf(const Report& report, const Uuid& comment) {
  HistoryRecord record;
  record.time = report.time;
  record.action = HistoryAction::kReported;
  record.resource = comment.ToString();
  record.from = State::kApproved;
  record.to = report.effect == ReportEffect::kRetracted ? State::kHeld
                                                        : State::kApproved;
  record.reason = absl::AsciiStrToLower(
      v1::Report::Reason_Name(static_cast<v1::Report::Reason>(report.reason)));
  return record;
}

}  // namespace

absl::Status VerifyAudit(Audit& audit, const Caller& who,
                         const v1::VerifyAuditRequest& request,
                         v1::VerifyAuditResponse& response) {
  const auto known = KnownHeadOf(request);
  if (!known.ok()) return known.status();
  const std::string binding = BindingOf(*known);
  const auto start = ParsePageToken(request.page_token(), {who.site, binding});
  if (!start.ok()) return start.status();
  std::optional<AuditProgress> progress = AuditProgress();
  if (*start) progress = DecodeProgress((*start)->score);
  if (!progress) return BadField("page_token", "is damaged");
  const auto checked = audit.Check(who.site, *std::move(progress), *known);
  if (!checked.ok()) return checked.status();
  response.set_intact(!checked->problem);
  if (checked->problem) {
    response.set_problem(checked->problem->what);
    response.set_first_bad_seq(checked->problem->seq);
  }
  response.set_first_seq(checked->progress.first_seq);
  response.set_records_read(checked->progress.records);
  response.set_checkpoints_verified(checked->progress.checkpoints);
  response.mutable_head()->set_seq(checked->progress.seq);
  response.mutable_head()->set_hash(checked->progress.head);
  if (!checked->problem && !checked->at_end) {
    response.set_next_page_token(
        MakePageToken({.score = EncodeProgress(checked->progress), .id = {}},
                      {who.site, binding}));
  }
  return absl::OkStatus();
}

absl::Status GetAuditHead(Audit& audit, const Caller& who,
                          v1::AuditHead& response) {
  const auto end = audit.End(who.site);
  if (!end.ok()) return end.status();
  response.set_seq(end->seq);
  response.set_hash(end->head);
  return absl::OkStatus();
}

absl::Status ListCommentHistory(Moderation& moderation, Reports& reports,
                                const Caller& who, const Uuid& id,
                                const v1::GetHistoryRequest& request,
                                v1::GetHistoryResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start =
      ParsePageToken(request.page_token(), {who.site, request.comment_name()});
  if (!start.ok()) return start.status();
  size_t at = 0;
  if (*start && !absl::SimpleAtoi((*start)->score, &at)) at = 0;
  auto records = moderation.History(who.site, id);
  if (!records.ok()) return records.status();
  const auto reported = reports.List(who.site, id, std::nullopt, kReportsMax);
  if (!reported.ok()) return reported.status();
  for (const ReportRow& row : *reported) {
    records->push_back(RecordOf(row.report, id));
  }
  std::stable_sort(records->begin(), records->end(),
                   [](const HistoryRecord& a, const HistoryRecord& b) {
                     return a.time < b.time;
                   });
  const size_t end =
      std::min(records->size(), at + static_cast<size_t>(*page_size));
  for (; at < end; ++at) {
    FillHistoryRecord((*records)[at], who.site, *response.add_records());
  }
  if (end < records->size()) {
    response.set_next_page_token(
        MakePageToken({.score = absl::StrCat(end), .id = id},
                      {who.site, request.comment_name()}));
  }
  return absl::OkStatus();
}

absl::Status ListSiteHistory(Audit& audit, const Caller& who,
                             const v1::GetHistoryRequest& request,
                             v1::GetHistoryResponse& response) {
  if (!who.principal().sections.empty()) {
    return absl::PermissionDeniedError(
        "this key is limited to sections; name a comment in comment_name");
  }
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start =
      ParsePageToken(request.page_token(), {who.site, "history"});
  if (!start.ok()) return start.status();
  const auto page =
      audit.Read(who.site, *start ? (*start)->score : "", *page_size);
  if (!page.ok()) return page.status();
  for (const HistoryRecord& record : page->records) {
    FillHistoryRecord(record, who.site, *response.add_records());
  }
  if (!page->next.empty()) {
    response.set_next_page_token(
        MakePageToken({.score = page->next, .id = {}}, {who.site, "history"}));
  }
  return absl::OkStatus();
}

}  // namespace winnow
