#include "clients/cli/review_desk.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/names.h"
#include "clients/cli/output.h"

namespace winnow {
namespace {

// Enough that the next comment is there at once, few enough that colleagues
// find work.
constexpr int kLeasedAhead = 5;
constexpr absl::Duration kLeaseLength = absl::Minutes(5);
constexpr size_t kDoneMax = 1000;
constexpr int kSimilarShown = 2;
// The terminal is to be given back soon, whatever the server does.
constexpr absl::Duration kReleaseWait = absl::Seconds(2);

bool IsSameLease(const v1::Lease& a, const v1::Lease& b) {
  return a.principal() == b.principal() &&
         a.create_time().seconds() == b.create_time().seconds() &&
         a.create_time().nanos() == b.create_time().nanos();
}

template <typename Request>
Request DecisionRequest(const v1::ModeratedComment& item,
                        const std::string& token, const std::string& reason) {
  Request request;
  request.set_name(item.comment().name());
  request.set_etag(item.comment().etag());
  request.set_lease_token(token);
  request.set_reason_code(reason);
  return request;
}

}  // namespace

ReviewDesk::ReviewDesk(Session& session, std::string site, std::string filter,
                       std::string watch_session)
    : session_(session),
      site_(std::move(site)),
      filter_(std::move(filter)),
      watch_session_(std::move(watch_session)) {}

absl::Status ReviewDesk::LeaseMore() {
  v1::LeaseNextRequest request;
  request.set_site(site_);
  request.set_count(kLeasedAhead);
  request.set_filter(filter_);
  request.set_session(watch_session_);
  request.mutable_lease_duration()->set_seconds(
      absl::ToInt64Seconds(kLeaseLength));
  const absl::StatusOr<v1::LeaseNextResponse> leased =
      session_.Call(kLeaseNext, std::move(request));
  if (!leased.ok()) return leased.status();
  waiting_count_ = leased->remaining_count();
  for (const v1::ModeratedComment& item : leased->comments()) {
    next_.push_back({item.comment().name(), item.lease().token(), item.lease(),
                     absl::Now() + kLeaseLength / 2});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ReviewDesk::Read(Held held) {
  v1::GetModeratedCommentRequest request;
  request.set_name(held.name);
  request.set_include_score_details(true);
  absl::StatusOr<v1::ModeratedComment> item =
      session_.Call(kGetModeratedComment, std::move(request));
  if (absl::IsNotFound(item.status())) return false;
  if (!item.ok()) return item.status();
  // Not only by the same key: it may be in another window by now.
  const bool ours = IsSameLease(item->lease(), held.lease);
  if (item->comment().state() != v1::Comment::HELD || !ours) return false;
  item_ = *std::move(item);
  item_lease_ = std::move(held);
  session_.Remember({item_lease_.name});
  ReadSimilar();
  return true;
}

// A comment without its likes can be decided too: an error is none here.
void ReviewDesk::ReadSimilar() {
  similar_.clear();
  if (item_->similar_count() == 0) return;
  v1::ListSimilarRequest request;
  request.set_name(item_lease_.name);
  request.set_page_size(kSimilarShown);
  absl::StatusOr<v1::ListSimilarResponse> answer =
      session_.Call(kListSimilar, std::move(request));
  if (!answer.ok()) return;
  for (auto& one : *answer->mutable_similar()) {
    similar_.push_back(std::move(one));
  }
}

absl::Status ReviewDesk::Fill() {
  while (!item_) {
    if (next_.empty()) {
      absl::Status leased = LeaseMore();
      if (leased.ok() && next_.empty() && !passed_over_.empty()) {
        for (const Held& held : std::exchange(passed_over_, {})) Release(held);
        leased = LeaseMore();
      }
      if (!leased.ok()) return leased;
      if (next_.empty()) return absl::OkStatus();
    }
    // It stays in front until it has been read: an error loses no lease.
    const absl::StatusOr<bool> read = Read(next_.front());
    if (!read.ok()) return read.status();
    next_.pop_front();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ModeratedComment> ReviewDesk::SendDecision(
    v1::Comment::State state, const std::string& reason,
    const std::string& message) {
  const std::string& token = item_lease_.token;
  if (state == v1::Comment::APPROVED) {
    return session_.Call(
        kApproveComment,
        DecisionRequest<v1::ApproveCommentRequest>(*item_, token, reason));
  }
  if (state == v1::Comment::SPAM) {
    return session_.Call(
        kMarkSpam, DecisionRequest<v1::MarkSpamRequest>(*item_, token, reason));
  }
  auto request =
      DecisionRequest<v1::RejectCommentRequest>(*item_, token, reason);
  request.set_message(message);
  return session_.Call(kRejectComment, std::move(request));
}

// Nothing was decided: what is on the screen is not what the server has.
absl::Status ReviewDesk::ReadAgain(const absl::Status& why) {
  item_.reset();
  const absl::StatusOr<bool> read = Read(item_lease_);
  if (!read.ok()) {
    // Its turn comes again once winnowd answers.
    next_.push_front(item_lease_);
    return read.status();
  }
  if (!*read) {
    const absl::Status filled = Fill();
    if (!filled.ok()) return filled;
  }
  return why;
}

std::optional<v1::ModeratedComment> ReviewDesk::FindOwnDecision(
    v1::Comment::State state) {
  v1::GetModeratedCommentRequest request;
  request.set_name(item_lease_.name);
  absl::StatusOr<v1::ModeratedComment> now =
      session_.Call(kGetModeratedComment, std::move(request));
  if (!now.ok() || now->comment().state() != state ||
      now->comment().revision() != item_->comment().revision() + 1 ||
      now->last_decision().principal() != item_lease_.lease.principal()) {
    return std::nullopt;
  }
  return *std::move(now);
}

absl::Status ReviewDesk::Decide(v1::Comment::State state,
                                const std::string& reason,
                                const std::string& message) {
  if (!item_) return absl::OkStatus();
  absl::StatusOr<v1::ModeratedComment> decided =
      SendDecision(state, reason, message);
  if (!decided.ok()) {
    std::optional<v1::ModeratedComment> own = FindOwnDecision(state);
    if (own) decided = *std::move(own);
  }
  if (absl::IsAborted(decided.status()) ||
      absl::IsFailedPrecondition(decided.status()) ||
      absl::IsNotFound(decided.status())) {
    return ReadAgain(decided.status());
  }
  if (!decided.ok()) return decided.status();
  last_ = {item_lease_.name,
           item_->cluster(),
           item_->similar_count(),
           item_->author().held_count() - 1,
           state,
           reason};
  ++decided_count_;
  done_.push_back({item_lease_.name, false, decided->comment().etag()});
  if (done_.size() > kDoneMax) done_.erase(done_.begin());
  item_.reset();
  return Fill();
}

absl::Status ReviewDesk::PassOver() {
  if (!item_) return absl::OkStatus();
  passed_over_.push_back(std::move(item_lease_));
  item_.reset();
  return Fill();
}

absl::StatusOr<std::string> ReviewDesk::UndoBatch(const std::string& batch) {
  v1::UndoDecisionRequest request;
  request.set_site(site_);
  request.set_batch(batch);
  int64_t changed = 0;
  int64_t failed = 0;
  do {
    const absl::StatusOr<v1::UndoDecisionResponse> answer =
        session_.Call(kUndoDecision, request);
    if (!answer.ok()) return answer.status();
    changed += answer->changed_count();
    for (const v1::BatchResult& result : answer->results()) {
      if (result.has_error()) ++failed;
    }
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  return absl::StrCat(
      Counted(changed, "comment"), " as before",
      failed > 0 ? absl::StrCat(", ", failed, " left as they are") : "");
}

absl::StatusOr<std::string> ReviewDesk::Undo() {
  if (done_.empty()) {
    return absl::FailedPreconditionError(
        "there is nothing of this review to take back; winnow undo takes back "
        "older decisions");
  }
  const Done last = done_.back();
  if (last.batch) {
    absl::StatusOr<std::string> undone = UndoBatch(last.what);
    if (undone.ok()) done_.pop_back();
    return undone;
  }
  v1::UndoDecisionRequest undo;
  undo.set_site(site_);
  undo.set_name(last.what);
  // What others did with it since stays.
  undo.set_etag(last.etag);
  const absl::StatusOr<v1::UndoDecisionResponse> undone =
      session_.Call(kUndoDecision, std::move(undo));
  if (undone.ok() || absl::IsFailedPrecondition(undone.status()) ||
      absl::IsAborted(undone.status()) || absl::IsNotFound(undone.status())) {
    done_.pop_back();  // asking again would not help
  }
  if (!undone.ok()) return undone.status();
  --decided_count_;
  last_ = {};
  // It comes back here rather than to whoever asks next.
  v1::StealLeaseRequest steal;
  steal.set_name(last.what);
  steal.set_session(watch_session_);
  steal.mutable_lease_duration()->set_seconds(
      absl::ToInt64Seconds(kLeaseLength));
  const absl::StatusOr<v1::Lease> lease =
      session_.Call(kStealLease, std::move(steal));
  if (!lease.ok()) return lease.status();
  if (item_) {
    next_.push_front(std::move(item_lease_));
    item_.reset();
  }
  next_.push_front(
      {last.what, lease->token(), *lease, absl::Now() + kLeaseLength / 2});
  const absl::Status filled = Fill();
  if (!filled.ok()) return filled;
  return absl::StrCat("taken back: ", ShortId(last.what), " is held again");
}

absl::Status ReviewDesk::AddNote(const std::string& text) {
  v1::AddNoteRequest request;
  request.set_name(item_lease_.name);
  request.set_text(text);
  absl::StatusOr<v1::ModeratedComment> noted =
      session_.Call(kAddNote, std::move(request));
  if (!noted.ok()) return noted.status();
  *item_->mutable_notes() = noted->notes();
  return absl::OkStatus();
}

absl::StatusOr<v1::CreateBanResponse> ReviewDesk::Ban(
    v1::CreateBanRequest request) {
  request.set_site(site_);
  request.mutable_ban()->set_comment(item_lease_.name);
  absl::StatusOr<v1::CreateBanResponse> made =
      session_.Call(kCreateBan, std::move(request));
  if (!made.ok() || made->batch().empty()) return made;
  done_.push_back({made->batch(), true});
  // The comment itself may have been among those rejected.
  const absl::Status again = ReadAgain(absl::OkStatus());
  if (!again.ok()) return again;
  return made;
}

std::string ReviewDesk::FilterFor(Others others) const {
  if (last_.name.empty()) return "";
  if (others == Others::kByAuthor) {
    return absl::StrCat("state=held author=@", IdOf(last_.name));
  }
  return last_.cluster.empty()
             ? ""
             : absl::StrCat("state=held cluster=", last_.cluster);
}

int64_t ReviewDesk::CountFor(Others others) const {
  return others == Others::kSimilar ? last_.similar : last_.by_author;
}

absl::StatusOr<ReviewDesk::BatchCounts> ReviewDesk::DecideOthers(Others others,
                                                                 bool dry_run) {
  BatchCounts counts;
  v1::BatchDecideRequest request;
  request.set_site(site_);
  request.set_filter(FilterFor(others));
  request.set_state(last_.state);
  request.set_reason_code(last_.reason);
  request.set_dry_run(dry_run);
  do {
    const absl::StatusOr<v1::BatchDecideResponse> answer =
        session_.Call(kBatchDecide, request);
    if (!answer.ok()) return answer.status();
    if (request.batch().empty() && !dry_run) {
      done_.push_back({answer->batch(), true});
    }
    counts.changed += answer->changed_count();
    for (const v1::BatchResult& result : answer->results()) {
      if (result.has_error()) ++counts.failed;
    }
    request.set_batch(answer->batch());
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  if (dry_run) return counts;
  decided_count_ += counts.changed;
  const absl::Status again = ReadAgain(absl::OkStatus());
  if (!again.ok()) return again;
  return counts;
}

absl::StatusOr<bool> ReviewDesk::KeepLeases() {
  std::vector<Held*> all;
  if (item_) all.push_back(&item_lease_);
  for (Held& held : next_) all.push_back(&held);
  for (Held* held : all) {
    if (held->renew_time > absl::Now()) continue;
    v1::RenewLeaseRequest request;
    request.set_name(held->name);
    request.set_lease_token(held->token);
    request.mutable_lease_duration()->set_seconds(
        absl::ToInt64Seconds(kLeaseLength));
    const absl::StatusOr<v1::Lease> renewed =
        session_.Call(kRenewLease, std::move(request));
    // One that is gone shows when its turn comes.
    held->renew_time = absl::Now() + kLeaseLength / 2;
    if (renewed.ok()) continue;
    if (!absl::IsFailedPrecondition(renewed.status()) &&
        !absl::IsNotFound(renewed.status())) {
      return renewed.status();
    }
    if (held != &item_lease_) continue;
    const absl::Status again = ReadAgain(absl::OkStatus());
    if (!again.ok()) return again;
    return false;
  }
  return true;
}

bool ReviewDesk::Release(const Held& held) {
  v1::ReleaseLeaseRequest request;
  request.set_name(held.name);
  request.set_lease_token(held.token);
  CallOptions soon;
  soon.call_timeout = kReleaseWait;
  soon.retry_for = absl::ZeroDuration();
  const absl::Status released =
      session_.client().Call(kReleaseLease, std::move(request), soon).status();
  return !absl::IsUnavailable(released) && !absl::IsDeadlineExceeded(released);
}

void ReviewDesk::GiveBack() {
  if (item_) passed_over_.push_back(std::move(item_lease_));
  item_.reset();
  for (Held& held : next_) passed_over_.push_back(std::move(held));
  next_.clear();
  for (const Held& held : passed_over_) {
    if (!Release(held)) break;
  }
  passed_over_.clear();
}

}  // namespace winnow
