#include "service/api/policy_difference.h"

#include <algorithm>

#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"

namespace winnow {

void FillExample(const StoredComment& stored, const std::string& site,
                 const Verdict& other, v1::PolicyDifference::Example& out) {
  out.set_comment_name(CommentName(site, stored.comment.id));
  out.set_from_rule(stored.hidden.verdict.rule);
  FillRuleMatch(other, *out.mutable_to_rule());
  if (!stored.hidden.decided_by.empty()) {
    out.set_decided_state(ToProto(stored.comment.state));
  }
}

DifferenceTally::DifferenceTally(std::string site, const Policy& other,
                                 int examples_max)
    : site_(std::move(site)), examples_max_(static_cast<size_t>(examples_max)) {
  for (const auto& rule : other.rules) {
    if (!rule.shadow) rules_.push_back({.name = rule.name});
  }
}

void DifferenceTally::Add(const StoredComment& stored, const Verdict& other,
                          bool is_known) {
  const State from = stored.hidden.verdict.state;
  Change& change = changes_[{from, other.state}];
  ++change.count;
  if (from != other.state && change.examples.size() < examples_max_) {
    FillExample(stored, site_, other, change.examples.emplace_back());
  }
  auto rule = std::find_if(
      rules_.begin(), rules_.end(),
      [&other](const Rule& counted) { return counted.name == other.rule; });
  if (rule == rules_.end()) {
    rule = rules_.insert(rules_.end(), {.name = other.rule});
  }
  ++rule->count;
  if (is_known) ++rule->known;
}

void DifferenceTally::Fill(v1::PolicyDifference& out) const {
  for (const auto& [states, counted] : changes_) {
    v1::PolicyDifference::Change& change = *out.add_changes();
    change.set_from_verdict(ToProto(states.first));
    change.set_to_verdict(ToProto(states.second));
    change.set_count(counted.count);
    for (const auto& example : counted.examples) {
      *change.add_examples() = example;
    }
  }
  for (const Rule& counted : rules_) {
    v1::PolicyDifference::RuleCount& rule = *out.add_rules();
    rule.set_rule(counted.name);
    rule.set_count(counted.count);
    rule.set_known_author_count(counted.known);
  }
}

}  // namespace winnow
