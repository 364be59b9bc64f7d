#include "service/moderation/decision_export.h"

#include <iterator>
#include <utility>

#include "service/moderation/history.h"
#include "service/screening/text/blank_out.h"

namespace winnow {
namespace {

constexpr int kPage = 100;
constexpr State kDecided[] = {State::kApproved, State::kRejected, State::kSpam};

// The decision of a person that stands on a comment.
std::optional<HistoryRecord> DecisionOn(const StoredComment& stored) {
  if (stored.hidden.decided_by.empty() || stored.comment.deleted) {
    return std::nullopt;
  }
  auto record = DecodeHistory(stored.hidden.last_decision);
  const bool is_decision = record.ok() &&
                           (record->action == HistoryAction::kApproved ||
                            record->action == HistoryAction::kRejected ||
                            record->action == HistoryAction::kMarkedSpam) &&
                           record->to == stored.comment.state;
  if (!is_decision) return std::nullopt;
  return *std::move(record);
}

absl::Time DayOf(absl::Time time) {
  return absl::FromCivil(absl::ToCivilDay(time, absl::UTCTimeZone()),
                         absl::UTCTimeZone());
}

}  // namespace

DecisionExport::DecisionExport(CommentStore& store, std::string site,
                               absl::Time since, std::optional<Start> start)
    : store_(store), site_(std::move(site)), since_(since) {
  if (!start) return;
  while (state_ < std::size(kDecided) && kDecided[state_] != start->state) {
    ++state_;
  }
  after_ = std::move(start->place);
  done_ = state_ == std::size(kDecided);
}

absl::StatusOr<std::map<Uuid, std::string>> DecisionExport::NamesAnswered(
    const std::vector<PageRow>& rows) {
  std::vector<Uuid> ids;
  for (const PageRow& row : rows) {
    if (row.stored && row.stored->comment.parent) {
      ids.push_back(*row.stored->comment.parent);
    }
  }
  std::map<Uuid, std::string> names;
  if (ids.empty()) return names;
  auto parents = store_.Read(site_, ids, /*hidden=*/false);
  if (!parents.ok()) return parents.status();
  for (StoredComment& parent : *parents) {
    names[parent.comment.id] = std::move(parent.comment.display_name);
  }
  return names;
}

absl::StatusOr<std::vector<ExportedDecision>> DecisionExport::Next() {
  std::vector<ExportedDecision> decisions;
  if (done_) return decisions;
  const State state = kDecided[state_];
  auto rows = store_.PageByState(site_, state, /*newest_first=*/false, after_,
                                 kPage, /*hidden=*/true);
  if (!rows.ok()) return rows.status();
  const auto answered = NamesAnswered(*rows);
  if (!answered.ok()) return answered.status();
  for (PageRow& row : *rows) {
    if (!row.stored) continue;
    const auto decision = DecisionOn(*row.stored);
    if (!decision || decision->time < since_) continue;
    Comment& comment = row.stored->comment;
    Verdict& verdict = row.stored->hidden.verdict;
    std::vector<std::string> names = {std::move(comment.display_name)};
    if (comment.parent) {
      const auto at = answered->find(*comment.parent);
      if (at != answered->end()) names.push_back(at->second);
    }
    decisions.push_back(
        {.text = BlankOut(comment.body, names, verdict.language),
         .language = verdict.language,
         .state = state,
         .reason = decision->reason,
         .verdict = verdict.state,
         .rule = std::move(verdict.rule),
         .scores = std::move(verdict.scores),
         .day = DayOf(decision->time),
         .place = {.score = row.score, .id = row.id}});
  }
  if (rows->size() < kPage) {
    after_.reset();
    done_ = ++state_ == std::size(kDecided);
  } else {
    after_ = PageStart{.score = rows->back().score, .id = rows->back().id};
  }
  return decisions;
}

}  // namespace winnow
