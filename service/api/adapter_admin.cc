#include "service/api/adapter_admin.h"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/api/audit_entry.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/base/status_details.h"
#include "service/intake/shadow_tally.h"
#include "service/moderation/adapter_features.h"
#include "service/moderation/decision_export.h"
#include "service/moderation/lessons.h"
#include "winnow/v1/moderation_stats.pb.h"

namespace winnow {
namespace {

constexpr size_t kPieceBytes = size_t{64} * 1024;
constexpr State kExported[] = {State::kApproved, State::kRejected,
                               State::kSpam};

absl::Status CheckName(absl::string_view name, absl::string_view site) {
  if (name == AdapterName(site)) return absl::OkStatus();
  return InvalidFields(
      {{.field = "name",
        .description = absl::StrCat("must be ", AdapterName(site))}});
}

v1::LearningSettings::AdapterMode ToProto(AdapterMode mode) {
  switch (mode) {
    case AdapterMode::kOff:
      return v1::LearningSettings::OFF;
    case AdapterMode::kOn:
      return v1::LearningSettings::ON;
    case AdapterMode::kShadow:
      break;
  }
  return v1::LearningSettings::SHADOW;
}

std::string DecisionToken(const std::string& site, State state,
                          const PageStart& place) {
  return MakePageToken(place, {"decisions", site, StateName(state)});
}

absl::StatusOr<std::optional<DecisionExport::Start>> ParseDecisionToken(
    const std::string& token, const std::string& site) {
  if (token.empty()) return std::nullopt;
  absl::Status refused;
  for (const State state : kExported) {
    const auto place =
        ParsePageToken(token, {"decisions", site, StateName(state)});
    if (place.ok() && *place) {
      return DecisionExport::Start{.state = state, .place = **place};
    }
    refused = place.status();
  }
  return refused;
}

void FillDecision(const std::string& site, ExportedDecision& decision,
                  v1::ExportDecisionsResponse& out) {
  out.set_text(std::move(decision.text));
  out.set_language(decision.language);
  out.set_state(winnow::ToProto(decision.state));
  out.set_reason_code(decision.reason);
  out.set_verdict(winnow::ToProto(decision.verdict));
  out.set_rule(decision.rule);
  out.set_sampled(decision.sampled);
  for (const auto& [name, score] : decision.scores) {
    (*out.mutable_scores())[name] = score;
  }
  const PerAdapterHead labels = LabelsOf(decision.state, decision.reason);
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (labels[h] < 0) continue;
    (*out.mutable_labels())[std::string(kHeadNames[h])] = labels[h];
  }
  FillTimestamp(decision.day, *out.mutable_decide_time());
  out.set_resume_token(DecisionToken(site, decision.state, decision.place));
}

}  // namespace

absl::Status FillAdapter(SiteStore& store, const LiveSite& live,
                         const Learner::Taught& taught, v1::Adapter& out) {
  const AdapterState& state = taught.adapter->state();
  const auto counts = store.ReadShadowCounts(
      live.site.id, AdapterCountsKey(state.model_revision), /*examples_max=*/0);
  if (!counts.ok()) return counts.status();
  const auto count_of = [&counts](const std::string& field) {
    const auto at = counts->counts.find(field);
    return at == counts->counts.end() ? int64_t{0} : at->second;
  };
  out.set_name(AdapterName(live.site.id));
  out.set_model_revision(state.model_revision);
  out.set_mode(ToProto(live.site.settings.adapter));
  out.set_passed_over_count(state.passed_over);
  if (taught.update_time > absl::UnixEpoch()) {
    FillTimestamp(taught.update_time, *out.mutable_update_time());
  }
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    v1::Adapter::Head& head = *out.add_heads();
    head.set_score(std::string(kHeadNames[h]));
    head.set_refused_count(state.heads[h].bad);
    head.set_approved_count(state.heads[h].good);
    head.set_votes(taught.adapter->Votes(h));
    head.set_changed_count(count_of(AdapterHeadField(h)));
    head.set_agreed_count(state.heads[h].agreed);
  }
  for (const auto& [field, count] : counts->counts) {
    const auto from = StateFromCode(field.substr(0, 1));
    const auto to = StateFromCode(field.substr(field.empty() ? 0 : 1));
    if (field.size() != 2 || !from || !to) continue;
    v1::Adapter::Change& change = *out.add_changes();
    change.set_from_verdict(winnow::ToProto(*from));
    change.set_to_verdict(winnow::ToProto(*to));
    change.set_count(count);
  }
  std::stable_sort(
      out.mutable_changes()->begin(), out.mutable_changes()->end(),
      [](const auto& a, const auto& b) { return a.count() > b.count(); });
  return absl::OkStatus();
}

