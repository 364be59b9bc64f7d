#include "service/moderation/decision_export.h"

#include <iterator>
#include <utility>

#include "service/moderation/history.h"
#include "service/moderation/importer.h"
#include "service/screening/text/blank_out.h"

namespace winnow {
namespace {

constexpr size_t kPage = 100;
constexpr State kDecided[] = {State::kApproved, State::kRejected, State::kSpam};

// What people decided about a comment before it was imported.
std::optional<HistoryRecord> DecisionBefore(const StoredComment& stored) {
  if (stored.hidden.verdict.rule != kRuleImported ||
      stored.hidden.verdict.state != stored.comment.state) {
    return std::nullopt;
  }
  HistoryRecord record;
  record.time = stored.comment.create_time;
  record.to = stored.comment.state;
  return record;
}

// The decision of a person that stands on a comment.
std::optional<HistoryRecord> DecisionOn(const StoredComment& stored) {
  if (stored.hidden.decided_by.empty() || stored.comment.deleted) {
    return std::nullopt;
  }
  if (stored.hidden.last_decision.empty()) return DecisionBefore(stored);
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

absl::Status DecisionExport::ReadPage() {
  auto rows =
      store_.PageByState(site_, kDecided[state_],
                         /*newest_first=*/false, after_, kPage, Parts::kAll);
  if (!rows.ok()) return rows.status();
  std::vector<Uuid> ids;
  for (const PageRow& row : *rows) {
    if (row.stored && row.stored->comment.parent) {
      ids.push_back(*row.stored->comment.parent);
    }
  }
  answered_.clear();
  if (!ids.empty()) {
    auto parents = store_.Read(site_, ids, /*hidden=*/false);
    if (!parents.ok()) return parents.status();
    for (StoredComment& parent : *parents) {
      answered_[parent.comment.id] = std::move(parent.comment.display_name);
    }
  }
  page_ = *std::move(rows);
  page_done_ = 0;
  return absl::OkStatus();
}

std::optional<ExportedDecision> DecisionExport::ReadDecision(
    PageRow& row) const {
  if (!row.stored) return std::nullopt;
  auto decision = DecisionOn(*row.stored);
  if (!decision || decision->time < since_) return std::nullopt;
  Comment& comment = row.stored->comment;
  Verdict& verdict = row.stored->hidden.verdict;
  std::vector<std::string> names = {std::move(comment.display_name)};
  if (comment.parent) {
    const auto at = answered_.find(*comment.parent);
    if (at != answered_.end()) names.push_back(at->second);
  }
  std::string text = BlankOut(comment.body, names, verdict.language);
  if (text.empty()) return std::nullopt;
  return ExportedDecision{
      .text = std::move(text),
      .language = verdict.language,
      .state = kDecided[state_],
      .reason = std::move(decision->reason),
      // Nothing had been screened there.
      .verdict = verdict.rule == kRuleImported ? State::kHeld : verdict.state,
      .rule = std::move(verdict.rule),
      .scores = std::move(verdict.scores),
      .sampled = verdict.sampled,
      .day = DayOf(decision->time),
      .place = {.score = row.score, .id = row.id}};
}

absl::StatusOr<std::vector<ExportedDecision>> DecisionExport::Next() {
  std::vector<ExportedDecision> decisions;
  if (done_) return decisions;
  if (page_done_ == page_.size()) {
    if (absl::Status read = ReadPage(); !read.ok()) return read;
  }
  for (size_t bytes = 0; page_done_ < page_.size() && bytes < kTurnBytes;
       ++page_done_) {
    PageRow& row = page_[page_done_];
    if (row.stored) bytes += row.stored->comment.body.size();
    if (auto decision = ReadDecision(row)) {
      decisions.push_back(*std::move(decision));
    }
  }
  if (page_done_ < page_.size()) return decisions;
  if (page_.size() < kPage) {
    after_.reset();
    done_ = ++state_ == std::size(kDecided);
  } else {
    after_ = PageStart{.score = page_.back().score, .id = page_.back().id};
  }
  return decisions;
}

}  // namespace winnow
