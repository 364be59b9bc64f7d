#include "service/store/redis/redis_report_store.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/verdict_record.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);
constexpr double kThousandths = 1000;
constexpr size_t kRowItems = 8;

int64_t InThousandths(double weight) {
  return std::llround(weight * kThousandths);
}

char LetterOf(const Reply& reply) {
  return reply.text().empty() ? '\0' : reply.text()[0];
}

// {number, ms, reason, weight, outcome, handle, text, effect}
absl::StatusOr<Report> ReportOf(const Reply& row) {
  if (row.size() != kRowItems) return BadReply("read");
  Report report;
  report.number = IntOf(row[0].text());
  report.time = TimeOfMillis(row[1].text());
  report.reason = static_cast<int>(IntOf(row[2].text()));
  report.weight = static_cast<double>(row[3].integer()) / kThousandths;
  report.outcome = static_cast<ReportOutcome>(LetterOf(row[4]));
  report.handle = std::string(row[5].text());
  report.text = std::string(row[6].text());
  report.effect = static_cast<ReportEffect>(LetterOf(row[7]));
  return report;
}

Command FilingCommand(const ReportFiling& filing, const std::string& prefix) {
  const Comment& comment = filing.stored.comment;
  const PrivatePart& hidden = filing.stored.hidden;
  Command command = Function("report", prefix, 1024 + filing.text.size());
  command.Append(comment.id.Bytes())
      .AppendInt(comment.revision)
      .Append(filing.request_key)
      .Append(absl::StrCat(comment.id.Bytes(), filing.fingerprint))
      .AppendInt(absl::ToInt64Seconds(filing.request_ttl))
      .Append(filing.trusted ? "1" : "0")
      .Append(filing.subnet)
      .Append(filing.reporter)
      .Append(filing.handle)
      .AppendInt(filing.network_per_hour_max)
      .AppendInt(filing.reporter_per_hour_max)
      .AppendInt(filing.reason)
      .Append(filing.text)
      .AppendInt(InThousandths(filing.requeue_at))
      .AppendInt(InThousandths(filing.retract_at))
      .AppendInt(filing.held_max)
      .Append(hidden.thread_key)
      .Append(comment.parent ? comment.parent->Bytes() : "")
      .Append(hidden.author.exact)
      .Append(IndexScore(State::kHeld, hidden.verdict.priority,
                         comment.id.Time(), comment.create_time))
      .Append(MillisText(comment.create_time))
      .Append(MillisText(filing.now))
      .AppendInt(kFeedEventsMax)
      .Append(EncodeVerdict(hidden.verdict));
  return command;
}

}  // namespace

absl::StatusOr<ReportSummary> ReportSummaryOf(const Reply& items) {
  ReportSummary summary;
  if (items.size() == 0) return summary;
  if (items.size() != 5) return BadReply("read");
  summary.count = IntOf(items[0].text());
  summary.open_weight =
      static_cast<double>(IntOf(items[1].text())) / kThousandths;
  summary.retracted = items[2].text() == "1";
  summary.queued = items[3].text() == "1";
  for (const Reply& row : items[4].items()) {
    auto report = ReportOf(row);
    if (!report.ok()) return report.status();
    summary.newest.push_back(*std::move(report));
  }
  return summary;
}

absl::StatusOr<Reply> RedisReportStore::Call(const std::string& prefix,
                                             Command command, bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = kCallTimeout, .idempotent = idempotent}));
}

absl::StatusOr<FiledReport> RedisReportStore::File(const ReportFiling& filing) {
  const std::string prefix = SitePrefix(filing.site);
  auto reply = Call(prefix, FilingCommand(filing, prefix),
                    /*idempotent=*/!filing.request_key.empty());
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  FiledReport filed;
  if (what == "done" && reply->size() == 2) {
    filed.replaced = (*reply)[1].text() == "1";
    return filed;
  }
  if (what == "other") {
    filed.outcome = FiledReport::Outcome::kOtherRequest;
    return filed;
  }
  if (what == "state" && reply->size() == 2) {
    filed.outcome = FiledReport::Outcome::kNotApproved;
    filed.state = StateFromCode((*reply)[1].text()).value_or(State::kHeld);
    return filed;
  }
  if (what == "rate" && reply->size() == 3) {
    filed.outcome = FiledReport::Outcome::kRateLimited;
    filed.limit = std::string((*reply)[1].text());
    filed.retry_after = absl::Milliseconds((*reply)[2].integer());
    return filed;
  }
  return ErrorOfChange(*reply, "report");
}

absl::StatusOr<std::vector<ReportRow>> RedisReportStore::List(
    const std::string& site, const std::optional<Uuid>& comment,
    std::optional<int64_t> before, int limit) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("list_reports", prefix);
  command.Append(comment ? comment->Bytes() : "")
      .Append(before ? absl::StrCat(*before) : "")
      .AppendInt(limit);
  auto reply = Call(prefix, std::move(command), /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  std::vector<ReportRow> rows;
  for (const Reply& item : reply->items()) {
    if (item.size() != 3) return BadReply("list_reports");
    const auto id = UuidFromBytes(item[0].text());
    auto report = ReportOf(item[2]);
    if (!report.ok()) return report.status();
    if (!id) return BadReply("list_reports");
    rows.push_back({.comment = *id,
                    .section = std::string(item[1].text()),
                    .report = *std::move(report)});
  }
  return rows;
}

}  // namespace winnow
