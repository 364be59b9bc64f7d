#include "service/api/export_comments.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/intake/open_email.h"
#include "service/intake/validation.h"
#include "service/moderation/comment_export.h"
#include "service/moderation/history.h"
#include "service/moderation/importer.h"

namespace winnow {
namespace {

constexpr absl::string_view kBinding = "comments";

absl::Status CheckMayReveal(const Principal& who) {
  if (MayRevealEmails(who)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      "exporting addresses needs a key with the permission REVEAL_EMAIL; "
      "export without them, or have such a key made");
}

// Everything one export needs until its end.
struct Export {
  Export(const SiteServiceParts& the_parts, ImportStore& the_imports,
         Caller caller)
      : parts(the_parts), imports(the_imports), who(std::move(caller)) {}

  const SiteServiceParts& parts;
  ImportStore& imports;
  const Caller who;
  std::string filter_text;
  std::string why;  // empty: no addresses
  std::shared_ptr<const LiveSite> live;
  std::optional<CommentFilter> filter;
  std::string author_exact;
  std::optional<PageStart> start;
  std::optional<CommentExport> rows;
  std::optional<CommentExport> counting;
  int64_t emails = 0;  // that may leave
  std::deque<StoredComment> waiting;
  std::deque<std::string> source_ids;  // of these

  CommentExport Make() const {
    return CommentExport(parts.comments, who.site, filter,
                         CommentExport::NamesState(filter_text), author_exact,
                         parts.clock.Now(), start);
  }

  absl::Status Record() const {
    HistoryRecord record;
    record.time = parts.clock.Now();
    record.key_id = who.principal().key_id;
    record.key_name = who.principal().name;
    record.action = kCommentsExported;
    record.resource = SiteName(who.site);
    record.reason = why;
    record.revision = emails;
    const std::string bytes = EncodeHistory(record);
    return imports.RecordExport(who.site, live->keys->AuditDigest(bytes),
                                bytes);
  }

  // One turn of counting; the record is written behind the last.
  absl::Status Count() {
    const auto next = counting->Next();
    if (!next.ok()) return next.status();
    for (const StoredComment& stored : *next) {
      if (!stored.hidden.email.bytes.empty()) ++emails;
    }
    if (!counting->done()) return absl::OkStatus();
    counting.reset();
    return Record();
  }

  void FillEmail(const StoredComment& stored, v1::ExportCommentsResponse& out) {
    if (why.empty() || stored.hidden.email.bytes.empty() || emails == 0) return;
    const auto email = OpenEmail(parts.sites, parts.comments, who.site, stored);
    if (!email.ok()) {
      // Lost for good, as an edit sees it too; the rest must not be.
      Log(Severity::kError, "email_not_opened",
          {{"site", who.site}, {"comment", stored.comment.id.ToString()}});
      out.set_email_unreadable(true);
      return;
    }
    --emails;
    out.set_email(std::string(email->Reveal()));
  }

  absl::StatusOr<Produced> Produce(v1::ExportCommentsResponse& out) {
    if (counting) {
      if (absl::Status counted = Count(); !counted.ok()) return counted;
      return Produced::kNothingYet;
    }
    if (!rows) rows.emplace(Make());
    if (waiting.empty()) {
      auto next = rows->Next();
      if (!next.ok()) return next.status();
      std::vector<Uuid> ids;
      for (StoredComment& stored : *next) {
        ids.push_back(stored.comment.id);
        waiting.push_back(std::move(stored));
      }
      auto sources = imports.SourceIds(who.site, ids);
      if (!sources.ok()) return sources.status();
      for (std::string& id : *sources) source_ids.push_back(std::move(id));
    }
    if (waiting.empty()) {
      return rows->done() ? Produced::kEnd : Produced::kNothingYet;
    }
    StoredComment stored = std::move(waiting.front());
    waiting.pop_front();
    out.set_resume_token(MakePageToken(CommentExport::PlaceOf(stored),
                                       {kBinding, who.site, filter_text}));
    FillEmail(stored, out);
    out.set_thread_title(stored.thread.title);
    out.set_source_id(std::move(source_ids.front()));
    source_ids.pop_front();
    FillComment(std::move(stored.comment), who.site, *out.mutable_comment());
    return Produced::kAnswer;
  }
};

}  // namespace

absl::StatusOr<Producer<v1::ExportCommentsResponse>> ExportComments(
    const SiteServiceParts& parts, ImportStore& imports, const Caller& who,
    const v1::ExportCommentsRequest& request) {
  auto one = std::make_shared<Export>(parts, imports, who);
  one->filter_text = request.filter();
  if (request.include_emails()) {
    absl::Status may = CheckMayReveal(who.principal());
    if (!may.ok()) return may;
    one->why = request.why();
    absl::Status checked = CheckWhy(one->why);
    if (!checked.ok()) return checked;
  }
  auto live = parts.sites.Load(who.site, 0);
  if (!live.ok()) return live.status();
  one->live = *std::move(live);
  if (!request.filter().empty()) {
    auto filter = CommentFilter::Parse(request.filter());
    if (!filter.ok()) return filter.status();
    one->filter = *std::move(filter);
  }
  if (one->filter && one->filter->author_of()) {
    const auto author =
        parts.moderation.Get(who.site, *one->filter->author_of());
    if (!author.ok()) return author.status();
    one->author_exact = author->hidden.author.exact;
  }
  auto start = ParsePageToken(request.resume_token(),
                              {kBinding, who.site, request.filter()});
  if (!start.ok()) return start.status();
  one->start = *std::move(start);
  if (request.include_emails()) one->counting.emplace(one->Make());
  return Producer<v1::ExportCommentsResponse>(
      [one](v1::ExportCommentsResponse& out) { return one->Produce(out); });
}

}  // namespace winnow
