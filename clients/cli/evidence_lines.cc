#include "clients/cli/evidence_lines.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/names.h"
#include "clients/cli/output.h"
#include "clients/cli/score_lines.h"

namespace winnow {
namespace {

std::string DescribeCondition(const v1::RuleMatch::ConditionValue& held) {
  const v1::Condition& condition = held.condition();
  std::string text = condition.has_score()
                         ? absl::StrCat("score ", condition.score())
                         : condition.signal();
  if (condition.absent()) return absl::StrCat(text, " is absent");
  absl::StrAppend(&text, absl::StrFormat(" %.2f", held.value()));
  std::vector<std::string> limits;
  if (condition.has_at_least()) {
    limits.push_back(absl::StrFormat("at least %.2f", condition.at_least()));
  }
  if (condition.has_below()) {
    limits.push_back(absl::StrFormat("below %.2f", condition.below()));
  }
  if (limits.empty()) limits.push_back("at least 0.50");
  return absl::StrCat(text, ", ", absl::StrJoin(limits, " and "));
}

std::string DescribeRule(const v1::Screening& screening) {
  const v1::RuleMatch& rule = screening.rule();
  return absl::StrCat(rule.rule(), " → ", v1::Rule::Action_Name(rule.action()),
                      rule.reason().empty() ? "" : ": ", rule.reason(),
                      "  (policy ", screening.policy_revision(),
                      screening.model_revision().empty() ? "" : ", model ",
                      screening.model_revision(), ")");
}

std::string DescribeSignal(const v1::Signal& signal) {
  std::string text =
      absl::StrFormat("%.2f  %s", signal.strength(), signal.name());
  if (!signal.reason().empty()) absl::StrAppend(&text, ": ", signal.reason());
  for (const v1::ListedEntry& entry : signal.listed_entries()) {
    absl::StrAppend(&text, " [", entry.list(), entry.list().empty() ? "" : ": ",
                    entry.entry(), "]");
  }
  return text;
}

}  // namespace

std::string DescribeAuthor(const v1::ModeratedComment& item, absl::Time now) {
  const v1::AuthorRecord& author = item.author();
  std::string text = item.comment().display_name();
  if (!item.comment().website().empty()) {
    absl::StrAppend(&text, " (", item.comment().website(), ")");
  }
  if (author.author_class() != v1::Rule::AUTHOR_CLASS_UNSPECIFIED) {
    absl::StrAppend(&text, "  ",
                    v1::Rule::AuthorClass_Name(author.author_class()));
  }
  absl::StrAppend(&text, ": ", author.approved_count(), " approved, ",
                  author.rejected_count(), " rejected, ", author.spam_count(),
                  " spam, ", author.held_count(), " held");
  const std::string first = Age(author.first_time(), now);
  if (!first.empty()) absl::StrAppend(&text, ", first seen ", first, " ago");
  if (!author.ban().empty()) {
    absl::StrAppend(&text, ", BANNED (", ShortId(author.ban()), ")");
  }
  return text;
}

std::vector<LabeledLine> ScreeningLines(const v1::Screening& screening,
                                        bool why) {
  std::vector<LabeledLine> lines = {{"rule", DescribeRule(screening)}};
  for (const auto& condition : screening.rule().conditions()) {
    lines.push_back({"  since", DescribeCondition(condition)});
  }
  for (const v1::Signal& signal : screening.signals()) {
    lines.push_back({"signal", DescribeSignal(signal)});
  }
  for (std::string& line : ScoreLines(screening, why)) {
    const bool headline = !absl::StartsWith(line, " ");
    lines.push_back({headline ? "score" : "", std::move(line)});
  }
  if (screening.shadow_verdict() != v1::Comment::STATE_UNSPECIFIED) {
    lines.push_back({"shadow", absl::StrCat("the policy in shadow says ",
                                            v1::Comment::State_Name(
                                                screening.shadow_verdict()))});
  }
  for (const std::string& check : screening.failed_checks()) {
    lines.push_back(
        {"failed", absl::StrCat("the check ", check, " could not run")});
  }
  return lines;
}

}  // namespace winnow
