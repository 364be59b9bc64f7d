#include "service/intake/shadow_tally.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

}  // namespace

std::string EncodeShadowExample(const ShadowExample& example) {
  RecordWriter out;
  out.Number(kFormat);
  out.Text(example.id.Bytes());
  out.Text(example.from_rule);
  out.Number(static_cast<uint8_t>(example.shadow.state));
  out.Text(example.shadow.rule);
  out.Text(example.shadow.reason);
  out.Number(example.shadow.conditions.size());
  for (const ConditionValue& met : example.shadow.conditions) {
    out.Text(met.signal);
    out.Fraction(met.value);
    out.Text(met.bound);
  }
  return out.Take();
}

absl::StatusOr<ShadowExample> DecodeShadowExample(absl::string_view bytes) {
  RecordReader in(bytes);
  const absl::Status damaged =
      absl::DataLossError("a shadow's example is damaged");
  if (in.Number() != kFormat) return damaged;
  ShadowExample example;
  const auto id = UuidFromBytes(in.Text());
  if (!id) return damaged;
  example.id = *id;
  example.from_rule = in.Text();
  example.shadow.state =
      StateFromCode(std::string(1, static_cast<char>(in.Number())))
          .value_or(State::kHeld);
  example.shadow.rule = in.Text();
  example.shadow.reason = in.Text();
  for (size_t n = in.Count(); in.ok() && n > 0; --n) {
    ConditionValue met;
    met.signal = in.Text();
    met.value = in.Fraction();
    met.bound = in.Text();
    example.shadow.conditions.push_back(std::move(met));
  }
  if (!in.ok() || !in.at_end()) return damaged;
  return example;
}

std::string ShadowPolicyKey(absl::string_view number) {
  return absl::StrCat("s", number);
}

std::string ShadowRulesKey(absl::string_view policy_revision) {
  return absl::StrCat("p", policy_revision);
}

std::string AdapterCountsKey(absl::string_view model_revision) {
  return absl::StrCat("a", model_revision);
}

std::string ShadowChangeField(State from, State to) {
  return {static_cast<char>(from), static_cast<char>(to)};
}

std::string ShadowRuleField(absl::string_view rule) {
  return absl::StrCat("r:", rule);
}

std::string ShadowKnownField(absl::string_view rule) {
  return absl::StrCat("k:", rule);
}

std::string AdapterHeadField(size_t head) { return absl::StrCat("h:", head); }

ShadowCounts& ShadowTally::Of(const std::string& site, std::string key) {
  ShadowCounts& counts = counts_[{site, key}];
  counts.site = site;
  counts.key = std::move(key);
  return counts;
}

void ShadowTally::CountPolicy(const std::string& site,
                              const std::string& number, const Uuid& id,
                              const Verdict& live, const Verdict& shadow,
                              bool is_known) {
  const std::string change = ShadowChangeField(live.state, shadow.state);
  std::lock_guard lock(mutex_);
  ShadowCounts& counts = Of(site, ShadowPolicyKey(number));
  ++counts.counts[kShadowExamined];
  ++counts.counts[change];
  ++counts.counts[ShadowRuleField(shadow.rule)];
  if (is_known) ++counts.counts[ShadowKnownField(shadow.rule)];
  // An example would show the verdict of a comment that is judged blind.
  if (live.state == shadow.state || live.sampled) return;
  std::vector<std::string>& examples = counts.examples[change];
  if (examples.size() >= kShadowExamplesMax) return;
  examples.push_back(EncodeShadowExample(
      {.id = id, .from_rule = live.rule, .shadow = shadow}));
}

void ShadowTally::CountAdapter(const std::string& site, const Uuid& id,
                               const Verdict& verdict) {
  if (!verdict.adapter.change) return;
  const auto [without, with, heads] = *verdict.adapter.change;
  const std::string change = ShadowChangeField(without, with);
  std::lock_guard lock(mutex_);
  ShadowCounts& counts = Of(site, AdapterCountsKey(verdict.model_revision));
  ++counts.counts[kShadowExamined];
  ++counts.counts[change];
  for (size_t head = 0; heads >> head != 0; ++head) {
    if ((heads >> head & 1) != 0) ++counts.counts[AdapterHeadField(head)];
  }
  if (verdict.sampled) return;
  std::vector<std::string>& examples = counts.examples[change];
  if (examples.size() >= kShadowExamplesMax) return;
  Verdict example;
  example.state = with;
  examples.push_back(EncodeShadowExample(
      {.id = id, .from_rule = verdict.rule, .shadow = std::move(example)}));
}

void ShadowTally::CountRules(const std::string& site, const Verdict& live,
                             bool is_known) {
  std::lock_guard lock(mutex_);
  ShadowCounts& counts = Of(site, ShadowRulesKey(live.policy_revision));
  for (const std::string& rule : live.shadow_rules) {
    ++counts.counts[ShadowRuleField(rule)];
    if (is_known) ++counts.counts[ShadowKnownField(rule)];
  }
}

std::vector<ShadowCounts> ShadowTally::Take() {
  std::map<std::pair<std::string, std::string>, ShadowCounts> taken;
  {
    std::lock_guard lock(mutex_);
    taken.swap(counts_);
  }
  std::vector<ShadowCounts> all;
  all.reserve(taken.size());
  for (auto& [key, counts] : taken) all.push_back(std::move(counts));
  return all;
}

void ShadowTally::Return(ShadowCounts counts) {
  std::lock_guard lock(mutex_);
  ShadowCounts& present = Of(counts.site, counts.key);
  for (const auto& [field, count] : counts.counts) {
    present.counts[field] += count;
  }
  // Examples are a sample; those of the outage are not worth their memory.
}

}  // namespace winnow
