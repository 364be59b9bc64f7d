#include "service/screening/policy/rule_sentence.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

constexpr size_t kNamedMax = 3;
constexpr absl::string_view kDays[] = {"Mon", "Tue", "Wed", "Thu",
                                       "Fri", "Sat", "Sun"};

absl::string_view VerbOf(Action action) {
  switch (action) {
    case Action::kApprove:
      return "Approves";
    case Action::kHold:
      return "Holds";
    case Action::kReject:
      return "Rejects";
    case Action::kSpam:
      return "Files as spam";
  }
  return "Decides";
}

std::string Number(double number) { return absl::StrFormat("%g", number); }

// "a", "a and b", "a, b and c".
std::string Joined(const std::vector<std::string>& parts,
                   absl::string_view last) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      absl::StrAppend(
          &text, i + 1 == parts.size() ? absl::StrCat(" ", last, " ") : ", ");
    }
    absl::StrAppend(&text, parts[i]);
  }
  return text;
}

// Of many the first few.
std::string AnyOf(std::vector<std::string> names) {
  if (names.size() > kNamedMax + 1) {
    const size_t more = names.size() - kNamedMax;
    names.resize(kNamedMax);
    names.push_back(absl::StrCat(more, " more"));
  }
  return Joined(names, "or");
}

std::string AsPhrase(const Condition& condition) {
  const std::string name = condition.is_score
                               ? absl::StrCat("a ", condition.signal, " score")
                               : condition.signal;
  if (condition.absent) {
    return condition.is_score ? absl::StrCat("no ", condition.signal, " score")
                              : absl::StrCat("no ", condition.signal);
  }
  if (condition.at_least && condition.below) {
    return absl::StrCat(name, condition.is_score ? " from " : " at ",
                        Number(*condition.at_least), " to below ",
                        Number(*condition.below));
  }
  if (condition.below) {
    return absl::StrCat(name, condition.is_score ? " below " : " at below ",
                        Number(*condition.below));
  }
  return absl::StrCat(name, condition.is_score ? " of " : " at ",
                      Number(condition.at_least.value_or(kAtLeastDefault)),
                      " or more");
}

std::string AsPhrase(const TimeWindow& window) {
  std::vector<std::string> days;
  for (size_t day = 0; day < 7; ++day) {
    if ((window.days >> day & 1) != 0) days.emplace_back(kDays[day]);
  }
  const std::string zone =
      window.zone ? absl::StrCat(" ", window.zone->name()) : "";
  return absl::StrCat(
      Joined(days, "and"), days.empty() ? "" : " ",
      absl::StrFormat("%02d:%02d to %02d:%02d", window.start_minute / 60,
                      window.start_minute % 60, window.end_minute / 60,
                      window.end_minute % 60),
      zone);
}

std::string Restrictions(const Rule& rule) {
  std::string text;
  if (!rule.author_classes.empty()) {
    std::vector<std::string> classes;
    for (const AuthorClass author_class : rule.author_classes) {
      classes.push_back(
          author_class == AuthorClass::kStaff
              ? "staff"
              : absl::AsciiStrToLower(AuthorClassName(author_class)));
    }
    absl::StrAppend(&text, " by ", AnyOf(std::move(classes)), " authors");
  }
  if (!rule.sections.empty()) {
    absl::StrAppend(&text, " in the section ", AnyOf(rule.sections));
  }
  if (!rule.tags.empty()) {
    absl::StrAppend(&text, " under the tag ", AnyOf(rule.tags));
  }
  if (!rule.threads.empty()) {
    absl::StrAppend(&text, " in the thread ", AnyOf(rule.threads));
  }
  if (!rule.time_windows.empty()) {
    std::vector<std::string> windows;
    for (const TimeWindow& window : rule.time_windows) {
      windows.push_back(AsPhrase(window));
    }
    absl::StrAppend(&text, ", ", AnyOf(std::move(windows)));
  }
  return text;
}

}  // namespace

std::string RuleSentence(const Rule& rule) {
  const std::string restrictions = Restrictions(rule);
  std::string text(VerbOf(rule.action));
  if (rule.conditions.empty()) {
    absl::StrAppend(
        &text, " every comment", restrictions,
        restrictions.empty() ? " that no rule before it decides" : "");
  } else {
    std::vector<std::string> asked;
    for (const Condition& condition : rule.conditions) {
      asked.push_back(AsPhrase(condition));
    }
    absl::StrAppend(&text, " a comment with ", Joined(asked, "and"),
                    restrictions);
  }
  if (!rule.reason.empty()) absl::StrAppend(&text, ": ", rule.reason);
  if (text.back() != '.') text += '.';
  return text;
}

}  // namespace winnow
