#include "service/api/policy_admin.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "service/api/audit_entry.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/api/policy_replay.h"
#include "service/api/policy_text.h"
#include "service/base/status_details.h"
#include "service/intake/own_lists.h"

namespace winnow {
namespace {

// Somebody may change a list while it is read; hardly ever this often.
constexpr int kReadsMax = 5;
constexpr absl::Duration kRetryWhenListsChange = absl::Seconds(1);

constexpr absl::Duration kReplayTurn = absl::Milliseconds(250);
constexpr absl::Duration kRetryWhenReplaying = absl::Seconds(10);

// One of the replays that run; none any more when it is destroyed.
struct EndReplay {
  void operator()(std::atomic<int>* running) const { --*running; }
};
using RunningReplay = std::unique_ptr<std::atomic<int>, EndReplay>;

// A stored text as a message, to show.
absl::StatusOr<v1::Policy> MessageOf(const std::string& text) {
  v1::Policy message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    return absl::InternalError("a stored policy cannot be read");
  }
  return message;
}

int64_t RevisionOf(const SiteRecord& record) {
  return record.Number("policy-revision");
}

std::string PrintPolicy(v1::Policy policy) {
  policy.clear_revision();
  policy.clear_apply_time();
  policy.clear_principal();
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(policy, &text);
  return text;
}

absl::Status Bad(absl::string_view field, absl::string_view what) {
  return InvalidFields(
      {{.field = std::string(field), .description = std::string(what)}});
}

}  // namespace

absl::StatusOr<std::string> PolicyAdmin::TextOf(
    const v1::PolicySource& source) const {
  switch (source.source_case()) {
    case v1::PolicySource::kText:
      return source.text();
    case v1::PolicySource::kPolicy:
      return PrintPolicy(source.policy());
    case v1::PolicySource::kPreset: {
      const auto shipped = parts_.shipped_policies.find(source.preset());
      if (shipped != parts_.shipped_policies.end()) return shipped->second;
      // An installation's own default is offered beside the shipped ones.
      const auto policy = ParsePolicy(parts_.default_policy);
      if (policy.ok() && policy->name == source.preset()) {
        return parts_.default_policy;
      }
      return absl::NotFoundError(
          absl::StrCat("no such shipped policy; there are ",
                       absl::StrJoin(parts_.shipped_policies, ", ",
                                     [](std::string* out, const auto& entry) {
                                       out->append(entry.first);
                                     })));
    }
    case v1::PolicySource::SOURCE_NOT_SET:
      break;
  }
  return Bad("source", "must have text, policy or preset");
}

absl::StatusOr<std::string> PolicyAdmin::TextOf(const SiteRecord& record,
                                                int64_t revision) const {
  if (revision != 0 && revision != RevisionOf(record)) {
    return parts_.store.PolicyText(record.id, revision);
  }
  return record.Field("policy");
}

absl::StatusOr<PolicyAdmin::Checked> PolicyAdmin::CheckForSite(
    const std::string& site, const v1::PolicySource& source) const {
  auto text = TextOf(source);
  if (!text.ok()) return text.status();
  return CheckText(site, *std::move(text));
}

absl::StatusOr<PolicyAdmin::Checked> PolicyAdmin::CheckText(
    const std::string& site, std::string text) const {
  auto checked = CheckPolicy(text);
  if (!checked.ok()) return checked.status();
  auto message = MessageOf(text);
  if (!message.ok()) return message.status();
  auto lists = ReadSite(site);
  if (!lists.ok()) return lists.status();
  Policy& policy = checked->policy;
  const int64_t terms =
      CountTerms(policy.filters.lists) + CountTerms(lists->own);
  if (terms > kTermsMax) {
    return absl::FailedPreconditionError(
        absl::StrCat("the policy's lists and the site's own would have ", terms,
                     " entries; ", kTermsMax, " is the most"));
  }
  const SiteSettings& settings = lists->live->site.settings;
  policy.time_zone = settings.time_zone;
  policy.filters.site_title = settings.title;
  policy.filters.languages = settings.languages;
  policy.filters.bans = lists->live->content_bans;
  auto screener =
      Screener::Make(std::move(policy), std::move(lists->own),
                     lists->live->screener->classifier(), lists->live->adapter);
  if (!screener.ok()) return screener.status();
  return Checked{.text = std::move(text),
                 .message = *std::move(message),
                 .screener = *std::move(screener),
                 .warnings = std::move(checked->warnings)};
}

