#include "clients/cli/review_desk.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/names.h"
#include "clients/cli/output.h"

namespace winnow {
namespace {

constexpr size_t kDoneMax = 1000;
constexpr int kSimilarShown = 2;

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

ReviewDesk::ReviewDesk(Session& session, std::string site,
                       std::unique_ptr<ReviewSource> source)
    : session_(session), site_(std::move(site)), source_(std::move(source)) {}

absl::Status ReviewDesk::TakeMore() {
  auto taken = source_->TakeMore(passed_over_);
  if (!taken.ok()) return taken.status();
  for (InHand& held : *taken) next_.push_back(std::move(held));
  return absl::OkStatus();
}

absl::StatusOr<bool> ReviewDesk::Read(InHand held) {
  v1::GetModeratedCommentRequest request;
  request.set_name(held.name);
  request.set_include_score_details(true);
  absl::StatusOr<v1::ModeratedComment> item =
      session_.Call(kGetModeratedComment, std::move(request));
  if (absl::IsNotFound(item.status())) return false;
  if (!item.ok()) return item.status();
  if (!source_->IsToBeDecided(*item, held)) return false;
  item_ = *std::move(item);
  in_hand_ = std::move(held);
  session_.Remember({in_hand_.name});
  ReadSimilar();
  return true;
}

// A comment without its likes can be decided too: an error is none here.
void ReviewDesk::ReadSimilar() {
  similar_.clear();
  if (item_->similar_count() == 0) return;
  v1::ListSimilarRequest request;
  request.set_name(in_hand_.name);
  request.set_page_size(kSimilarShown);
  absl::StatusOr<v1::ListSimilarResponse> answer =
      session_.Call(kListSimilar, std::move(request));
  if (!answer.ok()) return;
  for (auto& one : *answer->mutable_similar()) {
    similar_.push_back(std::move(one));
  }
}

absl::Status ReviewDesk::Fill() {
  // What is not to be decided after all may be handed out once more: the next
  // look is soon enough.
  bool took = false;
  while (!item_) {
    if (next_.empty()) {
      if (std::exchange(took, true)) return absl::OkStatus();
      absl::Status taken = TakeMore();
      if (taken.ok() && next_.empty() && !passed_over_.empty()) {
        for (const InHand& held : std::exchange(passed_over_, {})) {
          source_->GiveBack(held);
        }
        taken = TakeMore();
      }
      if (!taken.ok()) return taken;
      if (next_.empty()) return absl::OkStatus();
    }
    // It stays in front until it has been read: an error loses nothing.
    const absl::StatusOr<bool> read = Read(next_.front());
    if (!read.ok()) return read.status();
    next_.pop_front();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ModeratedComment> ReviewDesk::SendDecision(
    v1::Comment::State state, const std::string& reason,
    const std::string& message) {
  const std::string& token = in_hand_.token;
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
  const absl::StatusOr<bool> read = Read(in_hand_);
  if (!read.ok()) {
    // Its turn comes again once winnowd answers.
    next_.push_front(in_hand_);
    return read.status();
  }
  if (!*read) {
    absl::Status filled = Fill();
    if (!filled.ok()) return filled;
  }
  return why;
}

std::string ReviewDesk::Principal() {
  if (principal_.empty()) {
    const absl::StatusOr<v1::WhoAmIResponse> answer =
        session_.Call(kWhoAmI, {});
    if (answer.ok()) principal_ = answer->key().name();
  }
  return principal_;
}

std::optional<v1::ModeratedComment> ReviewDesk::FindOwnDecision(
    v1::Comment::State state) {
  v1::GetModeratedCommentRequest request;
  request.set_name(in_hand_.name);
  absl::StatusOr<v1::ModeratedComment> now =
      session_.Call(kGetModeratedComment, std::move(request));
  if (!now.ok() || now->comment().state() != state ||
      now->comment().revision() != item_->comment().revision() + 1 ||
      now->last_decision().principal() != Principal()) {
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
  const bool was_held = item_->comment().state() == v1::Comment::HELD;
  last_ = {in_hand_.name,
           item_->cluster(),
           item_->similar_count(),
           item_->author().held_count() - (was_held ? 1 : 0),
           state,
           reason};
  ++decided_count_;
  const bool changed = item_->comment().state() != state;
  done_.push_back({in_hand_.name, changed ? Done::kDecision : Done::kAnswer,
                   decided->comment().etag()});
  if (done_.size() > kDoneMax) done_.erase(done_.begin());
  item_.reset();
  return Fill();
}

absl::Status ReviewDesk::PassOver() {
  if (!item_) return absl::OkStatus();
  passed_over_.push_back(std::move(in_hand_));
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
  if (last.kind == Done::kAnswer) {
    done_.pop_back();
    return absl::FailedPreconditionError(
        absl::StrCat("that ", ShortId(last.what),
                     " is all right cannot be taken back; winnow reject and "
                     "winnow spam change it"));
  }
  if (last.kind == Done::kBatch) {
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
  absl::StatusOr<InHand> again = source_->TakeAgain(last.what);
  if (!again.ok()) return again.status();
  if (item_) {
    next_.push_front(std::move(in_hand_));
    item_.reset();
  }
  next_.push_front(*std::move(again));
  const absl::Status filled = Fill();
  if (!filled.ok()) return filled;
  return absl::StrCat("taken back: ", ShortId(last.what), " is as before");
}

absl::Status ReviewDesk::AddNote(const std::string& text) {
  v1::AddNoteRequest request;
  request.set_name(in_hand_.name);
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
  request.mutable_ban()->set_comment(in_hand_.name);
  absl::StatusOr<v1::CreateBanResponse> made =
      session_.Call(kCreateBan, std::move(request));
  if (!made.ok() || made->batch().empty()) return made;
  done_.push_back({made->batch(), Done::kBatch});
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
      done_.push_back({answer->batch(), Done::kBatch});
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

absl::StatusOr<bool> ReviewDesk::Keep() {
  // One that is gone shows when its turn comes.
  for (InHand& held : next_) {
    absl::StatusOr<bool> kept = source_->Keep(held);
    if (!kept.ok()) return kept;
  }
  if (!item_) return true;
  absl::StatusOr<bool> kept = source_->Keep(in_hand_);
  if (!kept.ok() || *kept) return kept;
  const absl::Status again = ReadAgain(absl::OkStatus());
  if (!again.ok()) return again;
  return false;
}

void ReviewDesk::GiveBack() {
  if (item_) passed_over_.push_back(std::move(in_hand_));
  item_.reset();
  for (InHand& held : next_) passed_over_.push_back(std::move(held));
  next_.clear();
  for (const InHand& held : passed_over_) {
    if (!source_->GiveBack(held)) break;
  }
  passed_over_.clear();
}

}  // namespace winnow