AdapterFigures MakeAdapterFigures(SiteStore& store, LiveSites& sites,
                                  Learner& learner) {
  return [&store, &sites, &learner](const std::string& site,
                                    v1::GetStatsResponse& response) {
    const auto taught = learner.Latest(site);
    // Figures of a server without a model have none of it.
    if (absl::IsFailedPrecondition(taught.status())) return absl::OkStatus();
    if (!taught.ok()) return taught.status();
    const auto live = sites.Load(site, 0);
    if (!live.ok()) return live.status();
    return FillAdapter(store, **live, *taught, *response.mutable_adapter());
  };
}

absl::Status AdapterAdmin::Get(const Caller& who,
                               const v1::GetAdapterRequest& request,
                               v1::Adapter& response) {
  absl::Status named = CheckName(request.name(), who.site);
  if (!named.ok()) return named;
  const auto taught = parts_.learner.Newest(who.site);
  if (!taught.ok()) return taught.status();
  const auto live = parts_.sites.Load(who.site, 0);
  if (!live.ok()) return live.status();
  absl::Status filled = FillAdapter(parts_.store, **live, *taught, response);
  if (!filled.ok()) return filled;
  const auto features =
      FindAdapterFeatures(parts_.comments, **live, *taught->adapter);
  if (!features.ok()) return features.status();
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    auto& out = *response.mutable_heads(static_cast<int>(h));
    for (const auto& [word, weight] : (*features)[h]) {
      (*out.mutable_features())[word] = weight;
    }
  }
  return absl::OkStatus();
}

absl::Status AdapterAdmin::Reset(const Caller& who,
                                 const v1::ResetAdapterRequest& request,
                                 v1::Adapter& response) {
  absl::Status named = CheckName(request.name(), who.site);
  if (!named.ok()) return named;
  // Also refuses where there is no model.
  const auto before = parts_.learner.Newest(who.site);
  if (!before.ok()) return before.status();
  auto audited = MakeAuditEntry(parts_, who, HistoryAction::kAdapterReset,
                                AdapterName(who.site));
  if (!audited.ok()) return audited.status();
  const auto revision =
      parts_.adapters.Reset(who.site, before->adapter->state().model_revision,
                            audited->digest, audited->record);
  if (!revision.ok()) return revision.status();
  v1::GetAdapterRequest get;
  get.set_name(request.name());
  return Get(who, get, response);
}

absl::StatusOr<Producer<v1::ExportAdapterResponse>> AdapterAdmin::Export(
    const Caller& who, const v1::ExportAdapterRequest& request) {
  absl::Status named = CheckName(request.name(), who.site);
  if (!named.ok()) return named;
  const auto taught = parts_.learner.Newest(who.site);
  if (!taught.ok()) return taught.status();
  return Producer<v1::ExportAdapterResponse>(
      [file = taught->adapter->Serialize(), at = size_t{0}](
          v1::ExportAdapterResponse& out) mutable -> absl::StatusOr<Produced> {
        out.set_content(file.substr(at, kPieceBytes));
        at += kPieceBytes;
        return at < file.size() ? Produced::kAnswer : Produced::kLastAnswer;
      });
}

absl::StatusOr<Producer<v1::ExportDecisionsResponse>>
AdapterAdmin::ExportDecisions(const Caller& who,
                              const v1::ExportDecisionsRequest& request) {
  auto start = ParseDecisionToken(request.resume_token(), who.site);
  if (!start.ok()) return start.status();
  const absl::Time since =
      request.has_start_time()
          ? absl::FromUnixSeconds(request.start_time().seconds())
          : absl::InfinitePast();
  auto rows = std::make_shared<DecisionExport>(parts_.comments, who.site, since,
                                               *std::move(start));
  auto waiting = std::make_shared<std::deque<ExportedDecision>>();
  return Producer<v1::ExportDecisionsResponse>(
      [rows, waiting, site = who.site](
          v1::ExportDecisionsResponse& out) -> absl::StatusOr<Produced> {
        if (waiting->empty()) {
          auto next = rows->Next();
          if (!next.ok()) return next.status();
          for (ExportedDecision& one : *next) {
            waiting->push_back(std::move(one));
          }
        }
        if (waiting->empty()) {
          return rows->done() ? Produced::kEnd : Produced::kNothingYet;
        }
        FillDecision(site, waiting->front(), out);
        waiting->pop_front();
        return Produced::kAnswer;
      });
}

}  // namespace winnow
