#include "service/moderation/moderation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/bytes.h"
#include "service/intake/second_look.h"
#include "service/moderation/change_record.h"
#include "service/moderation/decision_counts.h"
#include "service/moderation/lease_check.h"
#include "service/moderation/lessons.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

// A decision that names no revision is tried again when somebody else's came
// between reading and writing; three collisions in a row are no accident.
constexpr int kTriesMax = 3;

HistoryAction ActionTo(State state) {
  switch (state) {
    case State::kApproved:
      return HistoryAction::kApproved;
    case State::kSpam:
      return HistoryAction::kMarkedSpam;
    default:
      return HistoryAction::kRejected;
  }
}

}  // namespace

Moderation::Moderation(CommentStore& store, LiveSites& sites, Clock& clock,
                       Random& random)
    : store_(store), sites_(sites), clock_(clock), random_(random) {}

absl::StatusOr<std::shared_ptr<const LiveSite>> Moderation::Live(
    const std::string& site) {
  if (auto live = sites_.Find(site)) return live;
  return sites_.Load(site, 0);
}

absl::StatusOr<StoredComment> Moderation::Get(const std::string& site,
                                              const Uuid& id) {
  auto found = store_.Read(site, {id}, true);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError("no such comment");
  return std::move(found->front());
}

absl::StatusOr<Decision> Moderation::Prepare(
    const StoredComment& stored, const std::string& site, State to,
    const PublicWords& words, HistoryRecord record, const LeaseClaim& claim,
    const Judged& judged, int64_t undone_revision) {
  auto live = Live(site);
  if (!live.ok()) return live.status();
  const Comment& comment = stored.comment;
  // To the millisecond, as it is kept: what it counts is taken back by that.
  record.time = absl::FromUnixMillis(absl::ToUnixMillis(clock_.Now()));
  record.resource = comment.id.ToString();
  record.from = comment.state;
  record.to = to;
  record.reason_before = comment.public_reason;
  record.revision = comment.revision + 1;

  Decision decision;
  decision.site = site;
  decision.id = comment.id;
  decision.revision = comment.revision;
  decision.from = comment.state;
  decision.to = to;
  decision.thread_key = stored.hidden.thread_key;
  decision.parent = comment.parent;
  decision.author_exact = stored.hidden.author.exact;
  decision.arrival = comment.id.Time();
  decision.create_time = comment.create_time;
  decision.now = record.time;
  decision.priority = stored.hidden.verdict.priority;
  decision.public_reason = words.reason;
  decision.public_message = words.message;
  decision.undone_revision = undone_revision;
  decision.decided_by = record.key_id;
  const auto batch = ParseUuid(record.batch);
  if (batch && record.action != HistoryAction::kUndone) {
    decision.batch = std::string(batch->Bytes());
  }
  decision.record = EncodeHistory(record);
  decision.digest = (*live)->keys->AuditDigest(decision.record);
  decision.lesson = LessonOf(**live, stored, record);
  decision.lease_token = claim.token;
  if (claim.steals) {
    decision.steal_record = EncodeHistory(StealRecord(comment, record));
    decision.steal_digest = (*live)->keys->AuditDigest(decision.steal_record);
  }
  const absl::TimeZone zone = (*live)->site.settings.time_zone;
  decision.counts =
      judged.undone == nullptr
          ? CountsOfDecision(stored, record, judged.otherwise, zone)
          : CountsOfUndo(stored, *judged.undone, record.time, judged.otherwise,
                         zone);
  return decision;
}

Moderation::PublicWords Moderation::WordsOf(const DecisionRequest& request) {
  // An approved comment needs no excuse.
  if (request.to == State::kApproved) return {};
  return {.reason = request.reason, .message = request.message};
}

absl::StatusOr<Decision> Moderation::PrepareRequested(
    const DecisionRequest& request, const StoredComment& stored,
    const PublicWords& words, const Principal& who) {
  const auto judged = JudgedBefore(request.site, stored);
  if (!judged.ok()) return judged.status();
  HistoryRecord record;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action =
      request.rescreened ? HistoryAction::kRescreened : ActionTo(request.to);
  record.reason = request.reason;
  record.batch = request.batch;
  return Prepare(stored, request.site, request.to, words, std::move(record),
                 request.lease, {.otherwise = *judged});
}

