// `winnow stats rules`: how each rule did.
#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/stats_period.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

// Below so many judged comments a share says little.
constexpr int64_t kFewJudged = 20;
constexpr int kSentenceWidth = 100;

std::string Percent(double share) {
  return absl::StrFormat("%.0f %%", 100 * share);
}

// What people said of its decisions, and how that is known.
std::string Judgement(const v1::RuleStats& rule) {
  const double share = rule.judged_count() == 0
                           ? 0
                           : static_cast<double>(rule.overturned_count()) /
                                 static_cast<double>(rule.judged_count());
  const std::string interval =
      absl::StrCat(Percent(share), " (", Percent(rule.overturned_share_low()),
                   " to ", Percent(rule.overturned_share_high()), ")");
  const std::string judged =
      absl::StrCat("people judged ", rule.judged_count(), " and overturned ",
                   rule.overturned_count());
  const char* few =
      rule.judged_count() < kFewJudged ? ", too few to say much" : "";
  switch (rule.basis()) {
    case v1::RuleStats::HELD_DECISIONS:
      return absl::StrCat(judged, ": ", interval, few);
    case v1::RuleStats::SAMPLES:
      return absl::StrCat(judged, " of blind samples: ", interval, few);
    case v1::RuleStats::COMPLAINTS:
      return absl::StrCat(
          judged, ", found by appeals, reports or chance: at least ",
          absl::StrFormat("%.1f %%", 100 * rule.overturned_share_low()),
          " of all");
    default:
      return rule.action() == v1::Rule::HOLD || rule.shadow()
                 ? "nobody judged one yet"
                 : "nobody judged one: learning.sampled_share would tell";
  }
}

// A text in lines that fit, each behind two spaces.
void WriteWrapped(Output& out, const std::string& text) {
  const int width = std::min(
      kSentenceWidth, out.width() == 0 ? kSentenceWidth : out.width() - 2);
  std::string line;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      out.WriteLine(absl::StrCat("  ", line));
      line.clear();
    }
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  out.WriteLine(absl::StrCat("  ", line));
}

void WriteRule(Output& out, const v1::RuleStats& rule) {
  out.WriteLine(absl::StrCat(
      out.Styled(Style::kBold, SanitizeText(rule.rule(), Lines::kOne)),
      rule.shadow() ? ", in shadow" : "", ": ",
      Counted(rule.decided_count(), "comment"),
      rule.shadow() ? " since the policy was applied" : "", "; ",
      Judgement(rule)));
  WriteWrapped(out, SanitizeText(rule.sentence(), Lines::kOne));
}

int RunRules(Session& session, const StatsPeriod& period) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetRuleStatsRequest request;
  request.set_site(*site);
  const absl::Status filled = period.Fill(request);
  if (!filled.ok()) return session.Fail(filled);
  const auto stats = session.Call(kGetRuleStats, std::move(request));
  if (!stats.ok()) return session.Fail(stats.status());
  Output& out = session.out();
  if (session.json()) {
    for (const v1::RuleStats& rule : stats->rules()) {
      out.WriteLine(ToJsonLine(rule));
    }
    return kExitDone;
  }
  for (const v1::RuleStats& rule : stats->rules()) WriteRule(out, rule);
  return kExitDone;
}

}  // namespace

void AddStatsRulesCommand(const CliCommand& stats) {
  auto period = std::make_shared<StatsPeriod>();
  const CliCommand rules = stats.AddCommand(
      "rules", "Say how often people overturned each rule of the policy");
  rules.Footer(
      "In the order of the live policy, then rules that are gone. A rule that\n"
      "holds is overturned when people approve; one that approves, when they\n"
      "refuse; one that refuses, when they approve. In brackets stands the\n"
      "95 % interval (Wilson). Of rules that decide by themselves, people see\n"
      "only what somebody complained of, unless the site has samples drawn:\n"
      "  winnow site set learning.sampled_share 0.01\n"
      "With --json a line for each rule.\n\n"
      "Examples:\n"
      "  winnow stats rules\n"
      "  winnow stats rules --since 30d --json");
  period->AddTo(rules);
  rules.Runs([period](Session& session) { return RunRules(session, *period); });
}

}  // namespace winnow
