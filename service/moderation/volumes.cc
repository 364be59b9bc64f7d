#include "service/moderation/volumes.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "service/comment/day_count.h"
#include "service/moderation/decision_counts.h"

namespace winnow {
namespace {

void AddDecisions(absl::string_view letter, int64_t count, Decisions& to) {
  if (letter == "A") to.approved += count;
  if (letter == "R") to.rejected += count;
  if (letter == "S") to.spam += count;
  if (letter == kUndoneField) to.undone += count;
}

}  // namespace

int64_t Volume::submitted() const {
  int64_t sum = 0;
  for (const auto& [state, count] : screened) sum += count;
  return sum;
}

void AddDay(const CountedDay& day, Volume& volume) {
  for (const auto& [field, count] : day.verdicts) {
    // Those of edits, which come with no comment, have a small letter.
    const auto state = StateFromCode(absl::string_view(field).substr(0, 1));
    if (state) volume.screened[*state] += count;
  }
  for (const auto& [name, count] : day.people) {
    const absl::string_view field = name;
    if (field.size() == 1) {
      AddDecisions(field, count, volume.decisions);
    } else if (field.size() > 2 && field[0] == kByKey) {
      const size_t last = field.size() - 1;
      AddDecisions(field.substr(last), count,
                   volume.by_key[std::string(field.substr(1, last - 1))]);
    } else if (field.size() > 1 && field[0] == kWaited) {
      int wait_class = 0;
      if (absl::SimpleAtoi(field.substr(1), &wait_class)) {
        volume.waits[wait_class] += count;
      }
    }
  }
}

std::optional<absl::Duration> WaitWithin(double share,
                                         const std::map<int, int64_t>& waits) {
  int64_t all = 0;
  for (const auto& [wait_class, count] : waits) all += count;
  if (all <= 0) return std::nullopt;
  const auto wanted = std::max<int64_t>(
      1, static_cast<int64_t>(std::ceil(share * static_cast<double>(all))));
  int64_t passed = 0;
  for (const auto& [wait_class, count] : waits) {
    passed += count;
    if (passed >= wanted) return WaitOfClass(wait_class);
  }
  return std::nullopt;
}

}  // namespace winnow