absl::StatusOr<PolicyAdmin::SiteLists> PolicyAdmin::ReadSite(
    const std::string& site) const {
  for (int reads = 0; reads < kReadsMax; ++reads) {
    auto live = parts_.sites.LoadNewest(site);
    if (!live.ok()) return live.status();
    auto own = ReadOwnLists(parts_.lists, site, (*live)->own_lists);
    if (own.ok()) {
      return SiteLists{.live = *std::move(live), .own = *std::move(own)};
    }
    if (!absl::IsAborted(own.status())) return own.status();
  }
  return WithRetryAfter(
      absl::UnavailableError("the site's lists change too often"),
      kRetryWhenListsChange);
}

absl::Status PolicyAdmin::Get(const Caller& who,
                              const v1::GetPolicyRequest& request,
                              v1::GetPolicyResponse& response) {
  std::string text;
  int64_t revision = 0;
  if (!request.preset().empty()) {
    v1::PolicySource source;
    source.set_preset(request.preset());
    auto shipped = TextOf(source);
    if (!shipped.ok()) return shipped.status();
    text = *std::move(shipped);
  } else if (request.shadow()) {
    const auto record = parts_.store.Get(who.site);
    if (!record.ok()) return record.status();
    text = record->Field("shadow-policy");
    if (text.empty()) {
      return absl::NotFoundError("no policy runs in shadow");
    }
  } else {
    const auto record = parts_.store.Get(who.site);
    if (!record.ok()) return record.status();
    revision =
        request.revision() != 0 ? request.revision() : RevisionOf(*record);
    auto stored = TextOf(*record, revision);
    if (!stored.ok()) return stored.status();
    text = *std::move(stored);
  }
  auto message = MessageOf(text);
  if (!message.ok()) return message.status();
  message->set_revision(revision);
  *response.mutable_policy() = *std::move(message);
  response.set_text(std::move(text));
  return absl::OkStatus();
}

absl::Status PolicyAdmin::Apply(const Caller& who,
                                const v1::ApplyPolicyRequest& request,
                                v1::ApplyPolicyResponse& response) {
  auto checked = CheckForSite(who.site, request.source());
  if (!checked.ok()) return checked.status();
  if (request.validate_only()) {
    *response.mutable_policy() = std::move(checked->message);
    for (std::string& warning : checked->warnings) {
      response.add_warnings(std::move(warning));
    }
    return absl::OkStatus();
  }
  return MakeLive(who, *std::move(checked),
                  {.expected_revision = request.expected_revision(),
                   .request_id = request.request_id()},
                  response);
}

absl::Status PolicyAdmin::Rollback(const Caller& who,
                                   const v1::RollbackPolicyRequest& request,
                                   v1::ApplyPolicyResponse& response) {
  if (request.revision() <= 0) {
    return Bad("revision", "must be an earlier revision of the policy");
  }
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  auto text = TextOf(*record, request.revision());
  if (!text.ok()) return text.status();
  auto checked = CheckText(who.site, *std::move(text));
  if (absl::IsInvalidArgument(checked.status())) {
    // It was good once: what it asks for is gone from this version.
    return absl::FailedPreconditionError(
        absl::StrCat("this version cannot use revision ", request.revision(),
                     " any more: ", checked.status().message()));
  }
  if (!checked.ok()) return checked.status();
  return MakeLive(who, *std::move(checked),
                  {.rollback_of = request.revision(),
                   .expected_revision = request.expected_revision(),
                   .request_id = request.request_id()},
                  response);
}

