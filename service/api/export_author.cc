#include "service/api/export_author.h"

#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "service/api/author_selector.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/intake/validation.h"
#include "service/moderation/author_export.h"
#include "service/moderation/history.h"

namespace winnow {
namespace {

void FillProfile(const AuthorProfile& profile,
                 v1::ExportAuthorResponse::Profile& out) {
  for (const std::string& email : profile.emails) out.add_emails(email);
  for (const std::string& id : profile.author_ids) out.add_author_ids(id);
  out.set_unreadable_email_count(profile.unreadable_emails);
  out.set_handle(profile.handle);
  for (size_t i = 0; i < std::size(kStates); ++i) {
    if (profile.counts[i] == 0) continue;
    (*out.mutable_comment_counts())[v1::Comment::State_Name(
        ToProto(kStates[i]))] = profile.counts[i];
  }
  if (profile.comments > 0) {
    FillTimestamp(profile.first, *out.mutable_first_time());
    FillTimestamp(profile.last, *out.mutable_last_time());
  }
  out.set_banned(profile.ban.has_value());
  if (profile.ban && profile.ban->end_time != absl::InfiniteFuture()) {
    FillTimestamp(profile.ban->end_time, *out.mutable_ban_expire_time());
  }
}

void FillAuthored(StoredComment stored, const Site& site,
                  v1::ExportAuthorResponse::AuthoredComment& out) {
  const Comment& comment = stored.comment;
  const NetworkKeys& network = stored.hidden.network;
  if (!network.host.empty() || !network.subnet.empty()) {
    FillTimestamp(comment.create_time + site.settings.retention.network_hashes,
                  *out.mutable_network_expire_time());
  }
  FillScreening(stored.hidden.verdict,
                {.body = comment.body,
                 .display_name = comment.display_name,
                 .website = comment.website},
                *out.mutable_screening());
  out.set_appeal(stored.hidden.appeal);
  FillComment(std::move(stored.comment), site.id, *out.mutable_comment());
}

// Everything one export needs until its end.
struct Export {
  Export(const SiteServiceParts& parts, ImportStore& the_imports, Caller caller,
         std::shared_ptr<const LiveSite> the_live,
         const std::string& author_exact, bool is_dry_run, std::string the_why)
      : imports(the_imports),
        clock(parts.clock),
        who(std::move(caller)),
        live(std::move(the_live)),
        dry_run(is_dry_run),
        why(std::move(the_why)),
        author(parts.author_comments, parts.bans, live, author_exact,
               /*with_emails=*/!is_dry_run) {}

  ImportStore& imports;
  Clock& clock;
  const Caller who;
  const std::shared_ptr<const LiveSite> live;
  const bool dry_run;
  const std::string why;
  AuthorExport author;
  bool profile_sent = false;
  std::deque<StoredComment> waiting;

  absl::Status Record() const {
    HistoryRecord record;
    record.time = clock.Now();
    record.key_id = who.principal().key_id;
    record.key_name = who.principal().name;
    record.action = HistoryAction::kAuthorExported;
    record.resource = SiteName(who.site);
    record.reason = why;
    record.revision = author.profile().comments;
    const std::string bytes = EncodeHistory(record);
    return imports.RecordExport(who.site, live->keys->AuditDigest(bytes),
                                bytes);
  }

  absl::StatusOr<Produced> Produce(v1::ExportAuthorResponse& out) {
    if (!author.looked_at_all()) {
      absl::Status looked = author.Look();
      if (!looked.ok()) return looked;
      return Produced::kNothingYet;
    }
    if (!profile_sent) {
      absl::Status recorded = dry_run ? absl::OkStatus() : Record();
      if (!recorded.ok()) return recorded;
      FillProfile(author.profile(), *out.mutable_profile());
      profile_sent = true;
      return dry_run ? Produced::kLastAnswer : Produced::kAnswer;
    }
    if (waiting.empty()) {
      if (author.done()) return Produced::kEnd;
      auto next = author.Next();
      if (!next.ok()) return next.status();
      for (StoredComment& stored : *next) waiting.push_back(std::move(stored));
      if (waiting.empty()) return Produced::kNothingYet;
    }
    FillAuthored(std::move(waiting.front()), live->site,
                 *out.mutable_comment());
    waiting.pop_front();
    return Produced::kAnswer;
  }
};

}  // namespace

absl::StatusOr<Producer<v1::ExportAuthorResponse>> ExportAuthor(
    const SiteServiceParts& parts, ImportStore& imports, const Caller& who,
    const v1::ExportAuthorRequest& request) {
  std::string why = request.why();
  if (!request.dry_run()) {
    absl::Status valid = CheckWhy(why);
    if (!valid.ok()) return valid;
  }
  const auto choice = ParseAuthor(who.site, request.author());
  if (!choice.ok()) return choice.status();
  const auto exact = parts.author_comments.AuthorOf(who.site, *choice);
  if (!exact.ok()) return AboutAuthor(exact.status());
  auto live = parts.sites.Load(who.site, 0);
  if (!live.ok()) return live.status();
  auto one =
      std::make_shared<Export>(parts, imports, who, *std::move(live), *exact,
                               request.dry_run(), std::move(why));
  return Producer<v1::ExportAuthorResponse>(
      [one](v1::ExportAuthorResponse& out) { return one->Produce(out); });
}

}  // namespace winnow
