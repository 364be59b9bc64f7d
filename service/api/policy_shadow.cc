// The part of PolicyAdmin about policies in shadow.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/api/audit_entry.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/policy_admin.h"
#include "service/api/policy_difference.h"
#include "service/base/status_details.h"
#include "service/intake/shadow_tally.h"

namespace winnow {
namespace {

constexpr int kExamplesDefault = 5;
constexpr int kExamplesMax = static_cast<int>(kShadowExamplesMax);

int64_t CountOf(const ShadowCounts& counts, const std::string& field) {
  const auto at = counts.counts.find(field);
  return at == counts.counts.end() ? 0 : at->second;
}

void FillRule(const ShadowCounts& counts, const std::string& rule,
              v1::PolicyDifference::RuleCount& out) {
  out.set_rule(rule);
  out.set_count(CountOf(counts, ShadowRuleField(rule)));
  out.set_known_author_count(CountOf(counts, ShadowKnownField(rule)));
}

}  // namespace

absl::Status PolicyAdmin::SetShadow(const Caller& who,
                                    const v1::SetShadowPolicyRequest& request,
                                    v1::SetShadowPolicyResponse& response) {
  Checked checked;
  if (request.has_source()) {
    auto read = CheckForSite(who.site, request.source());
    if (!read.ok()) return read.status();
    checked = *std::move(read);
  }
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  // The one that runs already goes on with its counts: a repeated call, or an
  // editor who is not sure.
  if (record->Field("shadow-policy") != checked.text) {
    auto audited = MakeAuditEntry(
        parts_, who, HistoryAction::kShadowPolicyChanged, SiteName(who.site));
    if (!audited.ok()) return audited.status();
    const int64_t number = record->Number("shadow-number") + 1;
    const auto revision = parts_.store.Change(
        who.site, record->revision,
        {{"shadow-policy", checked.text},
         {"shadow-number", absl::StrCat(number)},
         {"shadow-start",
          absl::StrCat(absl::ToUnixMillis(parts_.clock.Now()))}},
        audited->digest, audited->record);
    if (!revision.ok()) return revision.status();
    const auto reloaded = parts_.sites.Load(who.site, *revision);
    if (!reloaded.ok() && !absl::IsUnavailable(reloaded.status())) {
      return reloaded.status();
    }
  }
  if (request.has_source()) {
    *response.mutable_policy() = std::move(checked.message);
  }
  for (std::string& warning : checked.warnings) {
    response.add_warnings(std::move(warning));
  }
  return absl::OkStatus();
}

absl::Status PolicyAdmin::FillShadowPolicy(const std::string& site,
                                           const SiteRecord& record,
                                           int examples_max,
                                           v1::ShadowReport& response) {
  FillTimestamp(absl::FromUnixMillis(record.Number("shadow-start")),
                *response.mutable_start_time());
  const auto counts = parts_.store.ReadShadowCounts(
      site, ShadowPolicyKey(record.Field("shadow-number")), examples_max);
  if (!counts.ok()) return counts.status();
  response.set_examined(CountOf(*counts, kShadowExamined));
  v1::PolicyDifference& difference = *response.mutable_difference();
  for (const auto& [field, count] : counts->counts) {
    const auto from = StateFromCode(field.substr(0, 1));
    const auto to = StateFromCode(field.substr(field.empty() ? 0 : 1));
    if (field.size() != 2 || !from || !to) continue;
    auto& change = *difference.add_changes();
    change.set_from_verdict(ToProto(*from));
    change.set_to_verdict(ToProto(*to));
    change.set_count(count);
    const auto examples = counts->examples.find(field);
    if (examples == counts->examples.end()) continue;
    std::vector<Uuid> ids;
    for (const std::string& bytes : examples->second) {
      const auto example = DecodeShadowExample(bytes);
      if (!example.ok()) return example.status();
      auto& row = *change.add_examples();
      row.set_comment_name(CommentName(site, example->id));
      row.set_from_rule(example->from_rule);
      FillRuleMatch(example->shadow, *row.mutable_to_rule());
      ids.push_back(example->id);
    }
    const auto decided = parts_.comments.Read(site, ids, /*hidden=*/true);
    if (!decided.ok()) return decided.status();
    for (const StoredComment& stored : *decided) {
      if (stored.hidden.decided_by.empty()) continue;
      for (auto& row : *change.mutable_examples()) {
        if (row.comment_name() == CommentName(site, stored.comment.id)) {
          row.set_decided_state(ToProto(stored.comment.state));
        }
      }
    }
  }
  const auto live = parts_.sites.Load(site, record.revision);
  if (!live.ok()) return live.status();
  if (!(*live)->shadow) return absl::OkStatus();
  for (const Rule& rule : (*live)->shadow->policy().rules) {
    if (!rule.shadow) FillRule(*counts, rule.name, *difference.add_rules());
  }
  return absl::OkStatus();
}

absl::Status PolicyAdmin::ShadowReport(
    const Caller& who, const v1::GetShadowReportRequest& request,
    v1::ShadowReport& response) {
  if (request.examples_max() < 0 || request.examples_max() > kExamplesMax) {
    return InvalidFields(
        {{.field = "examples_max", .description = "must be at most 100"}});
  }
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  if (!record->Field("shadow-policy").empty()) {
    absl::Status filled = FillShadowPolicy(
        who.site, *record,
        request.examples_max() == 0 ? kExamplesDefault : request.examples_max(),
        response);
    if (!filled.ok()) return filled;
  }
  const auto live = parts_.sites.Load(who.site, record->revision);
  if (!live.ok()) return live.status();
  const auto counts = parts_.store.ReadShadowCounts(
      who.site, ShadowRulesKey((*live)->site.policy_revision), 0);
  if (!counts.ok()) return counts.status();
  for (const Rule& rule : (*live)->screener->policy().rules) {
    if (rule.shadow) FillRule(*counts, rule.name, *response.add_shadow_rules());
  }
  return absl::OkStatus();
}

}  // namespace winnow