absl::Status PolicyAdmin::MakeLive(const Caller& who, Checked checked,
                                   const Change& change,
                                   v1::ApplyPolicyResponse& response) {
  if (absl::Status valid = CheckRequestId(change.request_id); !valid.ok()) {
    return valid;
  }
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  const int64_t next = RevisionOf(*record) + 1;
  auto audited =
      MakeAuditEntry(parts_, who,
                     change.rollback_of != 0 ? HistoryAction::kPolicyRolledBack
                                             : HistoryAction::kPolicyApplied,
                     absl::StrCat(SiteName(who.site), "/policies/", next));
  if (!audited.ok()) return audited.status();
  PolicyChange applied;
  applied.site = who.site;
  applied.expected_site_revision = record->revision;
  if (change.expected_revision != 0) {
    applied.expected_policy_revision = change.expected_revision;
  }
  if (!change.request_id.empty()) {
    const auto live = parts_.sites.Load(who.site, 0);
    if (!live.ok()) return live.status();
    applied.request_key = (*live)->keys->RequestKey(change.request_id);
  }
  applied.revision = {.number = next,
                      .time = parts_.clock.Now(),
                      .key_id = who.principal().key_id,
                      .key_name = who.principal().name,
                      .policy_name = checked.message.name(),
                      .rollback_of = change.rollback_of};
  applied.text = std::move(checked.text);
  applied.digest = std::move(audited->digest);
  applied.record = std::move(audited->record);
  const auto changed = parts_.store.ApplyPolicy(applied);
  if (!changed.ok()) return changed.status();
  const auto reloaded = parts_.sites.Load(who.site, changed->site_revision);
  // The change stands; the next submission reloads the site again.
  if (!reloaded.ok() && !absl::IsUnavailable(reloaded.status())) {
    return reloaded.status();
  }
  v1::Policy& policy = *response.mutable_policy();
  policy = std::move(checked.message);
  policy.set_revision(changed->policy_revision);
  policy.set_principal(KeyName(who.principal().key_id));
  for (std::string& warning : checked.warnings) {
    response.add_warnings(std::move(warning));
  }
  return absl::OkStatus();
}

absl::Status PolicyAdmin::ListRevisions(
    const Caller& who, const v1::ListPolicyRevisionsRequest& request,
    v1::ListPolicyRevisionsResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start =
      ParsePageToken(request.page_token(), {who.site, "policies"});
  if (!start.ok()) return start.status();
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  auto revisions = parts_.store.PolicyRevisions(who.site);
  if (!revisions.ok()) return revisions.status();
  const int64_t live = RevisionOf(*record);
  const int64_t oldest =
      revisions->empty() ? live + 1 : revisions->back().number;
  // The one the site was made with has no record of its own.
  if (oldest == 2 || revisions->empty()) {
    PolicyRevision first;
    first.number = oldest - 1;
    first.time = absl::FromUnixMillis(record->Number("created"));
    const auto text = TextOf(*record, first.number);
    const auto message = text.ok() ? MessageOf(*text) : text.status();
    if (message.ok()) {
      first.policy_name = message->name();
      revisions->push_back(std::move(first));
    }
  }
  int64_t below = live + 1;
  if (*start && !absl::SimpleAtoi((*start)->score, &below)) below = 0;
  for (const PolicyRevision& revision : *revisions) {
    if (revision.number >= below) continue;
    if (response.revisions_size() == *page_size) {
      const auto& last = response.revisions(response.revisions_size() - 1);
      response.set_next_page_token(
          MakePageToken({.score = absl::StrCat(last.revision()), .id = {}},
                        {who.site, "policies"}));
      break;
    }
    auto& row = *response.add_revisions();
    row.set_revision(revision.number);
    row.set_policy_name(revision.policy_name);
    FillTimestamp(revision.time, *row.mutable_apply_time());
    if (!revision.key_id.empty()) {
      row.set_principal(KeyName(revision.key_id));
      row.set_principal_display_name(revision.key_name);
    }
    row.set_rollback_of(revision.rollback_of);
    row.set_live(revision.number == live);
  }
  return absl::OkStatus();
}

absl::StatusOr<Producer<v1::ReplayPolicyResponse>> PolicyAdmin::Replay(
    const v1::ReplayPolicyRequest& request) {
  const bool is_full = ++replays_ > kReplaysMax;
  RunningReplay running(&replays_);
  if (is_full) {
    return WithRetryAfter(
        absl::ResourceExhaustedError(
            "this server replays other policies already; try again later"),
        kRetryWhenReplaying);
  }
  auto checked = CheckForSite(request.site(), request.source());
  if (!checked.ok()) return checked.status();
  auto replay = PolicyReplay::Make(parts_.moderation, request,
                                   std::move(checked->screener));
  if (!replay.ok()) return replay.status();
  return Producer<v1::ReplayPolicyResponse>(
      [running = std::move(running), replay = *std::move(replay)](
          v1::ReplayPolicyResponse& answer) -> absl::StatusOr<Produced> {
        absl::Status ran = replay->Run(absl::Now() + kReplayTurn);
        if (!ran.ok()) return ran;
        answer.set_examined(replay->examined());
        answer.set_total_count(replay->total_count());
        if (!replay->done()) return Produced::kAnswer;
        replay->Fill(*answer.mutable_difference());
        return Produced::kLastAnswer;
      });
}

}  // namespace winnow
