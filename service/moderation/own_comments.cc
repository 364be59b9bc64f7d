#include "service/moderation/own_comments.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/moderation/change_record.h"
#include "service/moderation/edits.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenQueueFull = absl::Minutes(5);

bool IsRefused(const Comment& comment) {
  return comment.state == State::kRejected || comment.state == State::kSpam;
}

bool WasAppealed(const StoredComment& stored) {
  return stored.hidden.appeal_time != absl::InfinitePast();
}

absl::Time WithdrawEnd(const Comment& comment, const SiteSettings& settings) {
  return comment.state == State::kWithdrawn
             ? absl::InfinitePast()
             : comment.id.Time() + settings.withdraw_window;
}

// The last thing that changed a refused comment was its refusal.
absl::Time AppealEnd(const StoredComment& stored,
                     const SiteSettings& settings) {
  const Comment& comment = stored.comment;
  if (!IsRefused(comment) || WasAppealed(stored)) return absl::InfinitePast();
  return std::max(comment.id.Time(), comment.update_time) +
         settings.appeal_window;
}

// Whether the text is this comment's alone to give back: what was refused stays
// said, and what repeats another comment is still said there.
bool MayBeSaidAgain(const StoredComment& stored) {
  if (IsRefused(stored.comment) || stored.hidden.author.exact.empty()) {
    return false;
  }
  const std::vector<Signal>& signals = stored.hidden.verdict.signals;
  return std::none_of(signals.begin(), signals.end(), [](const Signal& signal) {
    return signal.name == "duplicate_own";
  });
}

// Stored times are milliseconds.
absl::Time InMillis(absl::Time time) {
  return absl::FromUnixMillis(absl::ToUnixMillis(time));
}

HistoryRecord RecordOf(HistoryAction action, State to,
                       const StoredComment& stored, absl::Time now) {
  HistoryRecord record;
  record.time = now;
  record.action = action;
  record.to = to;
  record.reason_before = stored.comment.public_reason;
  record.revision = stored.comment.revision + 1;
  return record;
}

absl::Status CheckAppeal(const StoredComment& stored, absl::Time end,
                         absl::Time now) {
  if (WasAppealed(stored)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "this comment was appealed before, which can be done once; it is ",
        StateName(stored.comment.state)));
  }
  if (!IsRefused(stored.comment)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "only rejected comments and spam can be appealed; this one is ",
        StateName(stored.comment.state)));
  }
  if (now < end) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the time in which this comment could be appealed has passed");
}

}  // namespace

absl::StatusOr<StoredComment> FindOwnComment(CommentStore& store,
                                             const LiveSite& live,
                                             const Uuid& id,
                                             const std::string& edit_token) {
  if (!live.keys->IsEditToken(id, 0, edit_token)) {
    return absl::PermissionDeniedError(
        "edit_token is not the one that this comment's author was given");
  }
  auto found = store.Read(live.site.id, {id}, /*hidden=*/true);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError("no such comment");
  return std::move(found->front());
}

absl::StatusOr<AuthorStatus> OwnComments::Status(
    const std::string& site, const Uuid& id, const std::string& edit_token) {
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  auto stored = FindOwnComment(store_, **live, id, edit_token);
  if (!stored.ok()) return stored.status();
  return StatusOf(**live, *std::move(stored));
}

absl::StatusOr<AuthorStatus> OwnComments::StatusOf(const LiveSite& live,
                                                   StoredComment stored) {
  const auto thread =
      store_.ThreadsNow(live.site.id, {stored.hidden.thread_key});
  if (!thread.ok()) return thread.status();
  const bool is_closed =
      !thread->empty() && thread->front().mode == ThreadMode::kClosed;
  const SiteSettings& settings = live.site.settings;
  const absl::Time now = clock_.Now();
  const auto if_ahead = [now](absl::Time end) {
    return now < end ? end : absl::InfinitePast();
  };
  AuthorStatus status;
  if (!is_closed) status.edit_end = if_ahead(EditEnd(stored.comment, settings));
  status.withdraw_end = if_ahead(WithdrawEnd(stored.comment, settings));
  status.appeal_end = if_ahead(AppealEnd(stored, settings));
  status.appealed = WasAppealed(stored);
  status.comment = std::move(stored.comment);
  return status;
}