absl::StatusOr<StoredComment> Moderation::Decide(
    const DecisionRequest& request, const Principal& who,
    std::optional<StoredComment> seen) {
  absl::StatusOr<StoredComment> result;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    absl::StatusOr<StoredComment> stored =
        seen ? *std::move(seen) : Get(request.site, request.id);
    if (!stored.ok()) return stored.status();
    seen.reset();
    absl::Status ready = CheckRevision(*stored, request.revision);
    if (ready.ok()) ready = CheckDecidable(*stored);
    if (!ready.ok()) return ready;
    const bool approves = request.to == State::kApproved;
    PublicWords words = WordsOf(request);
    if (approves && stored->comment.state == request.to &&
        stored->reports.open_weight > 0) {
      result = DismissReports(*stored, request, who);
      if (request.revision || !absl::IsAborted(result.status())) return result;
      continue;
    }
    if (stored->comment.state == request.to) {
      if (words.message.empty() ||
          words.message == stored->comment.public_message) {
        return stored;
      }
      // Refused already; now its author is told more.
      if (words.reason.empty()) words.reason = stored->comment.public_reason;
    }
    const auto decision = PrepareRequested(request, *stored, words, who);
    if (!decision.ok()) return decision.status();
    result = store_.Decide(*decision);
    if (request.revision || !absl::IsAborted(result.status())) return result;
  }
  return result;
}

absl::StatusOr<StoredComment> Moderation::DismissReports(
    const StoredComment& stored, const DecisionRequest& request,
    const Principal& who) {
  auto live = Live(request.site);
  if (!live.ok()) return live.status();
  HistoryRecord record;
  record.time = clock_.Now();
  record.action = HistoryAction::kApproved;
  record.to = State::kApproved;
  record.reason = request.reason;
  record.batch = request.batch;
  record.revision = stored.comment.revision;
  ReportDismissal dismissal = {.decided_by = who.key_id};
  dismissal.origin = MakeOrigin(**live, stored, who, {}, std::move(record));
  const auto outcome = store_.DismissReports(dismissal);
  if (!outcome.ok()) return outcome.status();
  return Get(request.site, stored.comment.id);
}

absl::StatusOr<std::optional<State>> Moderation::JudgedBefore(
    const std::string& site, const StoredComment& stored) {
  if (stored.hidden.last_decision.empty()) return std::nullopt;
  const auto last = DecodeHistory(stored.hidden.last_decision);
  // Of a newer server, perhaps: left out of the counts.
  if (!last.ok()) return std::nullopt;
  // An author's edit takes a decision off, unless a person holds the comment.
  if (IsByPerson(last->action) && last->from != last->to &&
      stored.hidden.appeal_time == absl::InfinitePast()) {
    return last->to;
  }
  const auto history = History(site, stored.comment.id);
  if (absl::IsDataLoss(history.status())) return std::nullopt;
  if (!history.ok()) return history.status();
  return JudgedAs(*history);
}

absl::StatusOr<Moderation::Standing> Moderation::FindStanding(
    const std::string& site, const Uuid& id, std::optional<int64_t> revision) {
  auto stored = Get(site, id);
  if (!stored.ok()) return stored.status();
  absl::Status ready = CheckRevision(*stored, revision);
  if (ready.ok()) ready = CheckDecidable(*stored);
  if (!ready.ok()) return ready;
  auto history = History(site, id);
  if (!history.ok()) return history.status();
  // Each undo takes back the newest decision that still stands, so the records
  // are read as a stack: an undo has removed the one before it.
  std::vector<HistoryRecord*> standing;
  for (HistoryRecord& record : *history) {
    if (IsEdit(record.action) || record.action == HistoryAction::kAppealed) {
      // What was decided was decided about another text, or is asked again.
      standing.clear();
    } else if (IsDismissal(record)) {
      continue;  // of reports; it changed no state
    } else if (IsDecision(record.action)) {
      standing.push_back(&record);
    } else if (record.action == HistoryAction::kUndone && !standing.empty()) {
      standing.pop_back();
    }
  }
  if (standing.empty()) {
    return absl::FailedPreconditionError(
        "no decision of a person stands on this comment as it is now (none was "
        "made, or it was edited or appealed since); change its state with "
        "approve, reject or spam");
  }
  if (stored->reports.retracted &&
      standing.back()->to != stored->comment.state) {
    return absl::FailedPreconditionError(absl::StrCat(
        "readers' reports changed this comment since it was decided: it is ",
        StateName(stored->comment.state),
        "; change its state with approve, reject or spam"));
  }
  HistoryRecord decision = *standing.back();
  HistoryRecord undone;
  undone.action = HistoryAction::kUndone;
  history->push_back(std::move(undone));
  return Standing{.stored = *std::move(stored),
                  .decision = std::move(decision),
                  .judged_without = JudgedAs(*history)};
}

