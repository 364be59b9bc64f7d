// The part of SiteFigures about rules.
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/api/site_figures.h"
#include "service/base/interval.h"
#include "service/intake/shadow_tally.h"
#include "service/moderation/rule_counts.h"
#include "service/screening/policy/decide.h"
#include "service/screening/policy/rule_sentence.h"
#include "winnow/v1/moderation_stats.pb.h"

namespace winnow {
namespace {

v1::Rule::Action ActionOf(State state) {
  switch (state) {
    case State::kApproved:
      return v1::Rule::APPROVE;
    case State::kRejected:
      return v1::Rule::REJECT;
    case State::kSpam:
      return v1::Rule::SPAM;
    default:
      return v1::Rule::HOLD;
  }
}

void FillShare(Interval share, v1::RuleStats& out) {
  out.set_overturned_share_low(share.low);
  out.set_overturned_share_high(share.high);
}

void FillJudged(const JudgedCount& judged, v1::RuleStats::Basis basis,
                v1::RuleStats& out) {
  out.set_judged_count(judged.judged);
  out.set_overturned_count(judged.overturned);
  FillShare(WilsonInterval(judged.overturned, judged.judged), out);
  if (judged.judged > 0) out.set_basis(basis);
}

void FillCounts(const RuleCounts& counts, v1::RuleStats& out) {
  out.set_decided_count(counts.decided);
  const auto of = [&counts](JudgedBy basis) {
    const auto at = counts.judged.find(basis);
    return at == counts.judged.end() ? JudgedCount() : at->second;
  };
  if (out.action() == v1::Rule::HOLD) {
    return FillJudged(of(JudgedBy::kHeld), v1::RuleStats::HELD_DECISIONS, out);
  }
  const JudgedCount samples = of(JudgedBy::kSample);
  if (samples.judged > 0) {
    return FillJudged(samples, v1::RuleStats::SAMPLES, out);
  }
  const JudgedCount found = of(JudgedBy::kComplaint);
  FillJudged(found, v1::RuleStats::COMPLAINTS, out);
  // Nobody looked for the others: at least so many of all it decided.
  if (found.judged > 0) {
    FillShare({.low = WilsonInterval(found.overturned, counts.decided).low,
               .high = 1},
              out);
  }
}

// What is known of a rule that the live policy does not have, or that does
// something else there.
std::string GoneSentence(absl::string_view rule, State did) {
  if (rule == kRuleFault) {
    return "Holds what could not be screened: a check failed.";
  }
  if (rule == kRuleNone) return "Holds what no rule decided.";
  const absl::string_view verb = did == State::kApproved   ? "Approved"
                                 : did == State::kRejected ? "Rejected"
                                 : did == State::kSpam     ? "Filed as spam"
                                                           : "Held";
  return absl::StrCat(verb,
                      " comments; the policy has no such rule any more, or it "
                      "does something else now.");
}

}  // namespace

absl::Status SiteFigures::GetRuleStats(const Caller& who,
                                       const v1::GetRuleStatsRequest& request,
                                       v1::GetRuleStatsResponse& response) {
  const auto live = parts_.sites.LoadNewest(who.site);
  if (!live.ok()) return live.status();
  const Site& site = (*live)->site;
  const auto span =
      DaysOf(request, parts_.clock.Now(), site.settings.time_zone);
  if (!span.ok()) return span.status();
  const auto days = parts_.counts.Read(who.site, span->first, span->days);
  if (!days.ok()) return days.status();
  const auto shadows = parts_.store.ReadShadowCounts(
      who.site, ShadowRulesKey(site.policy_revision), 0);
  if (!shadows.ok()) return shadows.status();
  CountsOfRules counts;
  for (const CountedDay& day : *days) AddDay(day, counts);

  for (const Rule& rule : (*live)->screener->policy().rules) {
    v1::RuleStats& out = *response.add_rules();
    const State does = StateOf(rule.action);
    out.set_rule(rule.name);
    out.set_sentence(RuleSentence(rule));
    out.set_action(ActionOf(does));
    out.set_shadow(rule.shadow);
    if (!rule.shadow) {
      FillCounts(counts.by_rule[{rule.name, does}], out);
      counts.by_rule.erase({rule.name, does});
      continue;
    }
    const auto held = shadows->counts.find(ShadowRuleField(rule.name));
    if (held != shadows->counts.end()) out.set_decided_count(held->second);
    const ShadowRuleCounts& judged = counts.shadow[rule.name];
    FillJudged({.judged = judged.approved + judged.refused,
                .overturned = does == State::kApproved ? judged.refused
                                                       : judged.approved},
               v1::RuleStats::HELD_DECISIONS, out);
  }
  for (const auto& [rule, gone] : counts.by_rule) {
    v1::RuleStats& out = *response.add_rules();
    out.set_rule(rule.first);
    out.set_sentence(GoneSentence(rule.first, rule.second));
    out.set_action(ActionOf(rule.second));
    FillCounts(gone, out);
  }
  return absl::OkStatus();
}

}  // namespace winnow
