#include "clients/cli/policy_difference.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/table.h"

namespace winnow {
namespace {

// In the order in which people think of them.
constexpr v1::Comment::State kStates[] = {
    v1::Comment::APPROVED, v1::Comment::HELD, v1::Comment::REJECTED,
    v1::Comment::SPAM};

std::string Share(int64_t part, int64_t all) {
  if (all == 0) return "";
  return absl::StrFormat(
      "%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(all));
}

std::string ConditionsOf(const v1::RuleMatch& match) {
  std::string text;
  for (const auto& met : match.conditions()) {
    const v1::Condition& condition = met.condition();
    absl::StrAppend(
        &text, text.empty() ? "" : ", ",
        condition.has_score() ? condition.score() : condition.signal(), " ",
        absl::StrFormat("%.2f", met.value()));
  }
  return text;
}

void WriteConfusion(Output& out, const v1::PolicyDifference& difference) {
  std::map<std::pair<int, int>, int64_t> counts;
  for (const auto& change : difference.changes()) {
    counts[{change.from_verdict(), change.to_verdict()}] += change.count();
  }
  std::vector<Column> columns = {{"OLD \\ NEW", 0}};
  for (const auto state : kStates) {
    columns.push_back({v1::Comment::State_Name(state), 0, true});
  }
  Table table(std::move(columns));
  for (const auto from : kStates) {
    std::vector<std::string> row = {v1::Comment::State_Name(from)};
    for (const auto to : kStates) {
      const auto at = counts.find({from, to});
      row.push_back(at == counts.end() ? "." : absl::StrCat(at->second));
    }
    table.AddRow(std::move(row));
  }
  out.WriteTable(table);
}

void WriteExamples(Output& out, const v1::PolicyDifference& difference) {
  for (const auto& change : difference.changes()) {
    if (change.examples().empty()) continue;
    out.WriteLine("");
    out.WriteLine(out.Styled(
        Style::kBold,
        absl::StrCat(v1::Comment::State_Name(change.from_verdict()), " -> ",
                     v1::Comment::State_Name(change.to_verdict()), ": ",
                     Counted(change.count(), "comment"))));
    Table table({{"", 0},
                 {"OLD RULE", 8},
                 {"NEW RULE", 8},
                 {"BECAUSE", 8},
                 {"A PERSON", 0}});
    for (const auto& example : change.examples()) {
      const auto decided = example.decided_state();
      table.AddRow({ShortId(example.comment_name()), example.from_rule(),
                    example.to_rule().rule(), ConditionsOf(example.to_rule()),
                    decided == v1::Comment::STATE_UNSPECIFIED
                        ? ""
                        : v1::Comment::State_Name(decided)});
    }
    out.WriteTable(table);
  }
}

}  // namespace

void WriteRuleCounts(
    Output& out, const char* title,
    const google::protobuf::RepeatedPtrField<v1::PolicyDifference::RuleCount>&
        rules,
    int64_t total) {
  if (rules.empty()) return;
  Table table({{title, 8},
               {"COMMENTS", 0, true},
               {"SHARE", 0, true},
               {"BY KNOWN", 0, true}});
  for (const auto& rule : rules) {
    table.AddRow({rule.rule(), absl::StrCat(rule.count()),
                  Share(rule.count(), total),
                  Share(rule.known_author_count(), rule.count())});
  }
  out.WriteTable(table);
}

void WriteDifference(Output& out, const v1::PolicyDifference& difference) {
  WriteConfusion(out, difference);
  int64_t total = 0;
  for (const auto& rule : difference.rules()) total += rule.count();
  if (!difference.rules().empty()) out.WriteLine("");
  WriteRuleCounts(out, "NEW RULE", difference.rules(), total);
  WriteExamples(out, difference);
}

}  // namespace winnow
