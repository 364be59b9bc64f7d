#include "service/moderation/decision_counts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

std::string Letter(State state) {
  return std::string(1, static_cast<char>(state));
}

// Changes of one comment's counts; those of one count are one change.
class Changes {
 public:
  void Add(const std::string& day, std::string field, int64_t by) {
    const auto same = std::find_if(
        counts_.begin(), counts_.end(), [&](const DayCount& count) {
          return count.day == day && count.field == field;
        });
    if (same != counts_.end()) {
      same->by += by;
    } else {
      counts_.push_back({.day = day, .field = std::move(field), .by = by});
    }
  }

  std::vector<DayCount> Take() {
    std::erase_if(counts_, [](const DayCount& count) { return count.by == 0; });
    return std::move(counts_);
  }

 private:
  std::vector<DayCount> counts_;
};

JudgedBy BasisOf(const Verdict& verdict) {
  if (verdict.state == State::kHeld) return JudgedBy::kHeld;
  return verdict.sampled ? JudgedBy::kSample : JudgedBy::kComplaint;
}

// Since when a held comment waited for the decision.
absl::Time WaitedSince(const StoredComment& stored, absl::Time decided) {
  const absl::Time appealed = stored.hidden.appeal_time;
  const absl::Time arrival = stored.comment.id.Time();
  return appealed > arrival && appealed <= decided ? appealed : arrival;
}

void AddWork(const StoredComment& stored, const HistoryRecord& decision,
             int64_t by, absl::TimeZone zone, Changes& changes) {
  const std::string day = PeopleDay(DayOf(decision.time, zone));
  const std::string letter = Letter(decision.to);
  changes.Add(day, letter, by);
  changes.Add(
      day, absl::StrCat(std::string(1, kByKey), decision.key_id, letter), by);
  if (decision.from != State::kHeld) return;
  const int waited =
      WaitClassOf(decision.time - WaitedSince(stored, decision.time));
  changes.Add(day, absl::StrCat(std::string(1, kWaited), waited), by);
}

void AddJudgement(const StoredComment& stored, std::optional<State> judged,
                  int64_t by, absl::TimeZone zone, Changes& changes) {
  // What came from elsewhere was counted as decided by no rule.
  if (!judged || IsImported(stored.comment)) return;
  const Verdict& verdict = stored.hidden.verdict;
  const std::string day = PeopleDay(DayOf(stored.comment.id.Time(), zone));
  const JudgedBy basis = BasisOf(verdict);
  const auto field = [&](char what) {
    return absl::StrCat(std::string{what, static_cast<char>(basis)},
                        VerdictField(verdict.state, verdict.rule));
  };
  changes.Add(day, field(kJudged), by);
  const bool approved = *judged == State::kApproved;
  // Whoever rejects what was filed as spam has refused it as well.
  const bool overturned = approved != (verdict.state == State::kApproved);
  if (overturned) changes.Add(day, field(kOverturned), by);
  if (basis == JudgedBy::kComplaint) return;
  for (const std::string& rule : verdict.shadow_rules) {
    changes.Add(
        day, absl::StrCat(std::string{kShadowed, approved ? 'a' : 'r'}, rule),
        by);
  }
}

}  // namespace

std::optional<State> JudgedAs(const std::vector<HistoryRecord>& history) {
  std::vector<const HistoryRecord*> standing;
  for (const HistoryRecord& record : history) {
    if (record.action == HistoryAction::kAuthorEdited) {
      standing.clear();
    } else if (IsDismissal(record)) {
      continue;  // as an undo passes over it
    } else if (IsDecision(record.action)) {
      standing.push_back(&record);
    } else if (record.action == HistoryAction::kUndone && !standing.empty()) {
      standing.pop_back();
    }
  }
  // The last one that said something new.
  while (!standing.empty() && standing.back()->from == standing.back()->to) {
    standing.pop_back();
  }
  if (standing.empty() || !IsByPerson(standing.back()->action)) {
    return std::nullopt;
  }
  return standing.back()->to;
}

std::vector<DayCount> CountsOfDecision(const StoredComment& stored,
                                       const HistoryRecord& decision,
                                       std::optional<State> before,
                                       absl::TimeZone zone) {
  if (decision.from == decision.to) return {};
  Changes changes;
  AddJudgement(stored, before, -1, zone, changes);
  if (IsByPerson(decision.action)) {
    AddWork(stored, decision, 1, zone, changes);
    AddJudgement(stored, decision.to, 1, zone, changes);
  }
  return changes.Take();
}

std::vector<DayCount> CountsOfUndo(const StoredComment& stored,
                                   const HistoryRecord& decision,
                                   absl::Time now, std::optional<State> after,
                                   absl::TimeZone zone) {
  if (decision.from == decision.to) return {};
  Changes changes;
  if (IsByPerson(decision.action)) {
    AddWork(stored, decision, -1, zone, changes);
    AddJudgement(stored, decision.to, -1, zone, changes);
    const std::string day = PeopleDay(DayOf(now, zone));
    changes.Add(day, std::string(kUndoneField), 1);
    changes.Add(
        day,
        absl::StrCat(std::string(1, kByKey), decision.key_id, kUndoneField), 1);
  }
  AddJudgement(stored, after, 1, zone, changes);
  return changes.Take();
}

}  // namespace winnow
