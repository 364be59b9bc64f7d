#include "service/moderation/edits.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/bytes.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/intake/open_email.h"
#include "service/intake/reader_address.h"
#include "service/intake/second_look.h"
#include "service/intake/stored_form.h"
#include "service/moderation/blind.h"
#include "service/moderation/lease_check.h"
#include "service/moderation/own_comments.h"
#include "service/moderation/reports.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenQueueFull = absl::Minutes(5);

bool IsEditable(const Comment& comment) {
  return !comment.deleted &&
         (comment.state == State::kHeld || comment.state == State::kApproved);
}

absl::Status CheckEditable(const StoredComment& stored) {
  if (IsEditable(stored.comment)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "only held and approved comments can be edited; this one is ",
      StateName(stored.comment.state)));
}

// Puts new texts into a draft; false when they are what it has.
bool Take(TextChanges& texts, Draft& draft) {
  bool is_changed = false;
  const auto take = [&is_changed](std::optional<std::string>& from,
                                  std::string& to) {
    if (!from || *from == to) return;
    to = *std::move(from);
    is_changed = true;
  };
  take(texts.body, draft.body);
  take(texts.display_name, draft.display_name);
  take(texts.website, draft.website);
  return is_changed;
}

// The signals of an older text, less where they stood in what has changed.
void ForgetSpans(const Draft& now, const Comment& before, Verdict& verdict) {
  const auto is_gone = [&](const Span& span) {
    switch (span.field) {
      case TextField::kBody:
        return now.body != before.body;
      case TextField::kName:
        return now.display_name != before.display_name;
      case TextField::kWebsite:
        return now.website != before.website;
    }
    return true;
  };
  for (Signal& signal : verdict.signals) std::erase_if(signal.spans, is_gone);
}

// What is known of the author and of copies counts this comment already.
void ForgetItself(const StoredComment& before, Circumstances& known) {
  AuthorRecord& author = known.author;
  int64_t& count =
      before.comment.state == State::kApproved ? author.approved : author.held;
  if (count > 0) --count;
  Duplicates& found = known.duplicates;
  if (found.cluster_size > 0 &&
      found.cluster == before.hidden.cluster.value_or(before.comment.id) &&
      --found.cluster_size == 0) {
    found = {};
  }
}

absl::Status UsedOtherwise() {
  return absl::AlreadyExistsError(
      "this request_id was used for something else; use a new one for each "
      "edit");
}

// What was seen when it came in and cannot be seen in an edit.
void KeepEvidence(const Verdict& before, const Draft& draft, Reading& reading) {
  for (const Signal& signal : before.signals) {
    if (signal.name == "honeypot" || signal.name == "too_fast" ||
        (signal.name == "banned_network" && draft.network.bytes.empty())) {
      reading.signals.Report(signal);
    }
  }
}

// By whom it is held: somebody who meant it, or nobody but the policy. An
// appeal and readers' reports ask for a person too.
bool IsHeldByPerson(const StoredComment& stored) {
  return stored.comment.state == State::kHeld &&
         (!stored.hidden.decided_by.empty() || stored.reports.retracted ||
          stored.hidden.appeal_time != absl::InfinitePast());
}

State StateAfter(const StoredComment& before, const Verdict& verdict) {
  const bool is_held =
      verdict.state != State::kApproved || IsHeldByPerson(before);
  return is_held ? State::kHeld : State::kApproved;
}

absl::Status ErrorOf(const Gathered& gathered) {
  switch (gathered.outcome) {
    case Gathered::Outcome::kNew:
      return absl::OkStatus();
    case Gathered::Outcome::kRateLimited:
      return WithRetryAfter(
          absl::ResourceExhaustedError(
              absl::StrCat("edits and comments arrive too quickly from this ",
                           gathered.limit, "; try again after the delay")),
          gathered.retry_after);
    case Gathered::Outcome::kThreadClosed:
      return absl::FailedPreconditionError("this thread is closed");
    default:
      return absl::NotFoundError("no such site");
  }
}

// What author and text are known by from now on: a text without copies by the
// comment's own id, one without words by nothing.
void TakeKeys(Attempt attempt, const Duplicates& found, Edit& edit) {
  PrivatePart& hidden = edit.edited.hidden;
  edit.body_key = std::move(attempt.body_key);
  edit.bands = std::move(attempt.bands);
  hidden.sketch = std::move(attempt.sketch);
  hidden.cluster.reset();
  if (hidden.sketch.empty()) return;
  hidden.cluster =
      found.cluster_size > 0 ? found.cluster : edit.edited.comment.id;
}

}  // namespace