absl::StatusOr<StoredComment> OwnComments::Withdraw(const OwnRequest& request,
                                                    const Principal& who) {
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  return TryThrice(request.revision.has_value(),
                   [&] { return WithdrawOnce(**live, request, who); });
}

absl::StatusOr<StoredComment> OwnComments::WithdrawOnce(
    const LiveSite& live, const OwnRequest& request, const Principal& who) {
  auto stored = FindOwnComment(store_, live, request.id, request.edit_token);
  if (!stored.ok()) return stored.status();
  const ChangeRequest change =
      MakeChangeRequest(live, request.request_id, {"withdraw"});
  const auto made = WasMade(store_, live, request.id, change);
  if (!made.ok()) return made.status();
  if (*made || stored->comment.state == State::kWithdrawn) return stored;
  absl::Status ready = CheckRevision(*stored, request.revision);
  if (!ready.ok()) return ready;
  const absl::Time now = InMillis(clock_.Now());
  if (now >= WithdrawEnd(stored->comment, live.site.settings)) {
    return absl::FailedPreconditionError(
        "the time in which this comment could be withdrawn has passed");
  }
  Withdrawal withdrawal;
  withdrawal.now = now;
  withdrawal.origin = MakeOrigin(
      live, *stored, who, change,
      RecordOf(HistoryAction::kWithdrawn, State::kWithdrawn, *stored, now));
  if (MayBeSaidAgain(*stored)) {
    withdrawal.body_key =
        live.keys->BodyKey(stored->hidden.author.exact, stored->comment.thread,
                           stored->comment.body);
  }
  withdrawal.stored = *std::move(stored);
  for (Signal& signal : withdrawal.stored.hidden.verdict.signals) {
    signal.spans.clear();
    // Which listed terms it had.
    signal.entries.clear();
  }
  const auto outcome = store_.Withdraw(withdrawal);
  if (!outcome.ok()) return outcome.status();
  ready = CheckOutcome(*outcome, absl::OkStatus());
  if (!ready.ok()) return ready;
  return FindOwnComment(store_, live, request.id, request.edit_token);
}

absl::StatusOr<AuthorStatus> OwnComments::Appeal(const OwnRequest& request,
                                                 std::string text,
                                                 const Principal& who) {
  absl::Status ready = CheckRemark("text", kAppealCharsMax, text);
  if (!ready.ok()) return ready;
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  auto appealed = TryThrice(request.revision.has_value(), [&] {
    return AppealOnce(**live, request, text, who);
  });
  if (!appealed.ok()) return appealed.status();
  return StatusOf(**live, *std::move(appealed));
}

absl::StatusOr<StoredComment> OwnComments::AppealOnce(const LiveSite& live,
                                                      const OwnRequest& request,
                                                      const std::string& text,
                                                      const Principal& who) {
  auto stored = FindOwnComment(store_, live, request.id, request.edit_token);
  if (!stored.ok()) return stored.status();
  const ChangeRequest change =
      MakeChangeRequest(live, request.request_id, {"appeal", text});
  const auto made = WasMade(store_, live, request.id, change);
  if (!made.ok()) return made.status();
  if (*made) return stored;
  const absl::Time now = InMillis(clock_.Now());
  absl::Status ready =
      CheckAppeal(*stored, AppealEnd(*stored, live.site.settings), now);
  if (ready.ok()) ready = CheckRevision(*stored, request.revision);
  if (!ready.ok()) return ready;
  AppealFiling filing;
  filing.now = now;
  filing.text = text;
  filing.held_max = live.site.settings.held_max;
  filing.origin = MakeOrigin(
      live, *stored, who, change,
      RecordOf(HistoryAction::kAppealed, State::kHeld, *stored, now));
  filing.stored = *std::move(stored);
  int& priority = filing.stored.hidden.verdict.priority;
  priority = std::max(priority, kAppealPriority);
  const auto outcome = store_.Appeal(filing);
  if (!outcome.ok()) return outcome.status();
  ready =
      CheckOutcome(*outcome, WithRetryAfter(absl::ResourceExhaustedError(
                                                "the moderation queue is full"),
                                            kRetryWhenQueueFull));
  if (!ready.ok()) return ready;
  return FindOwnComment(store_, live, request.id, request.edit_token);
}

}  // namespace winnow