absl::StatusOr<StoredComment> Moderation::Undo(const std::string& site,
                                               const Uuid& id,
                                               std::optional<int64_t> revision,
                                               const Principal& who,
                                               const std::string& batch) {
  const auto standing = FindStanding(site, id, revision);
  if (!standing.ok()) return standing.status();
  HistoryRecord record;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action = HistoryAction::kUndone;
  record.batch = batch;
  const auto decision = Prepare(
      standing->stored, site, standing->decision.from,
      {.reason = standing->decision.reason_before}, std::move(record), {},
      {.otherwise = standing->judged_without, .undone = &standing->decision},
      standing->decision.revision);
  if (!decision.ok()) return decision.status();
  return store_.Decide(*decision);
}

absl::StatusOr<StoredComment> Moderation::WouldUndo(
    const std::string& site, const Uuid& id, std::optional<int64_t> revision) {
  auto standing = FindStanding(site, id, revision);
  if (!standing.ok()) return standing.status();
  standing->stored.comment.state = standing->decision.from;
  standing->stored.comment.public_message.clear();
  standing->stored.comment.public_reason =
      std::move(standing->decision.reason_before);
  return std::move(standing->stored);
}

absl::StatusOr<std::optional<State>> Moderation::ShadowState(
    const std::string& site, const StoredComment& stored) {
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  if (!(*live)->shadow) return std::nullopt;
  return JudgeAsItWas(*(*live)->shadow, stored).state;
}

absl::StatusOr<Moderation::Explained> Moderation::ExplainScores(
    const std::string& site, const StoredComment& stored) {
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  const Screener& screener = *(*live)->screener;
  Explained explained;
  if (screener.classifier() == nullptr) return explained;
  explained.scores = winnow::ExplainScores(screener, stored);
  explained.model_revision = screener.classifier()->model().revision();
  return explained;
}

absl::StatusOr<std::vector<HistoryRecord>> Moderation::History(
    const std::string& site, const Uuid& id) {
  auto stored = store_.History(site, id);
  if (!stored.ok()) return stored.status();
  std::vector<HistoryRecord> history;
  for (const AuditRecord& audit : *stored) {
    auto record = DecodeHistory(audit.record);
    if (!record.ok()) return record.status();
    record->seq = audit.seq;
    history.push_back(*std::move(record));
  }
  return history;
}

absl::StatusOr<StateCounts> Moderation::Counts(const std::string& site) {
  return store_.CountStates(site);
}

absl::StatusOr<std::vector<CommentStore::HotThread>> Moderation::HotThreads(
    const std::string& site) {
  return store_.HotThreads(site);
}

absl::StatusOr<std::string> Moderation::BeginBatch(
    const std::string& site, const std::string& request_id,
    const std::string& content) {
  // Time-ordered, so that batches list in the order they were made.
  const Uuid batch = MakeUuidV7(clock_, random_);
  if (request_id.empty()) return batch.ToString();
  auto live = Live(site);
  if (!live.ok()) return live.status();
  const SiteKeys& keys = *(*live)->keys;
  const auto begun = store_.BeginBatch(site, keys.RequestKey(request_id),
                                       keys.RequestKey(content), batch);
  if (!begun.ok()) return begun.status();
  return begun->ToString();
}

}  // namespace winnow