absl::Time EditEnd(const Comment& comment, const SiteSettings& settings) {
  return IsEditable(comment) ? comment.id.Time() + settings.edit_window
                             : absl::InfinitePast();
}

absl::StatusOr<StoredComment> Edits::Find(const std::string& site,
                                          const Uuid& id) {
  auto found = store_.Read(site, {id}, /*hidden=*/true);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError("no such comment");
  return std::move(found->front());
}

absl::StatusOr<StoredComment> Edits::ByAuthor(EditRequest request,
                                              const std::string& edit_token,
                                              const Principal& who) {
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  const SiteSettings& settings = (*live)->site.settings;
  absl::Status ready = ValidateChanges(settings, request.texts);
  if (!ready.ok()) return ready;
  auto stored = FindOwnComment(store_, **live, request.id, edit_token);
  if (!stored.ok()) return stored.status();
  Draft draft = DraftOf(*stored);
  draft.site = request.site;
  draft.network = std::move(request.texts.network);
  draft.has_user_agent = request.has_user_agent;
  draft.trusted = who.trusted;
  const bool is_changed = Take(request.texts, draft);
  auto email = OpenEmail(sites_, store_, request.site, *stored);
  if (absl::IsUnavailable(email.status())) return email.status();
  const bool is_lost = !email.ok() || stored->hidden.stripped;
  if (email.ok()) draft.email = *std::move(email);
  const auto seen = WasSeen(**live, draft, request.texts.request_id);
  if (!seen.ok()) return seen.status();
  if (*seen) return stored;

  ready = CheckEditable(*stored);
  if (ready.ok() && clock_.Now() >= EditEnd(stored->comment, settings)) {
    ready = absl::FailedPreconditionError(
        "the time in which this comment could be edited has passed");
  }
  if (ready.ok()) ready = CheckRevision(*stored, request.revision);
  if (!ready.ok()) return ready;
  if (!is_changed) return stored;
  Edit edit = {.edited = *std::move(stored), .screened = true};
  edit.from = edit.edited.comment.state;
  // Another text was picked.
  edit.edited.comment.featured = false;
  edit.forgets_decision = !IsHeldByPerson(edit.edited);
  ready = Screen(**live, draft, is_lost, edit);
  if (!ready.ok()) return ready;
  return Write(**live, draft, HistoryAction::kAuthorEdited, who,
               request.texts.request_id, std::move(edit));
}

absl::StatusOr<bool> Edits::WasSeen(const LiveSite& live, const Draft& draft,
                                    const std::string& request_id) {
  if (request_id.empty()) return false;
  const auto seen =
      store_.Request(draft.site, live.keys->RequestKey(request_id));
  if (!seen.ok()) return seen.status();
  if (!*seen) return false;
  if ((*seen)->id == draft.id &&
      (*seen)->fingerprint == live.keys->ContentFingerprint(draft)) {
    return true;
  }
  return UsedOtherwise();
}

absl::Status Edits::Screen(const LiveSite& live, const Draft& draft,
                           bool sealed_lost, Edit& edit) {
  PrivatePart& hidden = edit.edited.hidden;
  Reading reading = live.screener->Read(draft, live.sketch_key);
  Attempt attempt = MakeAttempt(draft, reading.sketch, live);
  if (sealed_lost) {
    // Whose it is stays known; what the address tells is not, so a person
    // looks.
    reading.failed = true;
    if (!hidden.stripped) {
      Log(Severity::kError, "address_not_opened",
          {{"site", draft.site}, {"comment", draft.id.ToString()}});
    }
    attempt.author = hidden.author;
    attempt.body_key = hidden.author.exact.empty()
                           ? ""
                           : live.keys->BodyKey(hidden.author.exact,
                                                draft.thread.id, draft.body);
  }
  auto gathered = Gather(attempt);
  if (!gathered.ok()) return gathered.status();
  absl::Status error = ErrorOf(*gathered);
  if (!error.ok()) return error;
  ForgetItself(edit.edited, gathered->circumstances);
  live.screener->InspectText(draft, reading);
  KeepEvidence(hidden.verdict, draft, reading);
  Verdict verdict =
      live.screener->Judge(draft, reading, gathered->circumstances);
  if (hidden.appeal_time != absl::InfinitePast()) {
    verdict.priority = std::max(verdict.priority, kAppealPriority);
  }
  if (edit.edited.reports.retracted) {
    verdict.priority = std::max(verdict.priority, kReportPriority);
  }
  // Who edits a comment that waits to be judged blind does not get round that.
  verdict.sampled = IsBlind(edit.edited);
  if (verdict.sampled) verdict.priority = 0;
  edit.edited.comment.state =
      verdict.sampled ? State::kHeld : StateAfter(edit.edited, verdict);
  edit.edited.comment.public_reason =
      verdict.sampled ? "" : verdict.public_reason;
  edit.verdict_count = {
      .day = VerdictDay(DayOf(draft.id.Time(), live.site.settings.time_zone)),
      .field = EditVerdictField(verdict.state, verdict.rule)};
  hidden.verdict = std::move(verdict);
  TakeKeys(std::move(attempt), gathered->circumstances.duplicates, edit);
  return absl::OkStatus();
}

