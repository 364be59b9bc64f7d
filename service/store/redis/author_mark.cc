#include "service/store/redis/author_mark.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

constexpr absl::Duration kWeek = absl::Hours(7 * 24);

int64_t WeekOf(absl::Time time) { return (time - absl::UnixEpoch()) / kWeek; }

struct Mark {
  int64_t week = 0;
  int64_t approved = 0;
  int64_t refused = 0;
};

std::vector<Mark> MarksOf(absl::string_view text) {
  std::vector<Mark> marks;
  for (const absl::string_view part :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::vector<absl::string_view> numbers = absl::StrSplit(part, ':');
    Mark mark;
    if (numbers.size() != 3 || !absl::SimpleAtoi(numbers[0], &mark.week) ||
        !absl::SimpleAtoi(numbers[1], &mark.approved) ||
        !absl::SimpleAtoi(numbers[2], &mark.refused)) {
      return {};
    }
    marks.push_back(mark);
  }
  return marks;
}

std::string TextOf(const Mark& mark) {
  return absl::StrCat(mark.week, ":", mark.approved, ":", mark.refused);
}

}  // namespace

std::string TakeAuthorMark(absl::string_view mark, absl::Time now,
                           AuthorRecord& author) {
  if (author.first_seen == absl::InfiniteFuture()) return "";
  const int64_t week = WeekOf(now);
  const Mark present = {week, author.approved, author.rejected + author.spam};
  const std::vector<Mark> marks = MarksOf(mark);

  // The oldest that is not too old. An author who was away since has added
  // nothing, and one who is new has added everything.
  Mark base = present;
  for (const Mark& known : marks) {
    if (known.week >= week - 1) base = known;
  }
  if (WeekOf(author.first_seen) >= week - 1) base = {};
  // Counts shrink when a decision is changed.
  author.approved_lately =
      std::max<int64_t>(0, present.approved - base.approved);
  author.refused_lately = std::max<int64_t>(0, present.refused - base.refused);

  const bool is_marked = !marks.empty() && marks[0].week >= week;
  if (is_marked || WeekOf(author.first_seen) >= week) return "";
  std::string next = TextOf(present);
  if (!marks.empty() && marks[0].week == week - 1) {
    absl::StrAppend(&next, " ", TextOf(marks[0]));
  }
  return next;
}

}  // namespace winnow
