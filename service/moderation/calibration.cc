#include "service/moderation/calibration.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "service/intake/second_look.h"
#include "service/moderation/decision_counts.h"
#include "service/moderation/history.h"
#include "service/moderation/identity_terms.h"
#include "service/moderation/lessons.h"
#include "service/moderation/newest_comments.h"

namespace winnow {
namespace {

constexpr absl::string_view kSpamScore = "spam";

// The decision of a person that made a comment what it is.
std::optional<HistoryRecord> DecisionOn(const StoredComment& stored) {
  if (stored.hidden.last_decision.empty()) return std::nullopt;
  auto record = DecodeHistory(stored.hidden.last_decision);
  if (!record.ok() || !IsByPerson(record->action) ||
      record->to != stored.comment.state) {
    return std::nullopt;
  }
  return *std::move(record);
}

// Whether a decision says that a text is what a score says it is; absent: it
// says nothing of that. Spam is one question and abuse another, and a comment
// that is off topic may be neither.
std::optional<bool> IsRefusedFor(absl::string_view score,
                                 const HistoryRecord& decision) {
  if (decision.to == State::kApproved) return false;
  const bool is_spam = decision.to == State::kSpam;
  if (is_spam != (score == kSpamScore)) return std::nullopt;
  if (is_spam || decision.reason.empty() || IsAbuse(decision.reason)) {
    return true;
  }
  return std::nullopt;
}

void AddTo(const StoredComment& stored,
           const std::optional<HistoryRecord>& decision, GroupCount& count) {
  const Verdict& verdict = stored.hidden.verdict;
  const bool held = verdict.state == State::kHeld;
  ++count.comments;
  if (held) ++count.held;
  if (!decision) return;
  const bool approved = decision->to == State::kApproved;
  if (held) {
    ++count.held_judged;
    if (approved) ++count.held_approved;
  } else {
    ++count.sampled;
    if (approved != (verdict.state == State::kApproved)) ++count.sampled_wrong;
  }
}

// Of more groups than an answer has those with the most comments stay.
void KeepLargest(Calibration& calibration) {
  if (calibration.groups.size() <= kGroupsMax) return;
  std::vector<std::pair<int64_t, std::string>> by_size;
  for (const auto& [name, group] : calibration.groups) {
    by_size.emplace_back(-group.comments, name);
  }
  std::sort(by_size.begin(), by_size.end());
  for (size_t i = kGroupsMax; i < by_size.size(); ++i) {
    calibration.groups.erase(by_size[i].second);
  }
  std::erase_if(calibration.bands, [&](const auto& entry) {
    return !calibration.groups.contains(entry.first.second);
  });
}

}  // namespace

std::vector<std::string> GroupsOf(const StoredComment& stored, GroupedBy by) {
  switch (by) {
    case GroupedBy::kNothing:
      return {""};
    case GroupedBy::kLanguage: {
      const std::string& language = stored.hidden.verdict.language;
      return {language.empty() ? "und" : language};
    }
    case GroupedBy::kSection:
      return {stored.thread.section};
    case GroupedBy::kAuthor:
      return {absl::AsciiStrToLower(AuthorClassName(ClassThen(stored)))};
    case GroupedBy::kIdentityTerm:
      return IdentityGroupsIn(stored.comment.body);
  }
  return {};
}

void AddComment(const StoredComment& stored, const CalibrationRequest& request,
                Calibration& calibration) {
  // No reader waited for what was said of a comment from elsewhere.
  if (IsImported(stored.comment)) return;
  const Verdict& verdict = stored.hidden.verdict;
  std::optional<HistoryRecord> decision = DecisionOn(stored);
  // Somebody complained, or found it.
  if (verdict.state != State::kHeld && !verdict.sampled) decision.reset();
  AddTo(stored, decision, calibration.total);
  for (const std::string& group : GroupsOf(stored, request.by)) {
    if (request.by != GroupedBy::kNothing) {
      AddTo(stored, decision, calibration.groups[group]);
    }
    if (!decision) continue;
    for (const auto& [score, value] : verdict.scores) {
      if (!request.score.empty() && score != request.score) continue;
      const auto refused = IsRefusedFor(score, *decision);
      if (!refused) continue;
      const int band =
          std::clamp(static_cast<int>(value * kBands), 0, kBands - 1);
      BandCount& count = calibration.bands[{score, group}][band];
      count.sum += value;
      ++count.judged;
      if (*refused) ++count.refused;
      if (verdict.state == State::kHeld) ++count.held;
    }
  }
}

absl::StatusOr<Calibration> ReadCalibration(CommentStore& store,
                                            const CalibrationRequest& request) {
  NewestComments comments(store, request.site, request.start, request.end);
  Calibration calibration;
  while (true) {
    const auto next = comments.Next();
    if (!next.ok()) return next.status();
    if (!*next) break;
    if (calibration.examined == kCalibratedMax) {
      calibration.complete = false;
      break;
    }
    ++calibration.examined;
    AddComment(**next, request, calibration);
  }
  KeepLargest(calibration);
  return calibration;
}

}  // namespace winnow