absl::StatusOr<Gathered> Edits::Gather(Attempt attempt) {
  if (attempt.parent) {
    // What it answers was perhaps taken down since; the answer stays.
    const auto parent = store_.Read(attempt.site, {*attempt.parent}, false);
    if (!parent.ok()) return parent.status();
    if (parent->empty() || parent->front().comment.state != State::kApproved) {
      attempt.parent.reset();
    }
  }
  std::promise<absl::StatusOr<Gathered>> answer;
  store_.Gather(attempt, [&answer](absl::StatusOr<Gathered> gathered) {
    answer.set_value(std::move(gathered));
  });
  return answer.get_future().get();
}

absl::StatusOr<StoredComment> Edits::ByModerator(EditRequest request,
                                                 const Principal& who) {
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  absl::Status ready = ValidateChanges((*live)->site.settings, request.texts);
  if (!ready.ok()) return ready;
  auto stored = Find(request.site, request.id);
  if (!stored.ok()) return stored.status();
  Draft draft = DraftOf(*stored);
  draft.site = request.site;
  const bool is_changed = Take(request.texts, draft);
  const auto seen = WasSeen(**live, draft, request.texts.request_id);
  if (!seen.ok()) return seen.status();
  if (*seen) return stored;
  ready = CheckEditable(*stored);
  if (ready.ok()) ready = CheckRevision(*stored, request.revision);
  if (!ready.ok()) return ready;
  if (!is_changed) return stored;
  // Copies are still copies of what the author wrote.
  Edit edit = {.edited = *std::move(stored)};
  edit.from = edit.edited.comment.state;
  edit.moderator = who.key_id;
  ForgetSpans(draft, edit.edited.comment, edit.edited.hidden.verdict);
  return Write(**live, draft, HistoryAction::kEdited, who,
               request.texts.request_id, std::move(edit), request.steals_lease);
}

absl::StatusOr<StoredComment> Edits::Write(const LiveSite& live,
                                           const Draft& draft,
                                           HistoryAction action,
                                           const Principal& who,
                                           const std::string& request_id,
                                           Edit edit, bool steals_lease) {
  const SiteKeys& keys = *live.keys;
  Comment& comment = edit.edited.comment;
  const PrivatePart& hidden = edit.edited.hidden;
  // Stored times are milliseconds.
  const absl::Time now = absl::FromUnixMillis(absl::ToUnixMillis(clock_.Now()));
  HistoryRecord record;
  record.time = now;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action = action;
  record.resource = comment.id.ToString();
  record.from = edit.from;
  record.to = comment.state;
  record.revision = comment.revision + 1;

  edit.site = draft.site;
  edit.revision = comment.revision;
  edit.held_max = live.site.settings.held_max;
  // What a moderator has taken out of it, its author may not say again.
  if (edit.screened && !hidden.author.exact.empty()) {
    edit.old_body_key =
        keys.BodyKey(hidden.author.exact, comment.thread, comment.body);
  }
  edit.fingerprint = keys.ContentFingerprint(draft);
  if (!request_id.empty()) edit.request_key = keys.RequestKey(request_id);
  edit.request_ttl = live.site.settings.retention.request_ids;
  edit.record = EncodeHistory(record);
  edit.digest = keys.AuditDigest(edit.record);
  if (steals_lease) {
    edit.steal_record = EncodeHistory(StealRecord(comment, record));
    edit.steal_digest = keys.AuditDigest(edit.steal_record);
  }
  comment.body = draft.body;
  comment.display_name = draft.display_name;
  comment.website = draft.website;
  comment.edited = true;
  comment.update_time = now;
  ++comment.revision;

  const auto outcome = store_.Change(edit);
  if (!outcome.ok()) return outcome.status();
  switch (*outcome) {
    case EditOutcome::kOtherRequest:
      return UsedOtherwise();
    case EditOutcome::kQueueFull:
      return WithRetryAfter(
          absl::ResourceExhaustedError("the moderation queue is full"),
          kRetryWhenQueueFull);
    case EditOutcome::kDone:
    case EditOutcome::kReplay:
      break;
  }
  return Find(draft.site, comment.id);
}

}  // namespace winnow
